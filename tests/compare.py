#!/usr/bin/env python3
"""Hold usage records against the truth of a generated cloud.

    ow-aggregate ... | tests/compare.py TRUTH.json [PROJECTS.jsonl ...]

Prints each disagreement on a line of its own; exits 1 if there is any. With
project records, the names of tenants and accounts are checked too.
"""

import sys

sys.dont_write_bytecode = True

import calendar
import json
import time


def read_usage(lines):
    records = (json.loads(line) for line in lines if line.strip())
    return [r for r in records if r.get("kind") == "usage"]


def line_of(record):
    return (record["type"], record["id"], record["project"], record["class"],
            record["size"])


def resource_of(record):
    return record["type"], record["id"]


def total(records, of, member="seconds"):
    sums = {}
    for r in records:
        sums[of(r)] = sums.get(of(r), 0) + r[member]
    return sums


def differences(usage, truth, of, what):
    """Where the seconds billed are off by more than is allowed."""
    billed = total(usage, of)
    true = {of(t): t for t in truth[f"{what}s"]}
    notes = {resource_of(t): t["notes"] for t in truth["resources"]}
    for key in sorted({*billed, *true}, key=str):
        t = true.get(key, {"seconds": 0, "tolerance": 0, "name": "?"})
        off = billed.get(key, 0) - t["seconds"]
        if abs(off) > t["tolerance"]:
            yield (f"{what} {' '.join(str(k) for k in key)} "
                   f"({t['name']}): expected {t['seconds']} s, "
                   f"got {billed.get(key, 0)} s: off by {off}, "
                   f"allowed {t['tolerance']}"
                   + "".join(f"; {n}" for n in notes.get(key[:2], ())))


def fates(usage, truth):
    """What is billed to the end must not be called dead. What is silent by
    nature at the end may be: the event that told so can be lost."""
    true = {resource_of(t): t for t in truth["resources"]}
    for r in usage:
        t = true.get(resource_of(r))
        if t and t["billed_at_end"] and r["deleted_at"] is not None:
            yield (f"fate {r['type']} {r['id']} ({t['name']}): is alive, "
                   f"got deleted_at {r['deleted_at']} by {r['deleted_by']}"
                   + "".join(f"; {n}" for n in t["notes"]))


def sanity(usage, truth):
    """What holds of every record, whatever happened."""
    for r in usage:
        length = window_length(r)
        if not 0 <= r["assumed_seconds"] <= r["seconds"] <= length:
            yield f"sanity: seconds out of bounds: {json.dumps(r)}"
        if (r["from"], r["till"]) != (truth["from"], truth["till"]):
            yield f"sanity: another window: {json.dumps(r)}"
    seen = set()
    for r in usage:
        if line_of(r) in seen:
            yield f"sanity: a line twice: {json.dumps(r)}"
        seen.add(line_of(r))


def window_length(record):
    begin, end = (calendar.timegm(time.strptime(record[k],
                                                "%Y-%m-%dT%H:%M:%SZ"))
                  for k in ("from", "till"))
    return end - begin


def labels(usage, projects):
    known = {p["id"]: p for p in projects if p["kind"] == "project"}
    for r in usage:
        p = known.get(r["project"])
        if p and (r["tenant"], r["account"]) != (p["name"], p["account"]):
            yield f"label: expected {p['name']}: {json.dumps(r)}"


def compare(usage, truth, projects=()):
    return [
        *differences(usage, truth, line_of, "line"),
        *differences(usage, truth, resource_of, "resource"),
        *fates(usage, truth), *sanity(usage, truth),
        *labels(usage, projects),
    ]


def main(truth_file, *project_files):
    with open(truth_file, encoding="utf-8") as f:
        truth = json.load(f)
    projects = [json.loads(line) for name in project_files
                for line in open(name, encoding="utf-8")]
    found = compare(read_usage(sys.stdin), truth, projects)
    for text in found:
        print(text)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
