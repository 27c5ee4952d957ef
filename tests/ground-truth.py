#!/usr/bin/env python3
"""Hold the bill of a real Ceilometer's samples against its cloud's history.

    OW_SHARED_DATA=DIR tests/ground-truth.py

DIR/ceilometer-7.1 has the three meters as the API gave them, and
ground-truth.json, the true history of the cloud that was simulated.
"""

import sys

sys.dont_write_bytecode = True

import gzip
import json
import os
import subprocess

import compare
from simcloud.image import Image
from simcloud.instance import Instance
from simcloud.times import FOREVER, SECOND, parse
from simcloud.truth import clip
from simcloud.volume import Volume

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.environ.get("OW_BIN", os.path.join(HERE, "../build/release/bin"))
METERS = ("z2-instance-all", "z3-volume.size-all", "z6-image.size-all")
UNBILLED = {kind.type: kind.unbilled for kind in (Instance, Volume, Image)}
# Without the event the end is known to a poll or an audit.
PERIOD = {"instance": 600, "volume": 3600, "image": 600}
LOST = ("lost", "transferred")


def instant(text):
    whole, _, fraction = text.rstrip("Z").partition(".")
    return parse(whole) + int(fraction.ljust(6, "0") or 0)


def samples(folder):
    for meter in METERS:
        with gzip.open(f"{folder}/{meter}.json.gz") as f:
            for sample in json.load(f):
                yield json.dumps(sample).encode() + b"\n"


def bill(folder, window):
    """The usage records of the whole pipe."""
    spans = stage("ow-normalize", b"".join(samples(folder)))
    usage = stage("ow-aggregate", spans, "--from", window[0],
                  "--till", window[1])
    return compare.read_usage(usage.decode().splitlines())


def stage(program, text, *arguments):
    return subprocess.run([os.path.join(BIN, program), *arguments],
                          input=text, stdout=subprocess.PIPE,
                          check=True).stdout


def line_of(kind, now):
    """A bill's line; the history does not name the types of volumes."""
    return (kind, now["id"], now["project_id"],
            now["flavor"] if kind == "instance" else None,
            None if kind == "instance" else now["size"])


def state_of(now):
    return now["vm_state"] if now["kind"] == "instance" else now["status"]


def billed_seconds(resource, window):
    """Seconds by line of one resource's history."""
    kind = resource["kind"]
    lo, hi = (instant(text) for text in window)
    changes = resource["history"]
    ends = [instant(c["at"]) for c in changes[1:]] + [FOREVER]
    sums, now = {}, dict(resource)
    for change, end in zip(changes, ends):
        now.update(change)
        held = clip(instant(change["at"]), end, lo, hi)
        if held and state_of(now) not in UNBILLED[kind]:
            key = line_of(kind, now)
            sums[key] = sums.get(key, 0) + held
    return sums


def truth_of(folder):
    """As cloud.py's truth.json, so that compare.py can read it."""
    with open(f"{folder}/ground-truth.json", encoding="utf-8") as f:
        known = json.load(f)
    lines, resources = [], []
    for r in known["resources"]:
        if r["kind"] not in UNBILLED:
            continue
        lost = any(word in note for note in r["notes"] for word in LOST)
        allowed = PERIOD[r["kind"]] if lost else 3
        sums = billed_seconds(r, known["window"])
        about = {"name": r["label"], "tolerance": allowed}
        resources.append({
            **about, "type": r["kind"], "id": r["id"],
            "seconds": sum(sums.values()) // SECOND, "notes": r["notes"],
            "billed_at_end": r["deleted_at"] is None and bool(sums)})
        lines += [{**about, "type": key[0], "id": key[1], "project": key[2],
                   "class": key[3], "size": key[4],
                   "seconds": seconds // SECOND}
                  for key, seconds in sums.items()]
    return {"from": known["window"][0], "till": known["window"][1],
            "lines": lines, "resources": resources}


def main():
    folder = os.path.join(os.environ["OW_SHARED_DATA"], "ceilometer-7.1")
    truth = truth_of(folder)
    usage = bill(folder, (truth["from"], truth["till"]))
    for record in usage:
        if record["type"] == "volume":
            record["class"] = None
    found = compare.compare(usage, truth)
    for text in found:
        print(text)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
