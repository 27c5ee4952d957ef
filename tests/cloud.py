#!/usr/bin/env python3
"""Generate a small OpenStack cloud's telemetry, and the truth about it.

The samples have the shape of Ceilometer 7.1's /v2/meters/NAME answers, and of
ow-fetch-fip for floating IPs. The same options give the same bytes.

    tests/cloud.py --seed 7 --from 2016-05-10 --till 2016-05-12 --out build/c7

writes samples.jsonl, projects.jsonl, volume-types.jsonl and truth.json.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import os

from simcloud import output
from simcloud.times import SECOND, parse


def seconds(text):
    return int(float(text) * SECOND)


def options(argv=None):
    p = argparse.ArgumentParser(
        description="generate a cloud's telemetry and the truth about it")
    p.add_argument("--seed", default="1")
    p.add_argument("--from", dest="start", type=parse, default="2016-05-10",
                   metavar="T", help="the window that is billed, UTC")
    p.add_argument("--till", type=parse, default="2016-05-12", metavar="T")
    p.add_argument("--margin", type=seconds, default="21600",
                   metavar="SECONDS", help="evidence on both sides of it")
    for kind, count in (("instances", 8), ("volumes", 6), ("images", 4),
                        ("fips", 4)):
        p.add_argument(f"--{kind}", type=int, default=count, metavar="N")
    for name, period in (("poll", 600), ("audit", 3600), ("read", 300)):
        p.add_argument(f"--{name}", type=seconds, default=str(period),
                       metavar="SECONDS", help=f"period of each {name}")
    for name, what in (
            ("lost", "events lost, and twice as many whole deletions"),
            ("dups", "rows doubled, with the same or another message id"),
            ("late", "rows that arrive up to two hours late")):
        p.add_argument(f"--{name}", type=float, default=0, metavar="P",
                       help=f"share of {what}")
    for name, what in (
            ("gaps", "agents, audits, readers and the collector fail"),
            ("ties", "rows that contradict each other at one instant"),
            ("stale", "agents go on polling what has moved away"),
            ("polls-only", "no notifications of instances are stored"),
            ("still", "all was there before, and nothing happens to it")):
        p.add_argument(f"--{name}", action="store_true", help=what)
    p.add_argument("--seen-by", choices=("polls", "notifications"),
                   help="keep these samples and no others")
    p.add_argument("--order", default="asc",
                   choices=("asc", "desc", "shuffled-resources"))
    p.add_argument("--out", default=".", metavar="DIR")
    return p.parse_args(argv)


def write(o):
    os.makedirs(o.out, exist_ok=True)
    cloud, lives = output.generate(o)
    rows = output.arrange(cloud, lives)
    with open(f"{o.out}/samples.jsonl", "w", encoding="utf-8") as f:
        output.write_samples(rows, o.seed, f)
    output.dump_lines(f"{o.out}/projects.jsonl", output.project_lines(cloud))
    output.dump_lines(f"{o.out}/volume-types.jsonl",
                      output.volume_type_lines(cloud))
    output.dump(f"{o.out}/truth.json", output.truth_of(cloud, lives))


if __name__ == "__main__":
    write(options())
