#!/usr/bin/env python3
"""1, 2, 4 and 8 times the samples: how much CPU and memory ow-normalize takes.

Once with more samples of the same resources, where memory stays flat, and once
with more resources. BENCH_SIZE (`--size 10G`) adds a run of so many bytes.
The samples come through a pipe from multiply.py, which is not counted.
"""

import os

from measure import FOLDER, HERE, Job, program, run, table

TIMES = (1, 2, 4, 8)
SIZE = int(os.environ.get("BENCH_SIZE") or 0)


def grown(shape, how, times):
    samples = f"{FOLDER}/still-{shape}/samples.jsonl"
    return Job(f"{times} x {how}",
               [[program("ow-normalize"), "-g", "instance=3h"]],
               feed=[f"{HERE}/multiply.py", f"--{how}", str(times), samples],
               read=times * os.path.getsize(samples))


def resources(shape):
    job = grown(shape, "days", 1)
    job.target = f"{FOLDER}/still-{shape}/spans.jsonl"
    job.run()
    with open(job.target, "rb") as f:
        return sum(b'"kind":"span"' in line for line in f)


def main():
    for shape in ("polled", "notified"):
        count = resources(shape)
        for how in ("days", "resources"):
            jobs = [grown(shape, how, times) for times in TIMES]
            if SIZE and how == "days":
                jobs.append(grown(shape, how,
                                  max(1, SIZE // jobs[0].read)))
            run(jobs)
            table(f"growth of {shape} samples, {count} resources in "
                  f"{jobs[0].read / 1e6:.1f} MB, by {how}", jobs)
            if how == "resources":
                more = count * (TIMES[-1] - TIMES[0])
                taken = jobs[-1].peak - jobs[0].peak
                print(f"memory: {taken / more:.0f} bytes for each resource "
                      "more, of one state")


if __name__ == "__main__":
    main()
