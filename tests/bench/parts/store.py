#!/usr/bin/env python3
"""How small a store is, and how long its nights and its load take.

A generated month is stored night by night, the floating IPs with it, and then
loaded and billed. What is told is the size of all files of the store, for
each raw gigabyte, beside gzip -9 on the samples.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.environ.get("OW_BIN", f"{HERE}/../../../build/release/bin")
FOLDER = os.path.join(os.environ.get("BENCH_DIR", "build/bench"), "month")
QUICK = bool(os.environ.get("BENCH_QUICK"))
STORE = f"{FOLDER}/store"
WINDOW = ["--from", "2016-05-01", "--till",
          "2016-05-03" if QUICK else "2016-06-01"]
SIZE = (["--instances", "2", "--volumes", "2", "--images", "1", "--fips", "2"]
        if QUICK else
        ["--instances", "40", "--volumes", "30", "--images", "10",
         "--fips", "10"])


def program(name):
    return os.path.join(BIN, name)


def generate():
    subprocess.run([f"{HERE}/../../cloud.py", "--seed", "store", *WINDOW,
                    *SIZE, "--lost", "0.05", "--out", FOLDER], check=True)


def nights():
    """The samples of each day, as a collector gets them."""
    found = {}
    with open(f"{FOLDER}/samples.jsonl", "rb") as f:
        for line in f:
            record = json.loads(line)
            day = record.get("timestamp") or record.get("at") or record["till"]
            found.setdefault(day[:10], []).append(line)
    return [b"".join(found[day]) for day in sorted(found)]


def store(lines):
    spans = subprocess.run([program("ow-normalize")], input=lines,
                           stdout=subprocess.PIPE, check=True).stdout
    began = time.monotonic()
    subprocess.run([program("ow-store"), STORE], input=spans, check=True)
    return time.monotonic() - began


def size():
    return sum(os.path.getsize(f"{STORE}/{name}")
               for name in os.listdir(STORE))


def load():
    """Seconds; and the bill is that of all samples at once."""
    began = time.monotonic()
    loaded = subprocess.run([program("ow-load"), *WINDOW, STORE],
                            stdout=subprocess.PIPE, check=False).stdout
    took = time.monotonic() - began
    with open(f"{FOLDER}/samples.jsonl", "rb") as f:
        spans = subprocess.run([program("ow-normalize")], stdin=f,
                               stdout=subprocess.PIPE, check=True).stdout
    if usage(loaded) != usage(spans):
        sys.exit("the store is not billed like the samples")
    return took


def usage(spans):
    out = subprocess.run([program("ow-aggregate"), *WINDOW], input=spans,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         check=False).stdout
    return [line for line in out.splitlines() if b'"kind":"usage"' in line]


def gzipped():
    packer, total = zlib.compressobj(9, zlib.DEFLATED, 31), 0
    with open(f"{FOLDER}/samples.jsonl", "rb") as f:
        while chunk := f.read(1 << 20):
            total += len(packer.compress(chunk))
    return total + len(packer.flush())


def main():
    if not os.path.exists(f"{FOLDER}/truth.json"):
        generate()
    shutil.rmtree(STORE, ignore_errors=True)
    subprocess.run([program("ow-store"), "--init", STORE], check=True)
    took = [store(night) for night in nights()]
    raw = os.path.getsize(f"{FOLDER}/samples.jsonl")
    print(f"\nstore, {len(took)} nights of {raw / 1e6:.1f} MB raw samples\n"
          f"  {size() / raw * 1e9 / 1e3:.1f} kB stored per raw gigabyte: "
          f"1/{raw / size():.0f} of it; gzip -9 alone: "
          f"1/{raw / gzipped():.0f}\n"
          f"  a night is stored in {max(took) * 1e3:.0f} ms at most, the "
          f"month loaded in {load() * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
