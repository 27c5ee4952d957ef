#!/usr/bin/env python3
"""A stand-in for Keystone that answers whatever it is told to.

It listens on a free port of 127.0.0.1 and prints that port. GET /v3/NAME is
answered with the file NAME of the folder that it was started in, also where
NAME has a query, and with the status in the file NAME.status, if it is there.
Requests are logged in the file `requests`, a line each.
"""
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        with open('requests', 'a') as log:
            log.write('%s %s\n' % (self.path, self.headers['X-Auth-Token']))
        name = self.path.rpartition('/v3/')[2]
        status, body = 200, b''
        if os.path.exists(name + '.status'):
            with open(name + '.status') as f:
                status = int(f.read())
        if os.path.exists(name):
            with open(name, 'rb') as f:
                body = f.read()
        else:
            status = 404
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
