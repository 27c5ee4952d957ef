#!/usr/bin/env python3
"""ow-normalize on the same samples in other forms.

A reader that has learned how a source writes its lines is fast on them. How
fast is it on lines that say the same and are written otherwise: with blanks,
or with their members in another order on each line?
"""

import filecmp
import json
import random
import sys

from measure import FOLDER, Job, program, run, table

SHARE = 8


def with_blanks(sample, rng):
    return json.dumps(sample, ensure_ascii=False)


def shuffled(sample, rng):
    return json.dumps(mixed(sample, rng), ensure_ascii=False,
                      separators=(",", ":"))


def mixed(value, rng):
    if not isinstance(value, dict):
        return value
    items = [(key, mixed(item, rng)) for key, item in value.items()]
    rng.shuffle(items)
    return dict(items)


def as_it_is(sample, rng):
    return json.dumps(sample, ensure_ascii=False, separators=(",", ":"))


def written(samples, form):
    """Each SHARE-th sample in this form; the name of the file."""
    path = f"{FOLDER}/form-{form.__name__}.jsonl"
    rng = random.Random("bench")
    with open(samples, encoding="utf-8") as f, \
            open(path, "w", encoding="utf-8") as out:
        for n, line in enumerate(f):
            if n % SHARE == 0:
                out.write(form(json.loads(line), rng) + "\n")
    return path


def main():
    samples = f"{FOLDER}/polled/samples.jsonl"
    jobs = [Job(name, [[program("ow-normalize"), "-g", "instance=9h,image=9h"]],
                written(samples, form), f"{FOLDER}/{form.__name__}.spans")
            for name, form in (("as the API writes it", as_it_is),
                               ("with blanks", with_blanks),
                               ("each line in another order", shuffled))]
    run(jobs)
    table("the same polled samples in other forms", jobs)
    for job in jobs[1:]:
        if not filecmp.cmp(jobs[0].target, job.target, shallow=False):
            sys.exit(f"{job.name}: other spans than of the first")


if __name__ == "__main__":
    main()
