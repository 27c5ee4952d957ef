#!/usr/bin/env python3
"""A stand-in for the Ceilometer v2 API that answers as Newton's does.

It reads samples (JSON lines in either of the API's spellings), listens on a
free port of 127.0.0.1, prints that port, and answers POST /v2/query/samples
and GET /v2/meters/NAME. Each request becomes a JSON line of the log.

Faults are named KIND@N, KIND@N-M or KIND@N- for the requests they hit:
  cut       the body ends before its Content-Length
  cutlist   the body ends early and no Content-Length tells
  reset     the connection is closed without an answer
  hang      nothing is sent until the client goes away
  text      200 with a page of HTML
  object    200 with a JSON object
  empty     200 with no body
  oddrow    the last row of the answer is no object
  noid, nometer, notimestamp   it lacks that
  reverse   the rows come in descending order
  shuffle   the rows of one time come in any order
  nofilter  the filter is ignored
  nokey     of the filter, what is said of message ids is ignored
  moved     301 to another place
  gnocchi   410 as with the Gnocchi dispatcher
  html      502 with a page of HTML
  echo      500 that repeats the token
  NNN       that status with a text in Ceilometer's own words
"""
import argparse
import bisect
import datetime
import json
import operator
import random
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EPOCH = datetime.datetime(1970, 1, 1)
OLD = {'counter_name': 'meter', 'counter_type': 'type',
       'counter_unit': 'unit', 'counter_volume': 'volume',
       'resource_metadata': 'metadata', 'message_id': 'id'}
FIELDS = {'timestamp': 'timestamp', 'message_id': 'id', 'meter': 'meter',
          'counter_name': 'meter', 'resource': 'resource_id',
          'resource_id': 'resource_id', 'project': 'project_id',
          'project_id': 'project_id', 'user': 'user_id',
          'user_id': 'user_id', 'type': 'type', 'unit': 'unit',
          'volume': 'volume', 'counter_volume': 'volume'}
COMPARE = {'=': operator.eq, '!=': operator.ne, '<': operator.lt,
           '<=': operator.le, '=<': operator.le, '>': operator.gt,
           '>=': operator.ge, '=>': operator.ge}


class Refused(Exception):
    """A status, what its body says, and the shape of that body."""

    def __init__(self, status, text, shape='fault'):
        super().__init__(text)
        self.status = status
        self.text = text
        self.shape = shape


def microseconds(text):
    """Time of a text; an offset is dropped, not converted."""
    m = re.fullmatch(r'(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ](\d\d):(\d\d)'
                     r'(?::(\d\d)(?:\.(\d+))?)?)?(?:Z|[+-]\d\d:?\d\d)?',
                     text if isinstance(text, str) else '')
    try:
        parts = zip(m.groups(), (1, 1, 1, 0, 0, 0))
        when = datetime.datetime(*(int(v or least) for v, least in parts))
    except (AttributeError, ValueError):
        raise Refused(400, 'Failed to parse the timestamp value %s' % text)
    fraction = ((m.group(7) or '') + '000000')[:6]
    return (when - EPOCH) // datetime.timedelta(microseconds=1) + int(fraction)


class Sample:
    def __init__(self, row):
        self.row = {OLD.get(k, k): v for k, v in row.items()}
        self.us = microseconds(self.row['timestamp'])

    def get(self, field):
        return self.us if field == 'timestamp' else self.row.get(field)

    def old(self):
        new = {v: k for k, v in OLD.items()}
        return {new.get(k, k): v for k, v in self.row.items()}


def field_of(name, what):
    if name not in FIELDS:
        raise Refused(400, "%s expression not valid: '%s' does not match any "
                           'of the regexes' % (what, name))
    return FIELDS[name]


def one_pair(node, what):
    if not isinstance(node, dict) or len(node) != 1:
        raise Refused(400, '%s expression not valid: %r' % (what, node))
    return next(iter(node.items()))


def compile_filter(node, no_ids):
    """A test of one sample, as a function."""
    op, body = one_pair(node, 'Filter')
    if op in ('and', 'or'):
        if not isinstance(body, list) or len(body) < 2:
            raise Refused(400, 'Filter expression not valid: %s is too short'
                          % (body,))
        tests = [compile_filter(n, no_ids) for n in body]
        join = all if op == 'and' else any
        return lambda s: join(t(s) for t in tests)
    if op == 'not':
        test = compile_filter(body, no_ids)
        return lambda s: not test(s)
    name, value = one_pair(body, 'Filter')
    field = field_of(name, 'Filter')
    if field == 'id' and no_ids:
        return lambda s: True
    if op == 'in' and isinstance(value, list) and value:
        return lambda s: s.get(field) in value
    if op not in COMPARE:
        raise Refused(400, "Filter expression not valid: '%s'" % op)
    if field == 'timestamp':
        value = microseconds(value)
    compare = COMPARE[op]

    def test(s):
        have = s.get(field)
        return have is not None and compare(have, value)
    return test


