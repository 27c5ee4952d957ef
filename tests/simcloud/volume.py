"""Volumes, as Cinder tells of them: events, and an audit each hour."""

import json

from .resource import GONE, Key, Resource, Row, SampleText, lasting
from .times import SECOND, bare, offset, spaced


class Volume(Resource):
    type = "volume"
    grace = 3 * 3600
    unbilled = ("creating", "error", "deleted")

    def __init__(self, cloud, rng, ident, name, tenant, size, cls):
        super().__init__(cloud, rng, ident, name, state="creating",
                         tenant=tenant, size=size, cls=cls, launched=None,
                         failed=False)

    def key(self, attrs):
        return Key(attrs["tenant"].id, attrs["cls"], attrs["size"])

    def billed(self, attrs):
        """While it is being deleted it is what it was before."""
        return super().billed(attrs) and not (attrs["state"] == "deleting"
                                              and attrs["failed"])

    def visible(self, attrs):
        """The audit is its routine look; it shows what is deleted too."""
        return True

    def watch(self, attrs):
        return self.cloud.cinder_audit

    def text(self, attrs, event=None, **extra):
        tenant = attrs["tenant"]
        event = event or "exists"
        audit = event == "exists"
        meta = {
            "availability_zone": "nova",
            "created_at": offset(self.created),
            "display_name": self.name,
            "event_type": f"volume.{event}",
            "host": "volume.controller" if audit else "volume.cinder-01@lvm",
            "launched_at": (offset(attrs["launched"]) if attrs["launched"]
                            else bare(self.created + 350_000)),
            "metadata": "[]",
            "replication_driver_data": "None",
            "replication_extended_status": "None",
            "replication_status": "disabled",
            "size": str(attrs["size"]),
            "snapshot_id": "None",
            "status": attrs["state"],
            "tenant_id": tenant.id,
            "user_id": tenant.user,
            "volume_attachment": "[]",
            "volume_id": self.id,
            "volume_type": self.cloud.volume_types.get(attrs["cls"], "None"),
            **extra,
        }
        return SampleText("volume.size", "GB", f"{attrs['size']}.0",
                          tenant.user, tenant.id, self.id,
                          json.dumps(meta, separators=(",", ":")))

    # What can happen to a volume.

    def existed(self, created):
        self.created = created - created % SECOND
        self.set(self.created, state="available",
                 launched=self.created + 4 * SECOND)

    def create(self, at, fails=False):
        self.created = at - at % SECOND
        self.set(at, state="creating")
        self.event(self.created + 350_000, "create.start")
        at = self.created + lasting(self.rng, 2, 20)
        if fails:
            self.note("its creation failed")
            self.set(at, state="error", failed=True)
            return
        self.set(at, state="available", launched=at)
        self.event(at, "create.end", kind="create")

    def attach(self, at):
        self.event(at, "attach.start", shown={"state": "attaching"})
        at += lasting(self.rng, 1, 4)
        self.set(at, state="in-use")
        self.event(at, "attach.end")

    def detach(self, at):
        self.event(at, "detach.start", shown={"state": "detaching"})
        at += lasting(self.rng, 1, 4)
        self.set(at, state="available")
        self.event(at, "detach.end")

    def extend(self, at, size):
        """Fast storage starts and ends it at the same instant."""
        begun = at
        if not (self.cloud.options.ties and self.rng.random() < 0.5):
            at += lasting(self.rng, 1, 15)
        self.event(begun, "resize.start", shown={"state": "extending"})
        self.set(at, size=size)
        self.event(at, "resize.end")

    def transfer(self, at, tenant):
        """Nothing is read of this but the owner, at the next audit."""
        self.note(f"given to {tenant.name}")
        self.set(at, tenant=tenant)

    def delete(self, at):
        self.set(at, state="deleting")
        self.event(at, "delete.start")
        at += lasting(self.rng, 0.5, 10)
        self.deleted = at
        self.set(at, state=GONE)
        self.event(at, "delete.end")

    # Routine.

    def look(self, begin, end):
        """`volume.exists`: what lived in the last full hour, as it is now."""
        hour = self.cloud.options.audit
        for slot in self.cloud.cinder_audit.slots(max(begin, self.created),
                                                  end):
            at = slot + lasting(self.rng, 0, 0.4)
            till = slot - slot % hour
            if (self.created >= till
                    or (self.deleted or till) <= till - hour):
                continue
            view = self.view_at(at)
            hours = (f'"audit_period_beginning":"{spaced(till - hour)}",'
                     f'"audit_period_ending":"{spaced(till)}",')
            self.rows.append(Row(at, self, self.view_text(view), view.phase,
                                 "audit", False, hours))
