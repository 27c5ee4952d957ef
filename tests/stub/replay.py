#!/usr/bin/env python3
"""Ask the stub what a real Ceilometer was asked; compare the answers.

    tests/stub/replay.py INDEX URL

INDEX names requests and the files with their answers, a row each; what is
about samples is asked again of the stub at URL, which has to hold the same
samples. Status and body have to be alike: lists by their times and rows, the
order within a time aside; refusals by shape and first line of text.
Metadata filters, which the stub does not have, are left out.
"""
import gzip
import http.client
import json
import os
import re
import sys
from urllib.parse import urlsplit

ABOUT = re.compile(r'/{1,2}v2/(samples|meters/[^/?]+|query/samples)(\?|$)')
LEFT_OUT = re.compile(r'metadata|search_offset|%ZZ|%ff|=~|"filter": $|"q":')
TICKED = re.compile(r'(?<!`)`([^`]*)`')


def rows(index):
    """(file, method, path, body, headers, status) of each request."""
    with open(index, encoding='utf-8') as f:
        for line in f:
            cells = re.split(r'(?<!\\)\|', line.replace('\\\\|', '\\|'))
            if len(cells) < 8 or '`' not in cells[2]:
                continue
            request = cells[2].replace('\\|', '|')
            asked, _, headers = request.partition(' with `')
            parts = TICKED.findall(asked)
            method, _, path = parts[0].partition(' ')
            body = parts[1] if len(parts) > 1 else None
            headers = dict(h.split(': ', 1) for h in
                           TICKED.findall('`' + headers))
            yield (cells[1].strip(), method, path, body, headers,
                   int(cells[3]))


def ask(url, method, path, body, headers):
    at = urlsplit(url)
    c = http.client.HTTPConnection(at.hostname, at.port)
    headers = {'X-Auth-Token': 'stub-token', **headers}
    if body is not None:
        headers.setdefault('Content-Type', 'application/json')
    c.request(method, path, body=body and body.encode(), headers=headers)
    r = c.getresponse()
    return r.status, r.getheader('Content-Type', ''), r.read()


def captured(folder, name):
    path = os.path.join(folder, name)
    with gzip.open(path) if name.endswith('.gz') else open(path, 'rb') as f:
        return f.read()


def key(row):
    """A text of the row; 1 and 1.0 are the same number."""
    return json.dumps({k: float(v) if isinstance(v, int) else v
                       for k, v in row.items()}, sort_keys=True)


def lists_differ(real, ours):
    if [r['timestamp'] for r in real] != [r['timestamp'] for r in ours]:
        return 'other times, or in another order'
    # the limit may cut a time in two: which of its rows come is not told
    last = real[-1]['timestamp'] if real else None
    whole = [sorted(key(r) for r in rows if r['timestamp'] != last)
             for rows in (real, ours)]
    if whole[0] != whole[1]:
        return 'other rows'
    if [set(r) for r in real] != [set(r) for r in ours]:
        return 'rows with other members'
    return None


def fault(body):
    """Shape and first line of what a refusal says."""
    says = json.loads(body)
    shape = sorted(says)
    inner = says.get('error_message')
    if isinstance(inner, dict):
        text = inner['faultstring'].split('\n')[0]
        # our words for a value are Python's, not those of its schema
        text = re.sub(r'(regexes|is too short|not of type).*', r'\1', text)
        return shape, sorted(inner), inner['faultcode'], text
    return shape, inner


def differ(real, ours, status, kind):
    if status != ours[0]:
        return 'status %d, not %d' % (ours[0], status)
    if 'json' not in kind:
        return None
    if status != 200:
        a, b = fault(real), fault(ours[2])
        return None if a == b else '%s, not %s' % (b, a)
    return lists_differ(json.loads(real), json.loads(ours[2]))


def main():
    index, url = sys.argv[1:]
    folder = os.path.dirname(index)
    compared = bad = 0
    for name, method, path, body, headers, status in rows(index):
        if (not ABOUT.match(path) or LEFT_OUT.search(path + (body or ''))
                or method not in ('GET', 'POST', 'DELETE')):
            continue
        real = captured(folder, name)
        kind = 'json' if '.json' in name else 'other'
        why = differ(real, ask(url, method, path, body, headers), status,
                     kind)
        compared += 1
        if why:
            bad += 1
            print('%s: %s %s: %s' % (name, method, path, why))
    print('%d requests compared' % compared)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