def time_bounds(node):
    """[low, high] that the top of the filter keeps; only to be quick."""
    low, high = -10**30, 10**30
    for leaf in node.get('and', [node]):
        (op, body), = leaf.items()
        if isinstance(body, dict) and 'timestamp' in body:
            us = microseconds(body['timestamp'])
            if op in ('>=', '>', '='):
                low = max(low, us)
            if op in ('<=', '<', '='):
                high = min(high, us)
    return low, high


def parse_text(text, what):
    if not isinstance(text, str):
        raise Refused(400, "Invalid input for field/attribute %s. Value: '%s'."
                      " Wrong type." % (what.lower(), text))
    try:
        return json.loads(text)
    except ValueError as e:
        raise Refused(400, '%s expression not valid: %s' % (what, e))


def parse_order(text):
    order = parse_text(text, 'Order-by')
    if not isinstance(order, list):
        raise Refused(400, "Order-by expression not valid: %s is not of type "
                           "'array'" % (order,))
    keys = []
    for node in order:
        name, way = one_pair(node, 'Order-by')
        if str(way).lower() not in ('asc', 'desc'):
            raise Refused(400, "Order-by expression not valid: '%s' does not "
                               "match '(?i)^asc$|^desc$'" % way)
        keys.append((field_of(name, 'Order-by'), way.lower() == 'desc'))
    return keys


def parse_limit(value):
    if value is None:
        return 100
    if not re.fullmatch(r'-?\d+', str(value)):
        raise Refused(400, "Invalid input for field/attribute limit. Value: "
                           "'%s'. unable to convert to int." % value)
    if int(value) < 1:
        raise Refused(400, 'Limit must be positive')
    if int(value) >= 2 ** 63:
        raise Refused(500, 'A server error occurred.  Please contact the '
                           'administrator.', 'plain')
    return int(value)


class Store:
    """The samples by time; ties have no order of their own."""

    def __init__(self, files):
        self.samples = []
        for name in files:
            with open(name, encoding='utf-8') as f:
                self.samples += [Sample(json.loads(x)) for x in f if x.strip()]
        self.samples.sort(key=lambda s: s.us)
        self.times = [s.us for s in self.samples]

    def find(self, node, test):
        low, high = time_bounds(node) if node else (-10**30, 10**30)
        part = self.samples[bisect.bisect_left(self.times, low):
                            bisect.bisect_right(self.times, high)]
        return [s for s in part if test(s)]

    def query(self, body, faults, seed, project):
        unknown = set(body) - {'filter', 'orderby', 'limit'}
        if unknown:
            raise Refused(400, 'Unknown attribute for argument body: %s'
                          % unknown.pop())
        node = (parse_text(body['filter'], 'Filter')
                if 'filter' in body else None)
        test = (compile_filter(node, 'nokey' in faults)
                if node else lambda s: True)
        keys = (parse_order(body['orderby']) if 'orderby' in body
                else [('timestamp', True)])
        limit = parse_limit(body.get('limit'))
        if 'nofilter' in faults:
            node, test = None, lambda s: True
        rows = [s for s in self.find(node, test)
                if project in (None, s.row.get('project_id'))]
        random.Random(seed).shuffle(rows)
        if 'shuffle' in faults:
            keys = keys[:1]
        if 'reverse' in faults:
            keys = [(k, not down) for k, down in keys]
        for field, down in reversed(keys):
            rows.sort(key=lambda s, f=field: s.get(f), reverse=down)
        return rows[:limit]


