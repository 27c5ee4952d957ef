#!/usr/bin/env python3
"""The laws of the pipeline, held against generated clouds.

    tests/property.py LAW [--case NAME] [--seeds FIRST-LAST]

N is ow-normalize, A is ow-aggregate, + is concatenation.

    truth        the bill is the cloud's true usage, within what can be known
    idempotent   N(N(x)) = N(x)
    mergeable    N(N(a) + N(b)) = N(a + b), cut at any time or by resource
    mixed        N(N(a) + b) = N(a + b)
    aggregate    A(N(a) + N(b)) = A(N(a + b)): days can be kept apart
    duplicates   rows that come twice change nothing
    order        nor does the order of the rows, or of the resources
    incomplete   a frame cut at any line: exit 65 and nothing to bill from

A failure names the seed and the commands that show it again. The programs
are taken from $OW_BIN, else from build/release/bin.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import os
import random
import subprocess

import cloud
import compare
from simcloud import output

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.environ.get("OW_BIN", os.path.join(HERE, "../build/release/bin"))
INCOMPLETE = 65

CASES = {
    "clean": [],
    "lost": ["--lost", "0.25"],
    "gaps": ["--gaps", "--lost", "0.1"],
    "doubled": ["--dups", "0.05", "--ties"],
    "polls-only": ["--polls-only", "--gaps"],
    # Not together with losses: where no event tells better, nobody can know
    # that an agent has overlooked something.
    "stale": ["--stale", "--ties"],
    "late": ["--late", "0.04", "--lost", "0.1"],
    "all": ["--lost", "0.2", "--dups", "0.03", "--gaps", "--ties"],
}
SIZE = ["--instances", "9", "--volumes", "9", "--images", "6", "--fips", "5"]


class Failure(Exception):
    """A law does not hold; the text says where."""


# The programs.

def run(program, lines, *arguments):
    """Exit code, output lines and messages of a program that reads LINES."""
    done = subprocess.run([os.path.join(BIN, program), *arguments],
                          input=b"".join(lines), capture_output=True,
                          check=False)
    return done.returncode, done.stdout.splitlines(True), done.stderr.decode()


def sound(program, lines, *arguments):
    code, out, messages = run(program, lines, *arguments)
    if code != 0:
        raise Failure(f"{program} exits {code}: {messages}")
    return out


def normalize(lines):
    return sound("ow-normalize", lines)


def aggregate(case, lines):
    return sound("ow-aggregate", lines, *case.window)


def same(what, expected, got):
    """Byte for byte, or else the first line that differs."""
    if expected == got:
        return
    both = list(zip(expected, got))
    n = next((i for i, (a, b) in enumerate(both) if a != b), len(both))
    show = [(x[n].decode().rstrip() if n < len(x) else "(no more lines)")
            for x in (expected, got)]
    raise Failure(f"{what}: line {n + 1} differs\n"
                  f"    expected {show[0]}\n    got      {show[1]}")


# The clouds.

class Case:
    """One generated cloud: its rows, its labels and its truth."""

    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.arguments = ["--seed", f"{name}-{seed}", *SIZE, *CASES[name]]
        self.options = cloud.options(self.arguments)
        self.cloud, self.lives = output.generate(self.options)
        self.rng = random.Random(f"property/{name}/{seed}")
        self.rows = self._lines()
        self.labels = [json.dumps(x, ensure_ascii=False).encode() + b"\n"
                       for x in output.project_lines(self.cloud)
                       + output.volume_type_lines(self.cloud)]
        self.truth = output.truth_of(self.cloud, self.lives)
        self.window = ["--from", self.truth["from"],
                       "--till", self.truth["till"]]
        self._normalized = None

    def _lines(self):
        lines = Lines()
        output.write_samples(output.arrange(self.cloud, self.lives),
                             self.options.seed, lines)
        return lines

    @property
    def normalized(self):
        """N(x), which most laws need."""
        if self._normalized is None:
            self._normalized = normalize(self.rows)
        return self._normalized


class Lines(list):
    """A file to write to."""

    def write(self, line):
        self.append(line.encode())


def resource_of(line):
    record = json.loads(line)
    return record.get("resource_id", "")


def by_resource(rows):
    groups = {}
    for line in rows:
        groups.setdefault(resource_of(line), []).append(line)
    return groups


def cut_by_time(case, parts):
    marks = sorted(case.rng.sample(range(len(case.rows) + 1), parts - 1))
    edges = [0, *marks, len(case.rows)]
    return [case.rows[a:b] for a, b in zip(edges, edges[1:])]


def cut_by_resource(case, parts):
    piles = [[] for _ in range(parts)]
    for group in by_resource(case.rows).values():
        case.rng.choice(piles).extend(group)
    return piles


def parts_of(case):
    """The ways to part a store, each with a name. A late row is placed
    among what was joined before it came, so there a cut in time may tell."""
    if not case.options.late:
        yield "cut at a time", cut_by_time(case, 2)
        yield "cut at another time", cut_by_time(case, 2)
        yield "cut at five times", cut_by_time(case, 6)
    yield "cut by resource", cut_by_resource(case, 2)
    yield "cut by resource in four", cut_by_resource(case, 4)


def normalize_each(parts):
    """N of each part; one without any line is no input at all."""
    return [normalize(part) for part in parts if part]


def joined(parts):
    return [line for part in parts for line in part]


# The laws.

def law_truth(case):
    spans = normalize(case.rows + case.labels)
    usage = aggregate(case, spans)
    labels = [json.loads(x) for x in case.labels]
    found = compare.compare(compare.read_usage(usage), case.truth, labels)
    if found:
        raise Failure("\n    ".join(["the bill is wrong", *found]))


def law_idempotent(case):
    once = case.normalized
    same("N(N(x))", once, normalize(once))


def law_mergeable(case):
    for name, parts in parts_of(case):
        spans = normalize_each(parts)
        for how, turned in (("in order", spans), ("last first", spans[::-1])):
            same(f"N(N(a) + N(b)), {name}, {how}", case.normalized,
                 normalize(joined(turned)))


def law_mixed(case):
    for name, parts in list(parts_of(case))[-3:]:
        some = [p for p in parts if p]
        got = normalize(normalize(some[0]) + joined(some[1:]))
        same(f"N(N(a) + b), {name}", case.normalized, got)


def law_aggregate(case):
    expected = aggregate(case, case.normalized + case.labels)
    for name, parts in parts_of(case):
        spans = joined(normalize_each(parts))
        same(f"A(N(a) + N(b)), {name}", expected,
             aggregate(case, spans + case.labels))


def law_duplicates(case):
    twice = [line for line in case.rows
             for _ in range(1 + (case.rng.random() < 0.2))]
    same("rows doubled in place", case.normalized, normalize(twice))
    same("everything twice", case.normalized,
         normalize(case.rows + case.rows))
    renamed = [line.replace(b'"message_id":"', b'"message_id":"f0')
               for line in case.rows]
    same("processed twice", case.normalized, normalize(case.rows + renamed))


def law_order(case):
    if not case.options.late:
        same("descending", case.normalized, normalize(case.rows[::-1]))
    groups = list(by_resource(case.rows).values())
    case.rng.shuffle(groups)
    same("one resource after the other", case.normalized,
         normalize(joined(groups)))
    same("interleaved at random", case.normalized,
         normalize(interleaved(groups, case.rng)))


def interleaved(groups, rng):
    """Each group in its own order, the groups mixed."""
    turns = [n for n, group in enumerate(groups) for _ in group]
    rng.shuffle(turns)
    rows = [iter(group) for group in groups]
    return [next(rows[n]) for n in turns]


def law_incomplete(case):
    """Frames of a fetcher, of N and of A, each cut at any line."""
    fetched = framed(case.rows[:400] + case.labels)
    spans = case.normalized + case.labels
    usage = aggregate(case, spans)
    for stage, whole, arguments in (
            ("ow-normalize", fetched, ()),
            ("ow-aggregate", case.normalized, case.window),
            ("ow-format", usage, ("-f", "csv")),
            ("ow-format", usage, ("-f", "json"))):
        for keep in cuts(case.rng, len(whole)):
            refuse(stage, whole[:keep], arguments, f"cut after {keep} lines")
        torn = whole[:-1] + [whole[-1][:len(whole[-1]) // 2]]
        refuse(stage, torn, arguments, "cut inside its last line")
        lost = case.rng.randrange(1, len(whole) - 1)
        refuse(stage, whole[:lost] + whole[lost + 1:], arguments,
               f"line {lost + 1} lost")
    through_the_pipe(case, fetched[:len(fetched) // 2])


def cuts(rng, lines):
    """No line, one line, all but the last, and some between."""
    return [0, 1, lines - 1, *(rng.randrange(1, lines) for _ in range(5))]


def framed(lines):
    head = {"kind": "begin", "program": "test", "format": 1, "id": "test"}
    tail = {"kind": "end", "id": "test", "records": len(lines), "rejected": 0}
    return [json.dumps(head).encode() + b"\n", *lines,
            json.dumps(tail).encode() + b"\n"]


def refuse(stage, lines, arguments, what):
    """Exit 65, no end of a frame, and nothing that could be charged."""
    code, out, messages = run(stage, lines, *arguments)
    if code != INCOMPLETE:
        raise Failure(f"{stage}, {what}: exits {code}, not 65: {messages}")
    if b'"kind":"end"' in b"".join(out):
        raise Failure(f"{stage}, {what}: ends its frame all the same")
    if stage == "ow-format" and out:
        raise Failure(f"{stage}, {what}: prints a report all the same")
    if stage == "ow-aggregate" and b'"usage"' in b"".join(out):
        raise Failure(f"{stage}, {what}: prints usage all the same")


def through_the_pipe(case, cut):
    """A cut at the source is seen by the last stage of the pipe."""
    lines = cut
    for stage, arguments in (("ow-normalize", ()),
                             ("ow-aggregate", case.window),
                             ("ow-format", ())):
        code, lines, messages = run(stage, lines, *arguments)
        if code != INCOMPLETE:
            raise Failure(f"{stage} after a cut source exits {code}, not 65: "
                          f"{messages}")
    if lines:
        raise Failure("a report came out of a source that was cut")


LAWS = {name[len("law_"):]: law for name, law in list(globals().items())
        if name.startswith("law_")}


# What a failure says.

def explain(law, case, failure):
    o = case.options
    out = f"build/property/{o.seed}"
    print(f"{law} fails for seed {o.seed}: {failure}\n"
          f"  again:   tests/property.py {law} --case {case.name} "
          f"--seeds {case.seed}-{case.seed}\n"
          f"  by hand: tests/cloud.py {' '.join(case.arguments)} "
          f"--out {out}\n"
          f"           cat {out}/*.jsonl | ow-normalize | ow-aggregate "
          f"{' '.join(case.window)} | tests/compare.py {out}/truth.json",
          file=sys.stderr)


def span(text):
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("law", choices=LAWS)
    p.add_argument("--case", action="append", choices=CASES)
    p.add_argument("--seeds", type=span, default="1-2", metavar="A-B")
    o = p.parse_args()
    failures = 0
    for name in o.case or CASES:
        for seed in o.seeds:
            case = Case(name, seed)
            try:
                LAWS[o.law](case)
            except Failure as failure:
                explain(o.law, case, failure)
                failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
