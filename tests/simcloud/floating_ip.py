"""Floating IPs, as our own fetcher reads them from Neutron's database."""

import json

from .resource import GONE, Key, Resource
from .times import SECOND, zulu


class ReadingText:
    """A record of ow-fetch-fip with its time left open."""

    def __init__(self, project, resource, meta):
        project = f'"{project}"' if project else "null"
        self.resource = resource
        self.head = ('{"name":"ip.floating","type":"gauge","unit":"ip",'
                     f'"volume":1,"user_id":null,"project_id":{project},'
                     f'"resource_id":"{resource}","timestamp":"')
        self.tail = (f'","resource_metadata":{meta},"source":"neutron",'
                     f'"id":"{resource}@')

    def line(self, row, message_id):
        at = zulu(row.at)
        return f'{self.head}{at}{self.tail}{at}"}}\n'


class FloatingIp(Resource):
    type = "floating_ip"
    grace = 3600
    unbilled = ("deleted",)

    def __init__(self, cloud, rng, ident, address, tenant, dated=True):
        super().__init__(cloud, rng, ident, address, state="DOWN", port=None)
        self.tenant = tenant
        self.dated = dated  # Neutron before Mitaka has no created_at

    def key(self, attrs):
        return Key(self.tenant.id, None, None)

    def visible(self, attrs):
        return attrs["state"] != GONE

    def watch(self, attrs):
        return self.cloud.neutron

    def text(self, attrs, event=None, **extra):
        port = attrs["port"]
        meta = {
            "status": attrs["state"],
            "floating_ip_address": self.name,
            "floating_network_id": self.cloud.network,
            "fixed_ip_address": f"10.1.0.{int(port[:2], 16)}" if port else None,
            "port_id": port,
            "router_id": port and self.cloud.network[::-1],
            "created_at": zulu(self.created) if self.created else None,
        }
        return ReadingText(self.tenant.id, self.id,
                           json.dumps(meta, separators=(",", ":")))

    # What can happen to a floating IP.

    def allocate(self, at):
        at -= at % SECOND
        self.created = at if self.dated else None
        self.set(at, state="DOWN")

    def associate(self, at, port):
        self.set(at, state="ACTIVE", port=port)

    def disassociate(self, at):
        self.set(at, state="DOWN", port=None)

    def release(self, at):
        self.deleted = at
        self.set(at, state=GONE)
