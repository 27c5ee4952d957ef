"""What all lives of a cloud share."""

import random
from typing import NamedTuple

from .schedule import NoSchedule, Schedule
from .times import HOUR, MINUTE, SECOND


class Flavor(NamedTuple):
    id: str
    name: str
    vcpus: int
    ram: int
    root: int
    ephemeral: int


class Tenant(NamedTuple):
    id: str
    user: str
    name: str
    account: str


FLAVORS = (
    Flavor("1", "m1.tiny", 1, 512, 1, 0),
    Flavor("2", "m1.small", 1, 2048, 20, 0),
    Flavor("3", "m1.medium", 2, 4096, 40, 0),
    Flavor("4", "m1.large", 4, 8192, 80, 0),
    Flavor("a8f0c6f2-7c1d-4f4b-9d41-2d6b6a1e7f10", "c2.ephemeral",
           8, 16384, 40, 100),
)

TENANTS = (
    ("harbour-web", "Harbour & Sons"),
    ("harbour-data", "Harbour & Sons"),
    ("Étoile Lab", "Université de l'Étoile"),
    ("etoile-ci", "Université de l'Étoile"),
    ("northwind", "Northwind Logistics, Ltd."),
)

VOLUME_TYPES = ("lvm-slow", "ceph-ssd", None)


def uuid(rng):
    text = f"{rng.getrandbits(128):032x}"
    return (f"{text[:8]}-{text[8:12]}-4{text[13:16]}-"
            f"{'89ab'[int(text[16], 16) % 4]}{text[17:20]}-{text[20:]}")


class Cloud:
    """Shared facts and schedules; `begin` and `end` bound all evidence."""

    def __init__(self, options):
        self.options = options
        self.begin = options.start - options.margin
        self.end = options.till + options.margin
        rng = self.rng("cloud")
        self.collector = self._collector_outage(rng)
        self.tenants = [Tenant(f"{rng.getrandbits(128):032x}",
                               f"{rng.getrandbits(128):032x}", name, account)
                        for name, account in TENANTS]
        self.volume_types = {name: uuid(rng) for name in VOLUME_TYPES if name}
        self.network = uuid(rng)
        self.hosts = {}
        count = max(3, options.instances // 20)
        for n in range(1, count + 1):
            self.hosts[f"compute-{n:02d}"] = self._poller(rng, HOUR)
        self.glance = self._poller(rng, HOUR)
        self.neutron = self._reader(rng)
        self.nova_audit = Schedule(31 * SECOND + 200_000, options.audit,
                                   self.collector)
        self.cinder_audit = Schedule(
            5 * MINUTE + 400_000, options.audit,
            self._gaps(rng, options.audit, 3 * options.audit)
            + self.collector)

    def rng(self, *names):
        """A stream of its own for each purpose, so that one more instance
        does not change what happens to the volumes."""
        return random.Random("/".join(str(x)
                                      for x in (self.options.seed, *names)))

    def watch_host(self, host):
        return self.hosts.get(host) or NoSchedule()

    def other_host(self, rng, host):
        return rng.choice([name for name in self.hosts if name != host])

    def inside(self, rng, length):
        """A stretch that ends well before the window does."""
        o = self.options
        room = o.till - o.start - length - 2 * HOUR
        if room <= 0:
            return None
        lo = o.start + int(rng.random() * room)
        return lo, lo + length

    def _collector_outage(self, rng):
        """Two hours in which nothing at all was stored."""
        if not self.options.gaps or rng.random() < 0.6:
            return ()
        found = self.inside(rng, 2 * HOUR + int(rng.random() * HOUR))
        return (found,) if found else ()

    def _gaps(self, rng, period, grace):
        """A failure shorter than the grace period, one longer, or none."""
        if not self.options.gaps:
            return ()
        gaps = []
        if rng.random() < 0.7:
            gaps.append(self.inside(rng, int(period * 1.2)))
        if rng.random() < 0.4:
            gaps.append(self.inside(rng, int(grace * rng.uniform(1.2, 2.5))))
        return tuple(gap for gap in gaps if gap)

    def _poller(self, rng, grace):
        period = self.options.poll
        return Schedule(int(rng.random() * period), period,
                        self._gaps(rng, period, grace) + self.collector)

    def _reader(self, rng):
        """Floating IPs are read by our own fetcher, on whole seconds."""
        period = self.options.read
        return Schedule(0, period, self._gaps(rng, period, HOUR))
