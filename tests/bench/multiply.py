#!/usr/bin/env python3
"""More samples of the kind that FILE has, written as fast as a pipe takes them.

    multiply.py {--days N | --resources N} FILE

FILE holds whole days of samples. --days writes it N times, each copy dated as
many days later as FILE has: the same resources, N times the samples. Of a
cloud that is not still (cloud.py --still) each copy repeats what happened.
--resources writes N clouds like it side by side: as many samples of each
resource, N times the resources.
"""

import argparse
import datetime
import re
import sys

DATE = re.compile(rb'((?<="timestamp":")\d{4}-\d\d-\d\d'
                  rb'|(?<="recorded_at":")\d{4}-\d\d-\d\d'
                  rb'|(?<="audit_period_beginning":")\d{4}-\d\d-\d\d'
                  rb'|(?<="audit_period_ending":")\d{4}-\d\d-\d\d)')
TIMESTAMP = re.compile(rb'"timestamp":"(\d{4}-\d\d-\d\d)')
BLOCK = 1 << 20


def later(day, days):
    at = datetime.date.fromisoformat(day.decode())
    return str(at + datetime.timedelta(days)).encode()


def by_days(data, times, write):
    count = len(set(TIMESTAMP.findall(data)))
    pieces = DATE.split(data)
    days = pieces[1::2]
    for n in range(times):
        moved = {day: later(day, n * count) for day in set(days)}
        pieces[1::2] = [moved[day] for day in days]
        write(b"".join(pieces))


def by_resources(data, times, write):
    for block in blocks(data):
        for n in range(times):
            write(block.replace(b'"resource_id":"', b'"resource_id":"%03d-' % n)
                  .replace(b'"message_id":"', b'"message_id":"%03d-' % n))


def blocks(data):
    """Whole lines, about BLOCK bytes of them each."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + BLOCK) + 1 or len(data)
        yield data[start:end]
        start = end


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    how = p.add_mutually_exclusive_group(required=True)
    how.add_argument("--days", type=int, metavar="N")
    how.add_argument("--resources", type=int, metavar="N")
    p.add_argument("file")
    o = p.parse_args()
    with open(o.file, "rb") as f:
        data = f.read()
    write = sys.stdout.buffer.write
    if o.days:
        by_days(data, o.days, write)
    else:
        by_resources(data, o.resources, write)


if __name__ == "__main__":
    main()
