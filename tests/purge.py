#!/usr/bin/env python3
"""Ceilometer databases and scans that look random, and what a purge leaves.

    purge.py fill FORM SEED COUNT     SQL: rows for the tables of FORM
    purge.py scans SEED               scan records, one a line
    purge.py remains FORM SCANS KEEP METERS [RESOURCES]
                                      reads all rows of a database, "TABLE
                                      COLUMN ..." with tabs between, prints
                                      those that have to stay

The judge looks at every sample on its own and at every scan, with no windows
joined, no slices and no SQL. All times are microseconds since 1970.
"""

import json
import random
import sys
from datetime import datetime, timezone

US = 1000000
HOUR = 3600 * US
MARGIN = 600 * US
START = 1462060800 * US  # 2016-05-01
NOW = START + 8 * 24 * HOUR  # what the tests set the server's clock to
METERS = [
    ("instance", "gauge", "instance"),
    ("instance", "gauge", "vm"),
    ("INSTANCE", "gauge", "server"),
    ("volume.size", "gauge", "GB"),
    ("image.size", "gauge", "B"),
    ("memory", "gauge", "MB"),
    ("cpu_util", "gauge", "%"),
    ("instance:m1.small", "gauge", "instance"),
]
TYPES = {"instance": "instance", "volume": "volume.size", "image": "image.size"}


def sql(us):
    if us is None:
        return "NULL"
    return "%d.%06d" % divmod(us, US)


def edges(seed):
    """The times at which windows begin, end and were read."""
    times = []
    for scan in scans(seed):
        for member in ("from", "till", "at"):
            if member in scan:
                times.append(parse(scan[member]))
    return times


def scans(seed):
    """Nights with overlap, holes, repeats, and some that count for nothing."""
    r = random.Random("scans %s" % seed)
    for night in range(8):
        if r.random() < 0.15:
            continue
        till = START + night * 24 * HOUR + r.randrange(24) * HOUR
        size = r.choice([1, 6, 24, 36]) * HOUR + r.randrange(3600) * US
        types = r.sample(sorted(TYPES), r.randrange(1, 4))
        scan = {"kind": "scan", "source": "ceilometer", "region": None,
                "types": types, "from": text(till - size), "till": text(till)}
        if r.random() < 0.8:
            scan["meters"] = [
                "memory" if t == "instance" and r.random() < 0.2 else TYPES[t]
                for t in types]
        if r.random() < 0.9:
            read = till + r.choice([0, 1, 20, 60]) * HOUR // 10
            scan["read_at"] = text(min(read, NOW))
        if r.random() < 0.1:
            scan["project"] = "p1"
        if r.random() < 0.1:
            scan["source"] = "gnocchi"
        yield scan
    yield {"kind": "scan", "source": "neutron", "region": None,
           "types": ["floating_ip"], "at": text(START)}


