"""The files: samples, labels, truth."""

import json

from . import damage, stories, truth
from .cloud import Cloud
from .times import SECOND, zulu


def generate(options):
    """A cloud whose lives have happened, were looked at and damaged."""
    cloud = Cloud(options)
    lives = stories.build(cloud)
    return cloud, observe(cloud, lives)


def observe(cloud, lives):
    for life in lives:
        life.rows = [r for r in life.rows if cloud.begin <= r.at < cloud.end]
        life.look(cloud.begin, cloud.end)
    damage.strike(cloud, lives)
    return lives


# Samples.

class Scan:
    """All floating IPs were listed at this moment."""

    def __init__(self, at):
        self.at = at
        self.lag = 0
        self.copy_of = None
        self.life = None
        self.text = self

    def line(self, row, message_id):
        return ('{"kind":"scan","source":"neutron","region":null,'
                f'"types":["floating_ip"],"at":"{zulu(self.at)}"}}\n')


def arrange(cloud, lives):
    """All rows in the order asked for. A late one stands where it came in."""
    order = cloud.options.order
    if order == "shuffled-resources":
        rng = cloud.rng("order")
        groups = [sorted(life.rows, key=arrival) for life in lives]
        groups.append(scans(cloud))
        rng.shuffle(groups)
        return [row for group in groups for row in group]
    rows = [row for life in lives for row in life.rows]
    rows += scans(cloud)
    rows.sort(key=arrival)
    return rows if order == "asc" else rows[::-1]


def arrival(row):
    """Rows up to a few minutes late still come sorted by their time."""
    return row.at if row.lag < 5 * 60 * SECOND else row.at + row.lag


def scans(cloud):
    if not cloud.options.fips:
        return []
    return [Scan(at) for at in cloud.neutron.slots(cloud.begin, cloud.end)]


def write_samples(rows, seed, stream):
    """Message ids count up as the rows come; a redelivered row keeps its."""
    ids = {}
    doubled = {id(row.copy_of) for row in rows if row.copy_of}
    tail = f"-11e6-8235-{hash_of(seed):012x}"
    write = stream.write
    for n, row in enumerate(rows):
        key = id(row.copy_of or row) if doubled else None
        if key in ids:
            number = ids[key]
        else:
            number = n
            if key in doubled:
                ids[key] = n
        write(row.text.line(row, f"{number:08x}-e6e1{tail}"))


def hash_of(seed):
    """A number of 48 bits for any seed, the same in every run."""
    value = 0
    for byte in str(seed).encode():
        value = (value * 257 + byte) & 0xFFFFFFFFFFFF
    return value


# Labels.

def project_lines(cloud):
    return [{"kind": "project", "id": t.id, "name": t.name,
             "account": t.account} for t in cloud.tenants]


def volume_type_lines(cloud):
    return [{"kind": "volume_type", "id": ident, "name": name}
            for name, ident in cloud.volume_types.items()]


# Truth.

def truth_of(cloud, lives):
    o = cloud.options
    lines, resources = [], []
    for life in sorted(lives, key=lambda x: (x.type, x.id)):
        parts, seconds, tolerance = truth.judge(life, o.start, o.till)
        about = {"type": life.type, "id": life.id, "name": life.name}
        resources.append({
            **about,
            "created_at": life.created and zulu(life.created),
            "deleted_at": life.deleted and zulu(life.deleted),
            "billed_at_end": life.phases[-1].key is not None,
            "seconds": seconds // SECOND,
            "tolerance": tolerance // SECOND,
            "notes": life.notes,
        })
        lines += [{**about, "project": key.project, "class": key.cls,
                   "size": key.size, "seconds": held // SECOND,
                   "tolerance": slack // SECOND}
                  for key, held, slack in parts]
    return {"seed": o.seed, "from": zulu(o.start), "till": zulu(o.till),
            "lines": lines, "resources": resources}


def dump(path, value):
    with open(path, "w", encoding="utf-8") as f:
        json.dump(value, f, indent=1, ensure_ascii=False)
        f.write("\n")


def dump_lines(path, values):
    with open(path, "w", encoding="utf-8") as f:
        for value in values:
            f.write(json.dumps(value, ensure_ascii=False,
                               separators=(",", ":")) + "\n")
