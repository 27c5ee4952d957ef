#!/usr/bin/env python3
"""A stand-in for what the real Keystone of the tests cannot be: one with the
v2.0 API of old clouds, tokens that a service tires of, faults. Beside it, on
the same free port of 127.0.0.1, which it prints, stands a metering service.

  GET /                   300 with the versions of --versions
  POST /v3/auth/tokens, /v2.0/tokens   a new token for user u, password s3cr3t
  GET /metering/N         200 with N for a token that is good
  GET /metering/other     401 as Ceilometer has it for another's project

Each request becomes a JSON line of the log; --uses says for how many requests
a token is good. Faults are named KIND@N, KIND@N-M or KIND@N- for the requests
they hit: moved, page (of HTML), quote (400 that quotes the request), empty,
NNN or NNN/RETRY-AFTER (a status).
"""
import argparse
import json
import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NO_AUTH = {'error': {'code': 401, 'title': 'Unauthorized', 'message':
                     'The request you have made requires authentication.'}}
OTHER = {'error_message': {'faultcode': 'Client', 'debuginfo': None,
                           'faultstring': 'Not Authorized to access project p'}}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def send(self, status, body, **headers):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def versions(self):
        self.send(300, {'versions': {'values': [
            {'id': v, 'status': 'stable', 'links': []}
            for v in self.server.args.versions.split(',')]}})

    def token_v3(self, auth):
        user = auth['identity'].get('password', {}).get('user', {})
        if (user.get('name'), user.get('password')) != ('u', 's3cr3t'):
            return self.send(401, NO_AUTH)
        self.send(201, {'token': {
            'roles': [{'name': self.server.args.role}],
            'project': {'id': 'p3'},
            'catalog': [{'type': 'metering', 'endpoints': [
                {'interface': 'public', 'region': 'R', 'region_id': 'R',
                 'url': self.server.url + '/metering'}]}]}},
            X_Subject_Token=self.server.new_token())

    def token_v2(self, auth):
        user = auth['passwordCredentials']
        if (user['username'], user['password']) != ('u', 's3cr3t'):
            return self.send(401, NO_AUTH)
        access = {'token': {'id': self.server.new_token()},
                  'user': {'roles': [{'name': self.server.args.role}]},
                  'serviceCatalog': []}
        if 'tenantName' in auth:
            access['token']['tenant'] = {'id': 'p2', 'name': 't'}
            access['serviceCatalog'] = [{'type': 'metering', 'endpoints': [
                {'region': r, 'publicURL': self.server.url + '/metering',
                 'internalURL': 'http://%s.test/' % r} for r in ('R', 'S')]}]
        self.send(200, {'access': access})

    def metering(self):
        what = self.path.split('/')[-1]
        if not self.server.takes(self.headers.get('X-Auth-Token')):
            self.send(401, NO_AUTH)
        elif what == 'other':
            self.send(401, OTHER)
        else:
            self.send(200, what)

    def fault(self, fault, raw):
        status, _, wait = fault.partition('/')
        if fault == 'moved':
            self.send(302, '', Location='https://elsewhere.test/v3?a=s3cr3t')
        elif fault == 'page':
            self.send(200, '<html><body>Welcome</body></html>')
        elif fault == 'quote':
            self.send(400, {'error': {'code': 400, 'message':
                                      'Invalid: %r' % json.loads(raw)}})
        elif fault == 'empty':
            self.send(200, '')
        elif wait:
            self.send(int(status), '', Retry_After=wait)
        else:
            self.send(int(status), '')

    def serve(self):
        raw = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        fault = self.server.log(self, raw)
        if fault:
            self.fault(fault, raw)
        elif self.path == '/':
            self.versions()
        elif self.path == '/v3/auth/tokens':
            self.token_v3(json.loads(raw)['auth'])
        elif self.path == '/v2.0/tokens':
            self.token_v2(json.loads(raw)['auth'])
        elif self.path.startswith('/metering/'):
            self.metering()
        else:
            self.send(404, {'error': {'code': 404, 'message': 'Not Found'}})

    do_GET = do_POST = serve


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, args):
        super().__init__(('127.0.0.1', 0), Handler)
        self.args = args
        self.tokens = {}
        self.requests = 0
        self.url = 'http://127.0.0.1:%d' % self.server_address[1]
        if args.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(args.tls)
            if args.client_ca:
                context.verify_mode = ssl.CERT_REQUIRED
                context.load_verify_locations(args.client_ca)
            self.socket = context.wrap_socket(self.socket,
                                              server_side=True)
            self.url = self.url.replace('http', 'https')

    def handle_error(self, request, client_address):
        pass

    def new_token(self):
        token = 'token-%d-s3cr3t' % (len(self.tokens) + 1)
        self.tokens[token] = self.args.uses
        return token

    def takes(self, token):
        self.tokens[token] = self.tokens.get(token, 0) - 1
        return self.tokens[token] >= 0

    def log(self, handler, raw):
        """Writes the request down and returns its fault, if it has one."""
        self.requests += 1
        with open(self.args.log, 'a') as f:
            f.write(json.dumps({'method': handler.command,
                                'path': handler.path,
                                'token': handler.headers.get('X-Auth-Token'),
                                'body': raw.decode()}) + '\n')
        for fault in self.args.fault:
            kind, _, span = fault.partition('@')
            low, dash, high = span.partition('-')
            high = high or (10**9 if dash else low)
            if int(low) <= self.requests <= int(high):
                return kind
        return None


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--log', default='requests')
    p.add_argument('--versions', default='v3.14')
    p.add_argument('--role', default='admin')
    p.add_argument('--uses', type=int, default=10**9)
    p.add_argument('--fault', action='append', default=[])
    p.add_argument('--tls', help='certificate and key of the server')
    p.add_argument('--client-ca', help='who signs those of clients')
    server = Server(p.parse_args())
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
