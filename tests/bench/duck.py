"""DuckDB as a peer, where bench.sh has installed it; and is its bill ours?

A bench that compares different work is worth nothing. Both bills are compared
line by line, a line being the seconds of one project and class of a resource.
"""

import collections
import csv
import json
import os
import subprocess
import sys

from measure import CORES, HERE, Job

QUERIES = f"{HERE}/duckdb"
# Where `npm install` put it; bench.sh --duckdb sets it.
PLACE = os.environ.get("BENCH_DUCKDB")
TYPES = {"instance": "instance", "volume.size": "volume",
         "image.size": "image"}
# Of all seconds, in thousandths. The query knows no life that failed before
# it began, and a server that is resized while polled by two hosts is billed to
# one flavor for some periods more or less; the sums are the same.
ALLOWED = 1
PERIOD = 900


def command(query, samples, threads):
    return ["node", f"{QUERIES}/run.js", PLACE, f"{QUERIES}/{query}.sql",
            samples, str(threads)]


def jobs(samples):
    if not PLACE:
        print("DuckDB: not asked for (--duckdb): not compared")
        return []
    size = os.path.getsize(samples)
    return [Job(f"DuckDB, {query}{where}", [command(query, samples, threads)],
                read=read, cores=cores)
            for query, where, threads, cores, read in (
                ("group", "", len(CORES), None, size),
                ("group", ", one core", 1, 1, size),
                ("bill", "", len(CORES), None, size),
                ("bill", ", one core", 1, 1, size),
                ("start", " alone", 1, None, 0))]


def theirs(samples):
    done = subprocess.run(command("bill", samples, len(CORES)),
                          check=True, capture_output=True, text=True)
    lines = collections.Counter()
    for r in csv.DictReader(done.stdout.splitlines()):
        lines[TYPES[r["meter"]], r["id"], r["project"],
              r["class"]] += int(r["seconds"])
    return lines


def ours(usage):
    lines = collections.Counter()
    with open(usage, encoding="utf-8") as f:
        for r in map(json.loads, f):
            if r["kind"] == "usage":
                lines[r["type"], r["id"], r["project"],
                      r["class"] or ""] += r["seconds"]
    return lines


def compare(samples, usage):
    """Says how far the two bills agree; ends the bench if they do not."""
    if not PLACE:
        return
    a, b = ours(usage), theirs(samples)
    good = True
    for kind in sorted({key[0] for key in a | b}):
        keys = [key for key in a | b if key[0] == kind]
        apart = [abs(a[key] - b[key]) for key in keys]
        mine, other = sum(a[k] for k in keys), sum(b[k] for k in keys)
        print(f"the same bill? {kind}: {len(keys)} lines, "
              f"{sum(x <= 1 for x in apart)} equal to the second, "
              f"{sum(x <= PERIOD for x in apart)} within {PERIOD} s; "
              f"{mine} s in all, DuckDB {other} s")
        good &= abs(mine - other) * 1000 <= ALLOWED * mine
    if not good:
        sys.exit("the two bills differ: this compares different work")
