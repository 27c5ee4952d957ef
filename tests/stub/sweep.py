#!/usr/bin/env python3
"""Every fault at every request: all samples come, or none pass for all.

    tests/stub/sweep.py SAMPLES EXPECTED FROM TILL

Reads the window from a stub that has one fault, once at request 1, 2, 3, ...
until there are no so many requests, and then from that request on for good;
with queries, and without. What exits 0 has to hold exactly the samples of
EXPECTED, one JSON object a line, in a whole frame; all else has to have a
code that its fault allows, and no end.
"""
import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import threading

import ceilometer

PASSING = ('cut cut0 cut1 cutlist reset empty html 500 503 429 408'
           ' stall hang').split()
FINAL = {'xml': 65, 'text': 65, 'object': 65, 'oddrow': 65, 'expired': 77,
         'gnocchi': 78, 'moved': 78, '400': 78, '401': 77, '403': 77,
         '404': 78, '405': 78, '501': 78, 'forget': 77}
# these spoil an answer only if it has rows to spoil
SPOILING = {'cut77': 75, 'noid': 65, 'nometer': 65, 'notimestamp': 65, 'nofilter': 65,
            'reverse': 65}
# what a server says of queries alone: other ways are open
NO_QUERY = ('400', '403', '404', '405', '501')
ENVIRONMENT = {k: v for k, v in os.environ.items()
               if not k.startswith('OS_')}
PASSWORD = {'OS_USERNAME': 'admin', 'OS_PASSWORD': 's3cr3t',
            'OS_USER_DOMAIN_ID': 'default', 'OS_PROJECT_NAME': 'admin',
            'OS_PROJECT_DOMAIN_ID': 'default',
            'OS_IDENTITY_API_VERSION': '3'}


class Case:
    def __init__(self, store, options, expected, kind, n, lasting, query,
                 body):
        self.text = '%s@%d%s, %s, %s' % (
            kind, n, '-' if lasting else '',
            'queries' if query else 'no queries', body)
        self.kind, self.n, self.lasting = kind, n, lasting
        self.query, self.body = query, body
        self.store, self.options, self.expected = store, options, expected

    def server(self):
        fault = '%s@%d%s' % (self.kind, self.n, '-' if self.lasting else '')
        args = ['--fault', fault, '--body', self.body, '--seed', str(self.n)]
        if not self.query:
            args += ['--no-query', '403']
        return ceilometer.Server(ceilometer.arguments(args), self.store)

    def run(self):
        """What is wrong, or None; and was there a request for the fault?"""
        with self.server() as server:
            threading.Thread(target=server.serve_forever, daemon=True,
                             kwargs={'poll_interval': 0.01}).start()
            url = 'http://127.0.0.1:%d' % server.server_address[1]
            done = subprocess.run(
                ['ow-fetch-ceilo', '--endpoint', url, '--from',
                 self.options.from_, '--till', self.options.till, '--page',
                 '40', '--timeout', '1', '--retries',
                 '0' if self.lasting else '1'], env=self.environment(url),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            server.shutdown()
            fired = server.requests >= self.n
            return self.judge(done, fired), fired

    def environment(self, url):
        """A token, or what gets one where one is to be forgotten."""
        if self.kind == 'forget':
            return dict(ENVIRONMENT, OS_AUTH_URL=url + '/v3', **PASSWORD)
        return dict(ENVIRONMENT, OS_TOKEN='stub-token')

    def judge(self, done, fired):
        records = [json.loads(line) for line in done.stdout.splitlines()]
        ended = any(r.get('kind') == 'end' for r in records)
        if done.returncode == 0 and self.lasting and fired and (
                self.kind not in SPOILING):
            return 'exits 0 although the fault lasts'
        if done.returncode == 0:
            return self.judge_whole(records)
        if ended:
            return 'exits %d, but has an end' % done.returncode
        if done.returncode not in self.codes():
            return 'exits %d: %s' % (done.returncode, done.stderr.decode())
        return None

    def judge_whole(self, records):
        samples = [ceilometer.plain(r) for r in records if 'kind' not in r]
        kinds = [r['kind'] for r in records if 'kind' in r]
        if kinds != ['begin', 'scan', 'end']:
            return 'exits 0 with the frame %s' % kinds
        if samples != self.expected:
            return 'exits 0 with %d samples' % len(samples)
        return None

    def codes(self):
        """All that it may end with, 0 aside."""
        if self.kind in PASSING:
            return [75] if self.lasting else []
        code = FINAL.get(self.kind) or SPOILING[self.kind]
        if not self.lasting and (self.kind == 'forget' or (
                self.kind in NO_QUERY and self.query)):
            return []
        return [code]


def sweep(store, options, expected, kind, lasting, query, body):
    """All requests in turn. Returns (runs, complaints)."""
    complaints = []
    for n in range(1, 1000):
        case = Case(store, options, expected, kind, n, lasting, query, body)
        wrong, fired = case.run()
        if wrong:
            complaints.append('%s: %s' % (case.text, wrong))
        if not fired:
            return n, complaints
    return n, complaints + ['%s: no end of it' % kind]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('samples')
    p.add_argument('expected')
    p.add_argument('from_')
    p.add_argument('till')
    options = p.parse_args()
    store = ceilometer.Store([options.samples])
    with open(options.expected, encoding='utf-8') as f:
        expected = [json.loads(line) for line in f]
    jobs = [(kind, lasting, query, body)
            for kind in [*PASSING, *FINAL, *SPOILING]
            for lasting in (False, True) for query in (True, False)
            for body in ('length', 'close', 'chunked')
            if body == 'length' or kind.startswith('cut')]
    runs = bad = 0
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        for n, complaints in pool.map(
                lambda j: sweep(store, options, expected, *j), jobs):
            runs += n
            bad += len(complaints)
            for complaint in complaints:
                print(complaint)
    print('%d runs, %d wrong' % (runs, bad), file=sys.stderr)
    return 1 if bad or not runs else 0


if __name__ == '__main__':
    sys.exit(main())
