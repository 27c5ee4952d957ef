#!/usr/bin/env python3
"""A stand-in for the Ceilometer v2 API that answers as Newton's does.

It reads samples (JSON lines in either of the API's spellings), listens on a
free port of 127.0.0.1, prints that port, and answers POST /v2/query/samples,
GET /v2/samples and GET /v2/meters/NAME. Each request becomes a JSON line of
the log. POST /v3/auth/tokens, which is none of the counted ones, gives a
token, another one each time; only the last one is taken.

Faults are named KIND@N, KIND@N-M or KIND@N- for the requests they hit:
  cut       the body ends before its Content-Length
  cutN      so, after N bytes
  cutlist   the body ends early and no Content-Length tells
  reset     the connection is closed without an answer
  hang      nothing is sent until the client goes away
  stall     half of the body is, and then nothing
  text      200 with a page of HTML
  xml       200 with XML
  object    200 with a JSON object
  empty     200 with no body
  oddrow    the last row of the answer is no object
  noid, nometer, notimestamp   it lacks that
  reverse   the rows come in the opposite order
  shuffle   the rows of one time come in any order
  nofilter  the filter is ignored
  nokey     of the filter, what is said of message ids is ignored
  expired   401, as for a token that has expired
  forget    the last token given is no more taken, from here on
  moved     301 to another place
  gnocchi   410 as with the Gnocchi dispatcher
  html      502 with a page of HTML
  echo      500 that repeats the token
  NNN       that status with a text in Ceilometer's own words
"""
import argparse
import datetime
import json
import re
import ssl
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ceilometer_api import EPOCH, OLD, Refused, Store, microseconds

HTML = ('<html>\n <head>\n  <title>%d %s</title>\n </head>\n <body>\n'
        '  <h1>%d %s</h1>\n  %s<br /><br />\n%s\n </body>\n</html>')
NAMES = {400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found',
         405: 'Method Not Allowed', 406: 'Not Acceptable',
         411: 'Length Required'}
PAGE = '<html><body><h1>It works!</h1></body></html>'
SERVED = 'A fault that was asked for'


def plain(row):
    """A sample in the newer spelling, without what tells nothing."""
    row = {OLD.get(k, k): v for k, v in row.items()}
    row.pop('recorded_at', None)
    return row


