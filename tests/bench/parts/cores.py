#!/usr/bin/env python3
"""examples/parallel.sh on one core and on all, beside the single run."""

import filecmp
import os
import sys

from measure import CORES, FOLDER, HERE, Job, program, run, table

SAMPLES = f"{FOLDER}/polled/samples.jsonl"
SCRIPT = f"{HERE}/../../examples/parallel.sh"


def on_cores(cores):
    return Job(f"parallel.sh, cores: {cores}",
               [[SCRIPT, "-b", "-2", "2016-05", SAMPLES]],
               target=f"{FOLDER}/report-{cores}.csv",
               read=os.path.getsize(SAMPLES), cores=cores, processes=cores)


def main():
    os.environ["PATH"] = (os.path.dirname(program("ow-normalize")) + ":"
                          + os.environ["PATH"])
    single = Job("normalize | aggregate | format",
                 [[program("ow-normalize")],
                  [program("ow-aggregate"), "--month", "2016-05"],
                  [program("ow-format")]],
                 SAMPLES, f"{FOLDER}/report-single.csv", cores=1)
    counts = sorted({1, len(CORES)})
    jobs = [single] + [on_cores(n) for n in counts]
    run(jobs)
    table("many cores, polled samples", jobs)
    for job in jobs[1:]:
        if not filecmp.cmp(single.target, job.target, shallow=False):
            sys.exit(f"{job.name}: not the report of the single run")
    print(f"the reports are the same; {counts[-1]} cores are "
          f"{jobs[1].wall / jobs[-1].wall:.2f} times as fast as one")


if __name__ == "__main__":
    main()
