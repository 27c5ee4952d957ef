#!/usr/bin/env python3
"""The whole pipe and each stage, beside jq, Miller and DuckDB on the same file.

What they do: `two fields` prints id and time of each sample; `group` counts
the samples of each resource and takes the newest time; `bill` is what the
whole pipe makes, see duckdb/bill.sql. `cat | cat` and `wc -l` are the floor.
"""

import os
import shutil

import duck
from measure import FOLDER, Job, program, run, table

WINDOW = ["--from", "2016-05-10", "--till", "2016-05-11"]
# Hourly audits ask for a grace of three hours, as ow-normalize(1) says.
GRACE = {"polled": [], "notified": ["-g", "instance=3h"]}
# What is first read into variables is faster than `|=` by a factor of three.
GROUP = ('reduce (inputs | [.resource_id, .timestamp]) as [$id, $t] ({}; '
         '.[$id] as [$n, $last] | '
         '.[$id] = [$n + 1, if $t > $last then $t else $last end])')


def filters(shape):
    """The stages; each reads what the one before it wrote."""
    folder = f"{FOLDER}/{shape}"
    samples, spans, usage, report = (
        f"{folder}/{name}" for name in ("samples.jsonl", "spans.jsonl",
                                        "usage.jsonl", "report.csv"))
    normalize = [program("ow-normalize"), *GRACE[shape]]
    aggregate = [program("ow-aggregate"), *WINDOW]
    formats = [program("ow-format")]
    pipe = [normalize, aggregate, formats]
    Job("", [normalize], samples, spans).run()
    Job("", [aggregate], spans, usage).run()
    return [Job("normalize | aggregate | format", pipe, samples, report),
            Job("  on one core", pipe, samples, report, cores=1),
            Job("ow-normalize", [normalize], samples),
            Job("ow-aggregate", [aggregate], spans, ranked=False),
            Job("ow-format", [formats], usage, ranked=False)]


def peers(samples):
    known = (("jq, two fields", ["jq", "-r",
                                 '"\\(.resource_id) \\(.timestamp)"']),
             ("jq, group", ["jq", "-n", GROUP]),
             ("Miller, group",
              ["mlr", "--ijsonl", "--ojsonl", "stats1", "-a", "count,max",
               "-f", "timestamp", "-g", "resource_id"]))
    found = []
    for name, command in known:
        if shutil.which(command[0]):
            found.append(Job(name, [command], samples))
        else:
            print(f"{name}: {command[0]} is not installed: not compared")
    return found


def floor(samples):
    return [Job("cat | cat", [["cat"], ["cat"]], samples),
            Job("wc -l", [["wc", "-l"]], samples)]


def main():
    for shape in GRACE:
        samples = f"{FOLDER}/{shape}/samples.jsonl"
        jobs = (filters(shape) + peers(samples) + duck.jobs(samples)
                + floor(samples))
        run(jobs)
        with open(samples, "rb") as f:
            count = sum(1 for _ in f)
        table(f"{shape} samples: {count} of "
              f"{os.path.getsize(samples) / count:.0f} bytes", jobs)
        duck.compare(samples, f"{FOLDER}/{shape}/usage.jsonl")


if __name__ == "__main__":
    main()
