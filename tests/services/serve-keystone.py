#!/usr/bin/python3
"""serve-keystone.py DIR [LINE ...]: a private Keystone.

It is Debian's python3-keystone, and all it has is in DIR: a fresh SQLite
database with the user admin, whose password is in DIR/password, and keys. It
listens on a free port of 127.0.0.1, with TLS if there is DIR/server.pem, puts
its URL into DIR/url once it serves, and serves until it is killed. LINEs are
added to its configuration.
"""
import base64
import os
import sys

from keystone.cmd import cli
from keystone.server import wsgi
from werkzeug.serving import WSGIRequestHandler, make_server

CONF = """\
[DEFAULT]
public_endpoint = {url}
[database]
connection = sqlite:///{folder}/keystone.db
[fernet_tokens]
key_repository = {folder}/keys
[fernet_receipts]
key_repository = {folder}/keys
[credential]
key_repository = {folder}/keys
[cache]
# One process serves, so a dict will do. Without a cache each request takes
# ten times as long.
enabled = true
backend = oslo_cache.dict
[identity]
# bcrypt at its cheapest
password_hash_rounds = 4
{more}
"""


class Handler(WSGIRequestHandler):
    protocol_version = 'HTTP/1.1'


def make_keys(folder):
    os.mkdir(folder, 0o700)
    for name in '01':
        with open(os.path.join(folder, name), 'wb') as f:
            f.write(base64.urlsafe_b64encode(os.urandom(32)))


def manage(conf, *args):
    """keystone-manage, in a child that has all modules already."""
    pid = os.fork()
    if pid == 0:
        cli.main(['keystone-manage', '--config-file', conf, *args])
        os._exit(0)
    if os.waitpid(pid, 0)[1] != 0:
        sys.exit('keystone-manage %s failed' % args[0])


def listen(folder):
    """The socket comes first: its port stands in the database."""
    tls = tuple(os.path.join(folder, name)
                for name in ('server.pem', 'server.key'))
    tls = tls if os.path.exists(tls[0]) else None
    server = make_server('127.0.0.1', 0, None, threaded=True,
                         request_handler=Handler, ssl_context=tls)
    return server, 'http%s://127.0.0.1:%d' % ('s' * bool(tls), server.port)


def main(folder, *lines):
    with open(os.path.join(folder, 'password')) as f:
        password = f.read()
    server, url = listen(folder)
    conf = os.path.join(folder, 'keystone.conf')
    with open(conf, 'w') as f:
        f.write(CONF.format(url=url, folder=folder, more='\n'.join(lines)))
    make_keys(os.path.join(folder, 'keys'))
    manage(conf, 'db_sync')
    manage(conf, 'bootstrap', '--bootstrap-password', password,
           '--bootstrap-region-id', 'north',
           '--bootstrap-public-url', url + '/v3',
           '--bootstrap-internal-url', url + '/v3',
           '--bootstrap-admin-url', url + '/v3')
    os.environ['OS_KEYSTONE_CONFIG_FILES'] = conf
    sys.argv[1:] = []
    server.app = wsgi.initialize_public_application()
    with open(os.path.join(folder, 'url.new'), 'w') as f:
        f.write(url)
    os.rename(os.path.join(folder, 'url.new'), os.path.join(folder, 'url'))
    server.serve_forever()


if __name__ == '__main__':
    main(*sys.argv[1:])
