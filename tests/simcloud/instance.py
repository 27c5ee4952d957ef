"""Instances, as Nova and Ceilometer's compute agent tell of them."""

import json

from .resource import GONE, Key, Resource, Row, SampleText, lasting
from .times import FOREVER, HOUR, SECOND, micros, offset, spaced

# Nova's vm_state and what its API calls the same.
STATUS = {"active": "active", "stopped": "shutoff", "resized": "verify_resize",
          "building": "build", "shelved": "shelved", "error": "error"}


class Instance(Resource):
    type = "instance"
    grace = 3600
    unbilled = ("building", "error", "deleted", "soft-delete",
                "shelved_offloaded")

    def __init__(self, cloud, rng, ident, name, tenant, flavor, host, image):
        super().__init__(cloud, rng, ident, name, state="building", task="",
                         flavor=flavor, paid=flavor, host=host,
                         launched=None, terminated=None, deleted=None)
        self.tenant = tenant
        self.image = image
        self.stale = []  # (host, from, till): agents that did not notice

    def key(self, attrs):
        return Key(self.tenant.id, attrs["paid"].name, None)

    def visible(self, attrs):
        return attrs["host"] is not None and attrs["state"] not in (
            "error", GONE, "soft-delete", "shelved_offloaded")

    def watch(self, attrs):
        return self.cloud.watch_host(attrs["host"])

    # Samples.

    def text(self, attrs, event=None, **extra):
        meta = (self._notified(attrs, event, extra) if event
                else self._polled(attrs))
        return SampleText("instance", "instance", "1.0", self.tenant.user,
                          self.tenant.id, self.id,
                          json.dumps(meta, separators=(",", ":")))

    def _sizes(self, flavor):
        return {"disk_gb": str(flavor.root + flavor.ephemeral),
                "ephemeral_gb": str(flavor.ephemeral),
                "memory_mb": str(flavor.ram), "root_gb": str(flavor.root),
                "vcpus": str(flavor.vcpus)}

    def _polled(self, attrs):
        flavor = attrs["flavor"]
        nova = "http://10.0.0.11:8774"
        return {
            "OS-EXT-AZ.availability_zone": "nova",
            **self._sizes(flavor),
            "display_name": self.name,
            "flavor.disk": str(flavor.root),
            "flavor.ephemeral": str(flavor.ephemeral),
            "flavor.id": flavor.id,
            "flavor.links": f"[{{'href': '{nova}/flavors/{flavor.id}', "
                            "'rel': 'bookmark'}]",
            "flavor.name": flavor.name,
            "flavor.ram": str(flavor.ram),
            "flavor.vcpus": str(flavor.vcpus),
            "host": f"{sum(attrs['host'].encode()) * 7919:056x}",
            "image.id": self.image,
            "image.links": f"[{{'href': '{nova}/images/{self.image}', "
                           "'rel': 'bookmark'}]",
            "image_ref": self.image,
            "image_ref_url": f"{nova}/images/{self.image}",
            "instance_host": attrs["host"],
            "instance_id": self.id,
            "instance_type": flavor.name,
            "kernel_id": "None",
            "name": f"instance-{int(self.id[:4], 16):08x}",
            "ramdisk_id": "None",
            "state": attrs["state"],
            "status": ("resize" if attrs["task"].startswith("resize_")
                       else STATUS[attrs["state"]]),
            "task_state": attrs["task"] or "None",
        }

    def _notified(self, attrs, event, extra):
        flavor = attrs["flavor"]
        host = attrs["host"] or self.last_host()
        sender = extra.pop("sender", f"compute.{host}")
        return {
            "access_ip_v4": "None", "access_ip_v6": "None",
            "architecture": "None", "availability_zone": "nova",
            "cell_name": "",
            "created_at": (offset(self.created, " ") if "exists" in event
                           or event.endswith((".start", ".end"))
                           else spaced(self.created)),
            "deleted_at": micros(attrs["deleted"]) if attrs["deleted"] else "",
            **self._sizes(flavor),
            "display_name": self.name,
            "event_type": f"compute.instance.{event}",
            "host": sender,
            "hostname": self.name,
            "image_meta.base_image_ref": self.image,
            "image_meta.container_format": "bare",
            "image_meta.disk_format": "qcow2",
            "image_meta.min_disk": str(flavor.root),
            "image_meta.min_ram": "0",
            "image_ref_url": f"http://10.0.0.11:9292/images/{self.image}",
            "instance_flavor_id": flavor.id,
            "instance_id": self.id,
            "instance_type": flavor.name,
            "instance_type_id": str(len(flavor.name)),
            "kernel_id": "",
            "launched_at": (micros(attrs["launched"]) if attrs["launched"]
                            else ""),
            "node": host or "None", "os_type": "None", "progress": "",
            "ramdisk_id": "",
            "reservation_id": f"r-{self.id[:8]}",
            "state": attrs["state"],
            "state_description": attrs["task"],
            "tenant_id": self.tenant.id,
            "terminated_at": (micros(attrs["terminated"])
                              if attrs["terminated"] else ""),
            "user_id": self.tenant.user,
            **extra,
        }

    def last_host(self):
        for view in reversed(self.views):
            if view.attrs["host"]:
                return view.attrs["host"]
        return None

    def update(self, at, task="", old_task="", old_state=None, **extra):
        """`compute.instance.update`; it names old and new task and state."""
        state = self.attrs["state"]
        hour = at - at % HOUR
        self.event(at, "update", shown={"task": task},
                   old_state=old_state or state,
                   old_task_state=old_task or "None",
                   new_task_state=task or "None",
                   audit_period_beginning=micros(hour),
                   audit_period_ending=micros(at), **extra)

    # What can happen to an instance.

    def boot(self, at, seconds=10):
        self.created = at - at % SECOND
        self.set(at, state="building")
        began = at + lasting(self.rng, 1.5, 3)
        self.event(began, "create.start")
        self.update(began, task="networking")
        up = began + int(seconds * SECOND)
        self.set(up, state="active", launched=up)
        self.update(up, old_task="spawning", old_state="building")
        self.event(up + 200_000, "create.end", kind="create")

    def fail_to_boot(self, at):
        self.note("the build failed")
        self.created = at - at % SECOND
        self.set(at, state="building")
        began = at + lasting(self.rng, 1.5, 3)
        self.event(began, "create.start")
        self.update(began, task="networking")
        failed = began + lasting(self.rng, 5, 60)
        self.set(failed, state="error")
        self.update(failed, old_task="spawning", old_state="building")

    def existed(self, created):
        """It was running before anyone looked."""
        self.created = created - created % SECOND
        self.set(self.created, state="active",
                 launched=self.created + 23_500_000)

    def power_off(self, at):
        self.event(at, "power_off.start", shown={"task": "powering-off"})
        done = at + lasting(self.rng, 1, 30)
        self.set(done, state="stopped")
        self.update(done, old_task="powering-off", old_state="active")
        self.event(done, "power_off.end")

    def power_on(self, at):
        self.event(at, "power_on.start")
        done = at + lasting(self.rng, 1, 10)
        self.set(done, state="active")
        self.update(done, old_task="powering-on", old_state="stopped")
        self.event(done, "power_on.end")

    def crash(self, at):
        """An operator or a failed task left it in error; it is not billed."""
        old = self.attrs["state"]
        self.set(at, state="error")
        self.update(at, old_state=old)

    def resize(self, at, flavor, confirm=True, patience=None):
        old, host = self.attrs["flavor"], self.attrs["host"]
        state = self.attrs["state"]
        self.set(at, task="resize_prep")
        self.event(at, "resize.prep.start")
        self.event(at, "exists", kind="audit", **self._audit_now(at))
        self.event(at, "resize.prep.end")
        at += lasting(self.rng, 2, 5)
        self.set(at, task="resize_migrating")
        self.event(at, "resize.start")
        at += lasting(self.rng, 15, 90)
        self.set(at, task="resize_migrated")
        self.event(at, "resize.end")
        at += lasting(self.rng, 1, 4)
        target = self.cloud.other_host(self.rng, host)
        self.set(at, task="resize_finish", flavor=flavor, host=target)
        self.update(at, task="resize_finish", old_task="resize_migrated")
        self.event(at, "finish_resize.start")
        at += lasting(self.rng, 10, 60)
        self.set(at, state="resized", task="", paid=flavor, launched=at)
        self.event(at, "finish_resize.end")
        self._unnoticed(host, at)
        wait = lasting(self.rng, 60, 3000) if patience is None else patience
        if confirm:
            self._confirm(at + wait, state)
        else:
            self._revert(at + wait, old, host, state)

    def _audit_now(self, at):
        return {"audit_period_beginning": spaced(at - at % HOUR),
                "audit_period_ending": spaced(at)}

    def _confirm(self, at, state):
        self.event(at, "resize.confirm.start")
        at += lasting(self.rng, 1, 6)
        self.set(at, state=state)
        self.event(at, "resize.confirm.end")

    def _revert(self, at, flavor, host, state):
        """While a resize is being worked at no flavor is proven."""
        self.note("a resize was reverted")
        self.event(at, "resize.revert.start", tells=False,
                   shown={"task": "resize_reverting"})
        at += lasting(self.rng, 5, 30)
        self.set(at, state=state, flavor=flavor, paid=flavor, host=host,
                 launched=at)
        self.event(at, "resize.revert.end")

    def migrate(self, at):
        host = self.attrs["host"]
        target = self.cloud.other_host(self.rng, host)
        self.event(at, "live_migration._post.start")
        at += lasting(self.rng, 1, 3)
        self.set(at, host=target)
        self.event(at, "live_migration.post.dest.host.end")
        self.event(at, "live_migration._post.end", sender=f"compute.{host}")
        self._unnoticed(host, at)

    def _unnoticed(self, host, at):
        """An agent up to Newton can go on showing what moved away."""
        if self.cloud.options.stale and self.rng.random() < 0.7:
            self.note(f"{host} went on polling it after it had moved away")
            hours = self.rng.choice((2, 8, 30))
            self.stale.append((host, at, at + hours * HOUR))
            self.fragile = False

    def shelve(self, at, at_once=True):
        host = self.attrs["host"]
        self.event(at, "shelve.start", shown={"task": "shelving"})
        at += lasting(self.rng, 20, 60)
        if at_once:
            self.event(at, "shelve.end",
                       shown={"task": "shelving_offloading"})
        else:
            self.set(at, state="shelved")
            self.event(at, "shelve.end")
            at += lasting(self.rng, 600, 7200)
        self.event(at, "shelve_offload.start",
                   shown={"task": "shelving_offloading"})
        self.set(at, state="shelved_offloaded", host=None)
        self.event(at, "shelve_offload.end", sender=f"compute.{host}")
        self.note("shelved")

    def unshelve(self, at):
        host = self.rng.choice(list(self.cloud.hosts))
        self.event(at, "unshelve.start", shown={"task": "unshelving"},
                   sender=f"compute.{host}")
        at += lasting(self.rng, 10, 60)
        self.set(at, state="active", host=host, launched=at)
        self.event(at, "unshelve.end")

    def soft_delete(self, at):
        """Nova's API dates the deletion before the instance leaves active."""
        self.note("soft-deleted")
        self.set(at, deleted=at, task="soft-deleting")
        self.update(at, task="soft-deleting", sender="api.controller")
        self.event(at + 300_000, "soft_delete.start")
        at += lasting(self.rng, 1, 2)
        old = self.attrs["state"]
        self.set(at, state="soft-delete", task="")
        self.update(at, old_task="soft-deleting", old_state=old)
        self.event(at, "soft_delete.end")

    def restore(self, at):
        self.note("restored")
        self.set(at, deleted=None, task="restoring")
        self.event(at, "restore.start")
        at += lasting(self.rng, 1, 5)
        self.set(at, state="active", task="")
        self.update(at, old_task="restoring", old_state="soft-delete")
        self.event(at, "restore.end")

    def delete(self, at):
        self.set(at, task="deleting")
        self.update(at, task="deleting", sender="api.controller")
        at += lasting(self.rng, 0.3, 1)
        self.event(at, "delete.start")
        at += lasting(self.rng, 0.2, 0.5)
        self.event(at, "shutdown.start")
        at += lasting(self.rng, 1, 4)
        self.event(at, "shutdown.end")
        at += lasting(self.rng, 0.5, 2)
        self.deleted = at
        self.set(at, state=GONE, task="", terminated=at - 30_000, deleted=at)
        self.event(at + 120_000, "delete.end", dated=True)

    # Routine.

    def look(self, begin, end):
        super().look(begin, end)
        for host, since, until in self.stale:
            self._look_again(host, max(since, begin), min(until, end))
        self._audits(begin, end)

    def _look_again(self, host, since, until):
        """The agent shows what it saw last, until the instance is back."""
        agent = self.cloud.watch_host(host)
        here = [v for v in self.views
                if v.at < since and v.attrs["host"] == host]
        moved = next(v.at for v in self.views if v.at > here[-1].at)
        view = self.view_at(agent.before(moved))
        if view not in here or not self.visible(view.attrs):
            return
        back = [v.at for v in self.views
                if v.at > since and v.attrs["host"] == host]
        text = self.view_text(view)
        self.rows += [Row(at, self, text, -1, "poll")
                      for at in agent.slots(since, min(back + [until]))]

    def _audits(self, begin, end):
        """`compute.instance.exists`, of what lived on a host that hour."""
        for slot in self.cloud.nova_audit.slots(begin, end):
            at = slot + lasting(self.rng, 0, 0.4)
            view = self.view_at(at)
            if view is None or view.attrs["host"] is None:
                continue
            hour = self.cloud.options.audit
            till = slot - slot % hour
            terminated = view.attrs["terminated"]
            if ((view.attrs["launched"] or FOREVER) >= till
                    or (terminated or till) <= till - hour):
                continue
            self._audit(at, view, till - hour, till)

    def _audit(self, at, view, since, till):
        if view.audit is None:
            view.audit = self.text(view.attrs, "exists")
        hours = (f'"audit_period_beginning":"{spaced(since)}",'
                 f'"audit_period_ending":"{spaced(till)}",')
        self.rows.append(Row(at, self, view.audit, view.phase, "audit",
                             view.attrs["state"] == GONE, hours))
