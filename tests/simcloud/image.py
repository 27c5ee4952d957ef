"""Images, as Glance tells of them: events, and a poll of all that live."""

import json

from .resource import GONE, Key, Resource, SampleText, lasting
from .times import SECOND, zulu


class Image(Resource):
    """V1 says how it is uploaded and deleted: by Glance's old API or its new
    one, which differ in what their events show."""

    type = "image"
    grace = 3600
    unbilled = ("queued", "saving", "killed", "deleted", "pending_delete")

    def __init__(self, cloud, rng, ident, name, tenant, size, v1=False):
        super().__init__(cloud, rng, ident, name, state="queued", size=0)
        self.tenant = tenant
        self.bytes = size
        self.v1 = v1
        self.updated = 0

    def key(self, attrs):
        owner = self.tenant.id if self.tenant else None
        return Key(owner, None, self.bytes)

    def visible(self, attrs):
        """What has no size yet gives no sample of image.size."""
        return attrs["state"] in ("active", "deactivated")

    def watch(self, attrs):
        return self.cloud.glance

    def text(self, attrs, event=None, **extra):
        owner = self.tenant.id if self.tenant else None
        meta = {
            "checksum": self.id.replace("-", ""),
            "container_format": "bare",
            "created_at": zulu(self.created),
            "disk_format": "qcow2",
            "min_disk": "0",
            "min_ram": "0",
            "name": self.name,
            "protected": "False",
            "status": attrs["state"],
            "tags": "[]",
            "updated_at": zulu(self.updated),
            "virtual_size": "None",
        }
        if event:
            meta.update({
                "deleted": "False", "deleted_at": "None",
                "event_type": f"image.{event}", "host": "image.controller",
                "id": self.id, "is_public": "False",
                "owner": owner or "None", "size": str(attrs["size"]), **extra,
            })
        else:
            meta["visibility"] = "private"
        return SampleText("image.size", "B", f"{attrs['size']}.0", None,
                          owner, self.id,
                          json.dumps(meta, separators=(",", ":")))

    def set(self, at, **changes):
        self.updated = at
        super().set(at, **changes)

    # What can happen to an image.

    def existed(self, created):
        self.created = created - created % SECOND
        self.set(self.created, state="active", size=self.bytes)

    def upload(self, at):
        self.created = at - at % SECOND
        self.set(at, state="queued")
        if self.v1:
            self.event(at, "update")
        at += lasting(self.rng, 5, 120)
        self.set(at, state="saving", size=self.bytes)
        at += lasting(self.rng, 10, 200)
        if self.v1:
            self.event(at, "upload")
            at += 800_000
        self.set(at, state="active")
        if not self.v1:
            self.event(at, "upload", kind="create")
            at += 80_000
        self.event(at, "update")

    def deactivate(self, at):
        self.set(at, state="deactivated")
        self.event(at, "update")

    def reactivate(self, at):
        self.set(at, state="active")
        self.event(at, "update")

    def delete(self, at):
        """The old API shows the record as it was before it was marked."""
        self.deleted = at
        if self.v1:
            self.set(at, state=GONE)
            self.event(at, "delete")
            return
        self.set(at, state=GONE)
        self.event(at, "delete", dated=True, deleted="True",
                   deleted_at=zulu(at))