class Handler(BaseHTTPRequestHandler):
    server_version = 'WSGIServer/0.2'

    def log_message(self, *args):
        pass

    def read_body(self):
        if self.headers.get('Transfer-Encoding', '').lower() == 'chunked':
            raise Refused(411, 'Length Required')
        return self.rfile.read(int(self.headers.get('Content-Length') or 0))

    def check_token(self):
        if self.headers.get('X-Auth-Token') == self.server.args.token:
            return
        if self.server.args.plain_auth:
            raise Refused(401, 'Authentication required', 'plain')
        raise Refused(401, 'The request you have made requires '
                           'authentication.', 'auth')

    def answer(self, n, faults, raw):
        """The rows that a request asks for."""
        args, store = self.server.args, self.server.store
        if self.path == '/v2/query/samples' and self.command == 'POST':
            if 'json' not in self.headers.get('Content-Type', ''):
                raise Refused(400, 'Unknown argument: "filter"')
            if not raw:
                raise Refused(400, 'Missing argument: "body"')
            try:
                body = json.loads(raw)
            except ValueError:
                raise Refused(400, 'Request is not in valid JSON format')
            rows = store.query(body, faults, n, args.project)
            return [s.row for s in rows[:args.cap]]
        m = re.fullmatch(r'/v2/meters/([^/?]+)(?:\?limit=([^&]*))?', self.path)
        if m and self.command == 'GET':
            body = {'filter': json.dumps({'=': {'meter': m.group(1)}}),
                    'limit': m.group(2)}
            rows = store.query(body, faults, n, args.project)
            return [s.old() for s in rows[:args.cap]]
        if self.path == '/v2/query/samples':
            raise Refused(405, 'The method %s is not allowed for this '
                               'resource.' % self.command)
        raise Refused(404, 'The resource could not be found.')

    def send(self, status, text, kind='application/json', cut=None, extra=()):
        data = text.encode()
        self.send_response(status)
        self.send_header('Content-Type', kind)
        if cut != 'cutlist':
            self.send_header('Content-Length', str(len(data)))
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[:len(data) // 2] if cut else data)

    def send_fault(self, status, text, shape='fault'):
        """Refusals of the framework are HTML as a text, ours an object."""
        if shape == 'plain':
            self.send(status, text, 'text/plain')
            return
        if shape == 'auth':
            self.send(status, json.dumps({'error': {
                'code': status, 'title': 'Unauthorized', 'message': text}}))
            return
        if status in (404, 405, 406, 411):
            says = ('<html>\n <head>\n  <title>%d</title>\n </head>\n <body>'
                    '\n  %s<br /><br />\n </body>\n</html>' % (status, text))
        else:
            says = {'faultcode': 'Client' if status < 500 else 'Server',
                    'faultstring': text, 'debuginfo': None}
        self.send(status, json.dumps({'error_message': says}))

    def send_instead(self, faults):
        """Sends what a fault has instead of an answer; says if it did."""
        page = '<html><body><h1>It works!</h1></body></html>'
        if 'hang' in faults:
            self.rfile.read(1)
        elif 'reset' in faults:
            pass
        elif 'text' in faults:
            self.send(200, page, 'text/html')
        elif 'object' in faults:
            self.send(200, '{"samples": []}')
        elif 'empty' in faults:
            self.send(200, '')
        elif 'moved' in faults:
            self.send(301, page, 'text/html',
                      extra=[('Location', 'http://elsewhere.test/v2/')])
        elif 'html' in faults:
            self.send(502, page, 'text/html')
        elif 'echo' in faults:
            self.send_fault(500, 'X-Auth-Token: '
                            + self.headers.get('X-Auth-Token', ''))
        elif 'gnocchi' in faults:
            self.send(410, json.dumps({'error_message': (
                '410 Gone\n\nThis resource is no longer available.  No '
                'forwarding address is given.\n\n This telemetry installation '
                'is configured to use Gnocchi. ')}))
        else:
            status = [int(f) for f in faults if f.isdigit()]
            if status:
                self.send_fault(status[0], 'A fault that was asked for')
            return bool(status)
        return True

    def send_rows(self, rows, faults):
        accept = self.headers.get('Accept', '*/*')
        if 'oddrow' in faults:
            rows[-1:] = ['not a sample']
        for member in ('id', 'meter', 'timestamp'):
            if 'no' + member in faults:
                rows[-1] = dict(rows[-1], **{member: None})
        if accept == 'text/html':
            raise Refused(406, 'Not acceptable')
        if accept not in ('application/json', '*/*'):
            self.send(200, '<result>%d</result>' % len(rows),
                      'application/xml; charset=UTF-8')
            return
        cut = next((f for f in faults if f in ('cut', 'cutlist')), None)
        self.send(200, json.dumps(rows), cut=cut)

    def serve(self):
        n = self.server.count()
        faults = self.server.faults(n)
        raw = b''
        try:
            raw = self.read_body()
            self.server.log(n, self, raw)
            if self.send_instead(faults):
                return
            self.check_token()
            self.send_rows(self.answer(n, faults, raw), faults)
        except Refused as e:
            self.send_fault(e.status, e.text, e.shape)
        except ConnectionError:
            pass

    do_GET = do_POST = do_PUT = do_DELETE = serve


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, args):
        super().__init__(('127.0.0.1', 0), Handler)
        self.args = args
        self.store = Store(args.files)
        self.lock = threading.Lock()
        self.requests = 0
        self.out = open(args.log, 'w', encoding='utf-8') if args.log else None
        self.ranges = []
        for text in args.fault:
            m = re.fullmatch(r'(\w+)@(\d+)(-?)(\d*)', text)
            if not m:
                sys.exit('ceilometer.py: no fault: %s' % text)
            first = int(m.group(2))
            last = int(m.group(4) or 10**9) if m.group(3) else first
            self.ranges.append((m.group(1), first, last))

    def count(self):
        with self.lock:
            self.requests += 1
            return self.requests

    def faults(self, n):
        return {kind for kind, a, b in self.ranges if a <= n <= b}

    def log(self, n, request, raw):
        if not self.out:
            return
        with self.lock:
            json.dump({'n': n, 'method': request.command, 'path': request.path,
                       'headers': dict(request.headers),
                       'body': raw.decode('utf-8', 'replace')}, self.out)
            self.out.write('\n')
            self.out.flush()


def main():
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument('--log', help='file of the requests')
    p.add_argument('--token', default='stub-token', help='the one taken')
    p.add_argument('--plain-auth', action='store_true',
                   help='401 as the older middleware has it')
    p.add_argument('--project', help='serve a token that sees only this one')
    p.add_argument('--cap', type=int, help='silent maximum of any limit')
    p.add_argument('--fault', action='append', default=[], help='see above')
    p.add_argument('files', nargs='*', help='samples, one a line')
    server = Server(p.parse_args())
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