def text(us):
    moment = datetime.fromtimestamp(us // US, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(moment):
    when = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")
    return int(when.replace(tzinfo=timezone.utc).timestamp()) * US


def times(r, around):
    """When a sample is from, and when it was recorded."""
    at = START - 24 * HOUR + r.randrange(9 * 24 * HOUR)
    if r.random() < 0.4:
        at = r.choice(around) + r.choice([-1, 0, 1])
    elif r.random() < 0.5:
        at -= at % (300 * US)
    recorded = at + r.randrange(5 * US)
    chance = r.random()
    if chance < 0.15:
        recorded = at + r.randrange(4 * 24 * HOUR)
    elif chance < 0.3:
        recorded = r.choice(around) - MARGIN + r.choice([-1, 0, 1])
    elif chance < 0.33:
        recorded = None
    return at, recorded


def insert(table, rows):
    for i in range(0, len(rows), 500):
        print("INSERT INTO %s VALUES\n%s;" % (table, ",\n".join(rows[i:i + 500])))


def metadata(ids):
    insert("metadata_text", ["(%s, '%s', 'x')" % (i, k) for i in ids
                             for k in ("display_name", "status", "host")])
    insert("metadata_bool", ["(%s, 'is_public', 1)" % i for i in ids])
    insert("metadata_int", ["(%s, 'size', 10)" % i for i in ids])
    insert("metadata_float", ["(%s, 'load', 0.5)" % i for i in ids])


def fill(form, seed, count):
    r = random.Random("%s %s" % (form, seed))
    around = [t for t in edges(seed)] + [NOW - 48 * HOUR]
    resources = max(2, count // 2)
    insert("meter", ["(%d, '%s', '%s', '%s')" % ((i + 1,) + m)
                     for i, m in enumerate(METERS)])
    samples = []
    for i in range(1, count + 1):
        at, recorded = times(r, around)
        # some resources have many samples, most have few, one has none
        of = min(r.randrange(1, resources), r.randrange(1, resources))
        samples.append((i, r.randrange(len(METERS)) + 1, of, at, recorded))
    order = sorted(samples, key=lambda s: r.random())
    samples = [(i + 1,) + s[1:] for i, s in enumerate(order)]
    if form == "icehouse":
        insert("user", ["('u1')"])
        insert("project", ["('p1')", "('p''2')"])
        insert("source", ["('openstack')"])
        insert("resource", ["('r''%d', '{}', 'u1', 'p1')" % i
                            for i in range(1, resources + 1)])
        insert("sample", ["(%d, %d, 'u1', 'p1', 'r''%d', '{}', 1, %s, %s, 's', "
                          "'m%d')" % (s[0], s[1], s[2], sql(s[3]), sql(s[4]), s[0])
                          for s in samples])
        insert("sourceassoc", ["(%d, NULL, NULL, NULL, 'openstack')" % s[0]
                               for s in samples] +
               ["(NULL, NULL, 'r''%d', NULL, 'openstack')" % i
                for i in range(1, resources + 1)])
        metadata([s[0] for s in samples])
    else:
        insert("resource", ["(%d, 'r%d', 'u1', 'p1', 'openstack', '{}', MD5(%d))"
                            % (i, i // 3, i) for i in range(1, resources + 1)])
        insert("sample", ["(%d, %d, %d, 1, %s, %s, 's', 'm%d')" %
                          (s[0], s[1], s[2], sql(s[3]), sql(s[4]), s[0])
                          for s in samples])
        metadata(range(1, resources + 1))


def was_read(scan, kind, meter, at, recorded):
    """Did this scan's reading have the sample? METER None: any of KIND."""
    if scan["source"] != "ceilometer" or "project" in scan:
        return False
    if "read_at" not in scan or recorded is None:
        return False
    if not parse(scan["from"]) <= at < parse(scan["till"]):
        return False
    if recorded >= parse(scan["read_at"]) - MARGIN:
        return False
    meters = scan.get("meters") or [TYPES[t] for t in scan["types"]]
    return any((kind is None or t == kind) and (meter is None or m == meter)
               for t, m in zip(scan["types"], meters))


def may_go(all_scans, keep, extra, meter, at, recorded):
    if at >= NOW - keep:
        return False
    if any(was_read(s, None, meter, at, recorded) for s in all_scans):
        return True
    counted = [s for s in all_scans if s["source"] == "ceilometer"
               and "project" not in s and "read_at" in s]
    named = {m for s in counted
             for m in s.get("meters") or [TYPES[t] for t in s["types"]]}
    kinds = {t for s in counted for t in s["types"]}
    return meter in extra and meter not in named and all(
        any(was_read(s, k, None, at, recorded) for s in all_scans)
        for k in kinds)


def micro(decimal):
    if decimal == "NULL":
        return None
    whole, fraction = decimal.split(".")
    return int(whole) * US + int(fraction)


def remains(form, path, keep, meters, resources=""):
    """RESOURCES: rows of resource that lost their last sample go too."""
    with open(path) as f:
        all_scans = [json.loads(line) for line in f]
    rows = [line.rstrip("\n").split("\t") for line in sys.stdin]
    extra = set(meters.split(",")) - {""}
    old = form == "icehouse"
    resource, at, recorded = (5, 8, 9) if old else (3, 5, 6)
    names = {r[1]: r[2] for r in rows if r[0] == "meter"}
    samples = [r for r in rows if r[0] == "sample"]
    stay = [r for r in samples if not may_go(
        all_scans, int(keep) * HOUR, extra, names[r[2]], micro(r[at]),
        micro(r[recorded]))]
    used = {r[resource] for r in stay}
    lost = {r[resource] for r in samples} - used if resources else set()
    ids = {r[1] for r in stay}
    for r in rows:
        if (r[0] == "sample" and r[1] not in ids or
                r[0] == "resource" and r[1] in lost or
                r[0].startswith("metadata_") and old and r[1] not in ids or
                r[0].startswith("metadata_") and not old and r[1] in lost or
                r[0] == "sourceassoc" and r[1] != "NULL" and r[1] not in ids or
                r[0] == "sourceassoc" and r[3] in lost):
            continue
        print("\t".join(r))


def main(args):
    if args[0] == "fill":
        fill(args[1], args[2], int(args[3]))
    elif args[0] == "scans":
        for scan in scans(args[1]):
            print(json.dumps(scan))
    else:
        remains(*args[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
