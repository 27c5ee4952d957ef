#!/usr/bin/env python3
"""Run commands by turns; print a table of medians and of ratios.

    measure.py [--title TEXT] [--read BYTES] FILE NAME COMMAND ...

Each COMMAND is a program with its arguments, or several with | between them;
no shell sees it. It reads FILE, or so many BYTES from elsewhere. More pairs of
NAME and COMMAND may follow. Parts of the bench that are written in Python
import this file instead; bench.sh has set the path for it.

By turns (A B C A B C), because another load on the machine then meets all of
them alike; the median, because it then counts little. `best` is the fastest
run: the further from the median, the less the wall times say. CPU is user and
system time of all processes of a pipe and their children. Memory is the sum of
the peaks of resident memory of the programs of a pipe, as GNU time tells it: a
child of this program itself would start with this program's own peak.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

MB = 1e6
HERE = os.path.dirname(os.path.abspath(__file__))
REPEATS = int(os.environ.get("BENCH_REPEATS", "3"))
FOLDER = os.environ.get("BENCH_DIR", "build/bench")
CORES = sorted(os.sched_getaffinity(0))


def program(name):
    return os.path.join(os.environ.get("OW_BIN", "build/release/bin"), name)


class Job:
    """A pipe of commands, what it reads, and what its runs took.

    FEED is a command whose output is read in place of SOURCE; it is not
    counted, so no wall time is told. READ is how many bytes there are where
    SOURCE does not tell. CORES is on how many cores it runs; none: on all
    there are. PROCESSES is how many of the largest process may run at once:
    GNU time tells no more of what a stage starts. RANKED: is it compared
    with the first job?
    """

    def __init__(self, name, pipe, source=os.devnull, target=os.devnull,
                 feed=None, read=None, cores=None, processes=1, ranked=True):
        self.name = name
        self.pipe = pipe
        self.source = source
        self.target = target
        self.feed = feed
        self.read = os.path.getsize(source) if read is None else read
        self.cores = cores
        self.processes = processes
        self.ranked = ranked
        self.walls, self.cpus, self.peaks = [], [], []

    def run(self):
        with open(self.source, "rb") as i, open(self.target, "wb") as o:
            self._run(i, o)

    def _run(self, source, target):
        feeder = None
        if self.feed:
            feeder = subprocess.Popen(self.feed, stdout=subprocess.PIPE)
            source = feeder.stdout
        began = time.monotonic()
        stages = []
        for n, command in enumerate(self.pipe):
            last = n == len(self.pipe) - 1
            stages.append(Stage(command, source,
                                target if last else subprocess.PIPE,
                                self.cores))
            if n or feeder:
                source.close()
            source = stages[-1].process.stdout
        cpu = sum([stage.finish(self.name) for stage in stages])
        self.walls.append(time.monotonic() - began)
        self.cpus.append(cpu)
        self.peaks.append(self.processes * sum(s.peak for s in stages))
        if feeder and feeder.wait() != 0:
            sys.exit(f"{self.name}: its feed exits {feeder.returncode}")

    @property
    def wall(self):
        return statistics.median(self.walls)

    @property
    def best(self):
        return min(self.walls)

    @property
    def cpu(self):
        return statistics.median(self.cpus)

    @property
    def peak(self):
        return statistics.median(self.peaks)


class Stage:
    """One program of a pipe, below GNU time."""

    def __init__(self, command, source, target, cores):
        self.peak = 0
        self.told = tempfile.NamedTemporaryFile("r")
        self.messages = tempfile.TemporaryFile("w+")
        pinned = (["taskset", "-c", ",".join(map(str, CORES[:cores]))]
                  if cores else [])
        self.process = subprocess.Popen(
            ["/usr/bin/time", "-f", "%M", "-o", self.told.name, *pinned,
             *command], stdin=source, stdout=target, stderr=self.messages)

    def finish(self, name):
        """Waits for it; its CPU seconds, those of its children with them."""
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode != 0:
            self.messages.seek(0)
            sys.exit(f"{name} exits {self.process.returncode}: "
                     f"{self.messages.read()}")
        with self.told:
            self.peak = int(self.told.read().split()[-1]) * 1024
        self.messages.close()
        return used.ru_utime + used.ru_stime


def warm(path):
    """The disk is not what is measured."""
    with open(path, "rb") as f:
        while f.read(1 << 20):
            pass


def run(jobs, repeats=REPEATS):
    for path in {job.source for job in jobs}:
        if os.path.isfile(path):
            warm(path)
    for _ in range(repeats):
        for job in jobs:
            job.run()


# The table.

COLUMNS = (("read", "MB"), ("wall", "s"), ("best", "s"), ("CPU", "s"),
           ("speed", "MB/s"), ("work", "MB/CPUs"), ("peak", "MB"),
           ("wall", "x"), ("CPU", "x"), ("memory", "x"))


def ratio(mine, other):
    return f"{mine / other:.2f}" if other > 0 else "-"


def cells(job, first):
    read = job.read / MB
    wall = ["-"] * 2 if job.feed else [f"{job.wall:.2f}",
                                       f"{job.best:.2f}"]
    speed = "-" if job.feed or not job.read else f"{read / job.wall:.1f}"
    times = ["-"] * 3
    if job.ranked:
        times = ["-" if job.feed else ratio(job.wall, first.wall),
                 ratio(job.cpu, first.cpu), ratio(job.peak, first.peak)]
    return [f"{read:.1f}", *wall, f"{job.cpu:.2f}", speed,
            f"{read / job.cpu:.0f}" if job.cpu > 0.005 and job.read else "-",
            f"{job.peak / MB:.1f}", *times]


def row(name, values):
    print(f"{name:<34}" + "".join(f"{v:>9}" for v in values), flush=True)


def table(title, jobs):
    """Prints a row for each job; x is times the first one's."""
    print(f"\n{title}")
    row("", [c[0] for c in COLUMNS])
    row("", [c[1] for c in COLUMNS])
    for job in jobs:
        row(job.name, cells(job, jobs[0]))


def pipe_of(text):
    pipe = [[]]
    for word in shlex.split(text):
        if word == "|":
            pipe.append([])
        else:
            pipe[-1].append(word)
    return [[program(first) if first.startswith("ow-") else first, *more]
            for first, *more in pipe]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("--title", default="")
    p.add_argument("--read", type=int, metavar="BYTES")
    p.add_argument("file")
    p.add_argument("commands", nargs="+", metavar="NAME COMMAND")
    o = p.parse_args()
    jobs = [Job(name, pipe_of(command), o.file, read=o.read)
            for name, command in zip(o.commands[::2], o.commands[1::2])]
    run(jobs)
    table(o.title, jobs)


if __name__ == "__main__":
    main()
