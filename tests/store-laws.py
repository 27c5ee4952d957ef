#!/usr/bin/env python3
"""The laws of a store, held against generated clouds of two months.

    tests/store-laws.py LAW [--case NAME] [--seeds FIRST-LAST]

    window   the bill of any window from what ow-load gives for it is that
             from all records, byte for byte, and so are the messages
    order    runs may come in any order: the files are the same
    again    what is stored again changes no file

The cloud's samples are cut into runs as a collector would, each normalized
for itself. $OW_STORE_DEST is a mysql:// store to take instead of a folder.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import datetime
import os
import subprocess
import tempfile

import property as laws

# The clouds end one month and begin the next.
laws.SIZE += ["--from", "2016-05-31", "--till", "2016-06-02"]


class Store:
    """A store and what was put into it."""

    def __init__(self, path):
        self.path = path
        laws.sound("ow-store", [], "--init", path)

    def add(self, lines):
        laws.sound("ow-store", lines, self.path)

    def load(self, *window):
        """What it gives, and if nothing but unread times were told of."""
        code, out, messages = laws.run("ow-load", [], *window, self.path)
        if code not in (0, 1) or any("not read" not in m for m in
                                     messages.splitlines()):
            raise laws.Failure(f"ow-load exits {code}: {messages}")
        return out

    def files(self):
        found = {}
        for name in sorted(os.listdir(self.path)):
            with open(os.path.join(self.path, name), "rb") as f:
                found[name] = f.read()
        return found


def runs_of(case):
    """Runs of a collector: nights that overlap, labels, one day again."""
    for name, parts in laws.parts_of(case):
        runs = [laws.normalize(p) for p in parts if p]
        yield name, [*runs, case.labels, runs[0]]


def windows(case):
    day = datetime.timedelta(days=1)
    first = datetime.datetime(2016, 5, 30)
    edges = [first + day * n / 2 for n in range(9)]
    edges += [first + day * case.rng.uniform(0, 4) for _ in range(4)]
    for _ in range(10):
        a, b = sorted(case.rng.sample(edges, 2))
        yield [x for name, at in (("--from", a), ("--till", b))
               for x in (name, at.strftime("%Y-%m-%dT%H:%M:%SZ"))]


def bill(lines, window):
    """All that ow-aggregate says, but for what counts unread times."""
    code, out, messages = laws.run("ow-aggregate", lines, *window)
    if code not in (0, 1):
        raise laws.Failure(f"ow-aggregate exits {code}: {messages}")
    return out[:-1] + [messages.encode()]


def law_window(case, folder):
    for n, (name, runs) in enumerate(runs_of(case)):
        store = Store(os.path.join(folder, str(n)))
        for run in runs:
            store.add(run)
        whole = laws.joined(runs)
        for window in windows(case):
            laws.same(f"{name}, {' '.join(window)}", bill(whole, window),
                      bill(store.load(*window), window))


def law_order(case, folder):
    for n, (name, runs) in enumerate(runs_of(case)):
        wanted = list(windows(case))[:3]
        seen = None
        for turn in range(3):
            store = Store(os.path.join(folder, f"{n}-{turn}"))
            for run in runs:
                store.add(run)
            bills = [bill(store.load(*w), w) for w in wanted]
            for window, *pair in zip(wanted, seen or bills, bills):
                laws.same(f"{name}, in another order, {' '.join(window)}",
                          *pair)
            seen = bills
            case.rng.shuffle(runs)


def law_again(case, folder):
    for n, (name, runs) in enumerate(runs_of(case)):
        store = Store(os.path.join(folder, str(n)))
        for run in runs:
            store.add(run)
        files = store.files()
        for run in runs:
            store.add(run)
            if store.files() != files:
                raise laws.Failure(f"{name}: stored again, other files")


LAWS = {"window": law_window, "order": law_order, "again": law_again}


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("law", choices=LAWS)
    p.add_argument("--case", action="append", choices=laws.CASES)
    p.add_argument("--seeds", type=laws.span, default="1-1", metavar="A-B")
    o = p.parse_args()
    failures = 0
    for name in o.case or laws.CASES:
        for seed in o.seeds:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    LAWS[o.law](laws.Case(name, seed), folder)
                except laws.Failure as failure:
                    print(f"{failure}\n  again: tests/store-laws.py {o.law} "
                          f"--case {name} --seeds {seed}-{seed}",
                          file=sys.stderr)
                    failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
