#!/usr/bin/env python3
"""Run the filters and their peers by turns; print medians and ratios.

    tests/bench/measure.py [--repeats N] DIR

DIR is what tests/cloud.py wrote. By turns, because another load on the
machine then meets all of them alike; the median, because it then counts
little. Memory is the peak of resident memory as GNU time tells it: a child
of this program itself would start with this program's own peak.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time

MB = 1e6
GNU_TIME = (["/usr/bin/time", "-f", "%M"]
            if os.access("/usr/bin/time", os.X_OK) else [])

JQ = ('reduce (inputs | select(.resource_id)) as $s ({}; '
      '.[$s.resource_id] |= {n: (.n + 1), '
      'last: ([.last, $s.timestamp] | max)})')


class Job:
    """One command, its input and what its runs took."""

    def __init__(self, name, command, source, target=os.devnull):
        self.name = name
        self.command = command
        self.source = source
        self.target = target
        self.seconds = []
        self.peak = 0

    def run(self):
        with open(self.source, "rb") as i, open(self.target, "wb") as o:
            began = time.monotonic()
            done = subprocess.run([*GNU_TIME, *self.command], stdin=i,
                                  stdout=o, stderr=subprocess.PIPE,
                                  check=False)
            took = time.monotonic() - began
        if done.returncode != 0:
            sys.exit(f"{self.name} exits {done.returncode}: "
                     f"{done.stderr.decode()}")
        self.seconds.append(took)
        if GNU_TIME:
            last = done.stderr.decode().splitlines()[-1]
            self.peak = max(self.peak, int(last) * 1024)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def speed(self):
        return os.path.getsize(self.source) / MB / self.median


def program(name):
    return os.path.join(os.environ.get("OW_BIN", "build/release/bin"), name)


def stages(folder):
    """Each stage reads what the one before it wrote."""
    samples, spans, usage = (f"{folder}/{name}.jsonl"
                             for name in ("samples", "spans", "usage"))
    window = ["--month", "2016-05"]
    return [Job("ow-normalize", [program("ow-normalize")], samples, spans),
            Job("ow-aggregate", [program("ow-aggregate"), *window], spans,
                usage),
            Job("ow-format", [program("ow-format")], usage,
                f"{folder}/report.csv")]


def peers(folder):
    """Count and newest timestamp by resource, as one would type it."""
    samples = f"{folder}/samples.jsonl"
    known = (("jq", ["jq", "-n", JQ]),
             ("mlr", ["mlr", "--ijsonl", "--ojsonl", "stats1", "-a",
                      "count,max", "-f", "timestamp", "-g", "resource_id"]))
    found = []
    for name, command in known:
        if shutil.which(name):
            found.append(Job(f"{name} group-by", command, samples))
        else:
            print(f"{name} is not installed: not compared")
    return found


def warm(path):
    """The disk is not what is measured."""
    with open(path, "rb") as f:
        while f.read(1 << 20):
            pass


def report(jobs, others):
    print(f"{'':16} {'read':>9} {'median':>9} {'speed':>11} {'peak':>9}")
    for job in jobs + others:
        read = os.path.getsize(job.source) / MB
        print(f"{job.name:16} {read:6.1f} MB {job.median:7.2f} s "
              f"{job.speed:6.1f} MB/s {job.peak / MB:6.1f} MB")
    for other in others:
        print(f"{jobs[0].name} is {other.median / jobs[0].median:.1f} times "
              f"as fast as {other.name}" + memory(jobs[0], other))


def memory(job, other):
    if not other.peak:
        return "; no GNU time, so nothing is known of memory"
    return f", with {100 * job.peak / other.peak:.0f} % of its memory"


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("--repeats", type=int, default=3)
    p.add_argument("folder")
    o = p.parse_args()
    jobs, others = stages(o.folder), peers(o.folder)
    warm(f"{o.folder}/samples.jsonl")
    for _ in range(o.repeats):
        for job in jobs + others:
            job.run()
    report(jobs, others)


if __name__ == "__main__":
    main()