class Handler(BaseHTTPRequestHandler):
    server_version = 'WSGIServer/0.2'

    def log_message(self, *args):
        pass

    def date_time_string(self, timestamp=None):
        return self.server.now

    def send_header(self, keyword, value):
        if value is not None:
            super().send_header(keyword, value)

    def read_body(self):
        if self.headers.get('Transfer-Encoding', '').lower() == 'chunked':
            raise Refused(411, 'Length Required', 'html')
        return self.rfile.read(int(self.headers.get('Content-Length') or 0))

    def is_known(self, token):
        """Does Keystone know the token? Ceilometer's middleware asks so."""
        args = self.server.args
        request = urllib.request.Request(
            args.keystone + '/v3/auth/tokens',
            headers={'X-Auth-Token': token, 'X-Subject-Token': token})
        trust = ssl.create_default_context(cafile=args.cacert)
        try:
            with urllib.request.urlopen(request, context=trust) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            return False

    def check_token(self):
        token = self.headers.get('X-Auth-Token')
        if self.server.args.keystone and token and self.is_known(token):
            return
        if token == self.server.token():
            return
        if self.server.args.plain_auth:
            raise Refused(401, 'Authentication required', 'plain')
        raise Refused(401, 'The request you have made requires '
                           'authentication.', 'auth')

    def project(self):
        """The only project that this request may see, or None."""
        roles = self.headers.get('X-Roles')
        if roles is not None and 'admin' not in roles:
            return self.headers.get('X-Project-Id')
        return self.server.args.project

    def not_found(self):
        raise Refused(404, 'The resource could not be found.', 'html')

    def answer_query(self, n, faults, raw):
        args = self.server.args
        if self.command != 'POST':
            raise Refused(405, 'The method %s is not allowed for this '
                          'resource. ' % self.command, 'html')
        if args.no_query:
            raise Refused(args.no_query, 'No queries here',
                          'html' if args.no_query < 500 else 'fault')
        if not raw:
            raise Refused(400, 'Missing argument: "body"')
        if 'json' not in self.headers.get('Content-Type', ''):
            raise Refused(400, 'Unknown argument: "filter"')
        try:
            body = json.loads(raw)
        except ValueError:
            raise Refused(400, 'Request is not in valid JSON format')
        rows = self.server.store.query(body, faults, args.seed + n,
                                       self.project())
        return [s.row for s in rows[:args.cap]]

    def answer(self, n, faults, raw):
        """The rows that a request asks for."""
        args, store = self.server.args, self.server.store
        path, _, query = self.path.partition('?')
        path = re.sub('^//', '/', path)
        params = urllib.parse.parse_qs(query, keep_blank_values=True)
        if path == '/v2/query/samples':
            return self.answer_query(n, faults, raw)
        meter = re.fullmatch('/v2/meters/([^/]+)', path)
        if not meter and path != '/v2/samples':
            self.not_found()
        if self.command != 'GET':
            raise Refused(405, 'The method %s is not allowed for this '
                          'resource. ' % self.command, 'html')
        rows = store.simple(params,
                            urllib.parse.unquote(meter[1]) if meter else None,
                            faults, args.seed + n, self.project())[:args.cap]
        return [s.old() for s in rows] if meter else [s.row for s in rows]

    def send(self, status, text, kind='application/json', cut=None, extra=()):
        data = text.encode()
        how = 'close' if cut == 'cutlist' else self.server.args.body
        self.protocol_version = 'HTTP/1.1' if how == 'chunked' else 'HTTP/1.0'
        self.close_connection = True
        self.send_response(status)
        self.send_header('Content-Type', kind)
        if how == 'length':
            self.send_header('Content-Length', str(len(data)))
        elif how == 'chunked':
            self.send_header('Transfer-Encoding', 'chunked')
            self.send_header('Connection', 'close')
        for name, value in extra:
            self.send_header(name, value)
        self.end_headers()
        if cut in ('cut', 'cutlist', 'stall'):
            data = data[:len(data) // 2]
        elif cut:
            data = data[:int(cut[3:])]
        if how == 'chunked':
            for i in range(0, len(data), 4000):
                part = data[i:i + 4000]
                self.wfile.write(b'%x\r\n%s\r\n' % (len(part), part))
            self.wfile.write(b'' if cut else b'0\r\n\r\n')
        else:
            self.wfile.write(data)
        self.wfile.flush()
        if cut == 'stall':
            self.rfile.read(1)

    def send_fault(self, status, text, shape='fault'):
        """Refusals of the framework are HTML as a text, ours an object."""
        if shape == 'plain':
            self.send(status, text, 'text/plain')
            return
        if shape == 'auth':
            self.send(status, json.dumps({'error': {
                'code': status, 'title': 'Unauthorized', 'message': text}}))
            return
        if shape == 'html':
            name = NAMES.get(status, 'Error')
            says = HTML % (status, name, status, name, text,
                           '\n\n' if status == 404 else '')
        else:
            says = {'faultcode': 'Client' if status < 500 else 'Server',
                    'faultstring': text, 'debuginfo': None}
        self.send(status, json.dumps({'error_message': says}))

    def send_instead(self, faults):
        """Sends what a fault has instead of an answer; says if it did."""
        if 'hang' in faults:
            self.rfile.read(1)
        elif 'reset' in faults:
            pass
        elif 'text' in faults:
            self.send(200, PAGE, 'text/html')
        elif 'xml' in faults:
            self.send(200, '<result><item></item></result>',
                      'application/xml; charset=UTF-8')
        elif 'object' in faults:
            self.send(200, '{"samples": []}')
        elif 'empty' in faults:
            self.send(200, '')
        elif 'moved' in faults:
            self.send(301, PAGE, 'text/html',
                      extra=[('Location', 'http://elsewhere.test/v2/')])
        elif 'html' in faults:
            self.send(502, PAGE, 'text/html')
        elif 'expired' in faults:
            self.send_fault(401, 'The request you have made requires '
                            'authentication.', 'auth')
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
                self.send_fault(status[0], SERVED, 'html' if status[0] in (
                    404, 405, 406, 411) else 'fault')
            return bool(status)
        return True

    def send_rows(self, rows, faults):
        accept = self.headers.get('Accept', '*/*')
        if 'oddrow' in faults:
            rows[-1:] = ['not a sample']
        for member in ('id', 'meter', 'timestamp'):
            if 'no' + member in faults and rows:
                old = {'id': 'message_id', 'meter': 'counter_name'}
                name = member if member in rows[-1] else old[member]
                rows[-1] = dict(rows[-1], **{name: None})
        if accept == 'text/html':
            raise Refused(406, 'The resource could not be generated that was '
                          'acceptable to your browser\n(content of type '
                          'text/html. ', 'html')
        if accept not in ('application/json', '*/*'):
            self.send(200, '<result>%d</result>' % len(rows),
                      'application/xml; charset=UTF-8')
            return
        cut = next((f for f in faults if re.fullmatch(
            r'cut\d*|cutlist|stall', f)), None)
        self.send(200, json.dumps(rows), cut=cut)

    def give_token(self):
        """What Keystone says of a new token."""
        self.rfile.read(int(self.headers.get('Content-Length') or 0))
        host = 'http://%s:%d' % self.server.server_address
        self.send(201, json.dumps({'token': {
            'expires_at': '2030-01-01T00:00:00.000000Z',
            'issued_at': '2026-12-01T00:00:00.000000Z',
            'methods': ['password'], 'user': {'id': 'u', 'name': 'admin'},
            'project': {'id': 'p', 'name': 'admin'},
            'roles': [{'id': 'r', 'name': 'admin'}],
            'catalog': [{'type': 'metering', 'name': 'ceilometer', 'id': 's',
                         'endpoints': [{'interface': 'public', 'id': 'e',
                                        'region': 'RegionOne',
                                        'region_id': 'RegionOne',
                                        'url': host}]}]}}),
                  extra=[('X-Subject-Token', self.server.new_token())])

    def serve(self):
        if self.path == '/v3/auth/tokens':
            self.give_token()
            return
        n = self.server.count()
        faults = self.server.faults(n)
        raw = b''
        try:
            raw = self.read_body()
            self.server.log(n, self, raw)
            if self.send_instead(faults):
                return
            if 'forget' in faults:
                self.server.new_token()
            self.check_token()
            self.send_rows(self.answer(n, faults, raw), faults)
        except Refused as e:
            self.send_fault(e.status, e.text, e.shape)
        except (ConnectionError, TimeoutError):
            pass

    do_GET = do_POST = do_PUT = do_DELETE = serve


def http_date(text):
    now = EPOCH + datetime.timedelta(microseconds=microseconds(text))
    return now.strftime('%a, %d %b %Y %H:%M:%S GMT')


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, args, store=None):
        super().__init__(('127.0.0.1', 0), Handler)
        self.args = args
        self.store = store or Store(args.files)
        self.lock = threading.Lock()
        self.requests = self.tokens = 0
        self.now = None
        if args.now != 'untold':
            now = EPOCH + datetime.timedelta(
                microseconds=microseconds(args.now))
            self.now = now.strftime('%a, %d %b %Y %H:%M:%S GMT')
        self.out = open(args.log, 'w', encoding='utf-8') if args.log else None
        self.ranges = []
        for text in args.fault:
            m = re.fullmatch(r'(\w+)@(\d+)(-?)(\d*)', text)
            if not m:
                sys.exit('ceilometer.py: no fault: %s' % text)
            first = int(m.group(2))
            last = int(m.group(4) or 10**9) if m.group(3) else first
            self.ranges.append((m.group(1), first, last))

    def token(self):
        return ('token-%d' % self.tokens if self.tokens
                else self.args.token)

    def new_token(self):
        with self.lock:
            self.tokens += 1
        return self.token()

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


def arguments(args=None):
    p = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument('--log', help='file of the requests')
    p.add_argument('--token', default='stub-token', help='the one taken')
    p.add_argument('--keystone', metavar='URL',
                   help='take what this real Keystone knows, too')
    p.add_argument('--cacert', help='of the authority it is certified by')
    p.add_argument('--plain-auth', action='store_true',
                   help='401 as the older middleware has it')
    p.add_argument('--project', help='serve a token that sees only this one')
    p.add_argument('--no-query', type=int, metavar='STATUS',
                   help='refuse complex queries so')
    p.add_argument('--cap', type=int, help='silent maximum of any limit')
    p.add_argument('--body', default='length',
                   choices=('length', 'close', 'chunked'),
                   help='what tells the end of a body')
    p.add_argument('--seed', type=int, default=0, help='of the order in ties')
    p.add_argument('--now', default='2026-12-01T12:00:00',
                   help="the server's clock, or 'untold'")
    p.add_argument('--fault', action='append', default=[], help='see above')
    p.add_argument('files', nargs='*', help='samples, one a line')
    return p.parse_args(args)


def main():
    server = Server(arguments())
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
