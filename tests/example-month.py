#!/usr/bin/env python3
"""Write examples/2016-05: May 2016 of a small cloud, and its true usage.

Unlike cloud.py's clouds this one is told, not drawn: each resource below is
there to show one thing. The same bytes come out at every run.

    tests/example-month.py [DIR]
"""

import sys

sys.dont_write_bytecode = True

import gzip
import io
import json
import os

import cloud as generator
from simcloud import output
from simcloud.cloud import FLAVORS, Cloud, uuid
from simcloud.floating_ip import FloatingIp
from simcloud.image import Image
from simcloud.instance import Instance
from simcloud.times import MINUTE, SECOND, parse, zulu
from simcloud.volume import Volume

TINY, SMALL, MEDIUM, LARGE, EPHEMERAL = FLAVORS
GB = 1 << 30


def at(text):
    """`04-02 09:15:30`, of 2016."""
    day, clock = text.split(" ")
    return parse(f"2016-{day}T{clock}Z") + 123_456


class Month:
    """The cloud, with one maker for each type."""

    def __init__(self):
        self.cloud = Cloud(generator.options([
            "--seed", "may", "--from", "2016-05-01", "--till", "2016-06-01",
            "--poll", "1800", "--read", "1800", "--fips", "6"]))
        self.tenants = {t.name: t for t in self.cloud.tenants}
        self.lives = []

    def _add(self, kind, name, *args, **options):
        rng = self.cloud.rng(kind.type, name, *map(str, args[:1]))
        if kind is Image:
            args = [self.tenants[args[0]], *args[1:]]
        life = kind(self.cloud, rng, uuid(rng), name, *args, **options)
        self.lives.append(life)
        return life

    def instance(self, name, tenant, flavor, host):
        image = uuid(self.cloud.rng("image of", name))
        return self._add(Instance, name, self.tenants[tenant], flavor,
                         f"compute-{host:02d}", image)

    def volume(self, name, tenant, size, cls):
        return self._add(Volume, name, self.tenants[tenant], size, cls)

    def image(self, name, tenant, size, v1=False):
        return self._add(Image, name, tenant, size, v1)

    def fip(self, address, tenant):
        return self._add(FloatingIp, address, self.tenants[tenant])


def instances(m):
    vm = m.instance("shop-front-1", "harbour-web", MEDIUM, 1)
    vm.existed(at("02-11 10:00:00"))

    vm = m.instance("shop-front-2", "harbour-web", SMALL, 2)
    vm.existed(at("02-11 10:00:07"))
    vm.resize(at("05-17 14:20:00"), LARGE)

    vm = m.instance("shop-db", "harbour-data", LARGE, 3)
    vm.existed(at("02-12 09:30:00"))
    vm.power_off(at("05-08 02:00:00"))
    vm.power_on(at("05-08 03:10:00"))

    vm = m.instance("reports-nightly", "harbour-data", SMALL, 1)
    vm.boot(at("05-03 08:15:00"))
    vm.delete(at("05-27 17:45:00"))

    vm = m.instance("lab-notebook", "Étoile Lab", TINY, 2)
    vm.existed(at("03-01 12:00:00"))
    vm.shelve(at("05-09 18:00:00"))
    vm.unshelve(at("05-23 07:30:00"))

    vm = m.instance("simulation-a", "Étoile Lab", EPHEMERAL, 3)
    vm.boot(at("05-11 08:00:00"), 35)
    vm.delete(at("05-12 19:30:00"))

    vm = m.instance("ci-runner-1", "etoile-ci", MEDIUM, 1)
    vm.existed(at("04-18 06:00:00"))
    vm.migrate(at("05-13 05:05:00"))

    vm = m.instance("ci-runner-2", "etoile-ci", MEDIUM, 3)
    vm.boot(at("05-20 09:00:00"))
    vm.delete(at("05-24 22:41:00"))
    lose_deletion(vm)

    vm = m.instance("ci-job-8841", "etoile-ci", TINY, 2)
    vm.boot(at("05-18 12:03:30"), 8)
    vm.delete(vm.now + 70 * SECOND)

    vm = m.instance("tracking-api", "northwind", LARGE, 1)
    vm.existed(at("01-20 15:00:00"))
    vm.resize(at("05-10 11:00:00"), EPHEMERAL, confirm=False,
              patience=42 * MINUTE)

    vm = m.instance("tracking-db", "northwind", LARGE, 2)
    vm.existed(at("01-20 15:10:00"))
    vm.soft_delete(at("05-14 16:00:00"))
    vm.restore(at("05-15 08:20:00"))

    vm = m.instance("trackng-db", "northwind", EPHEMERAL, 3)
    vm.fail_to_boot(at("05-14 16:20:00"))
    vm.delete(at("05-15 08:30:00"))


def volumes(m):
    disk = m.volume("shop-db-data", "harbour-data", 200, "ceph-ssd")
    disk.existed(at("02-12 09:00:00"))
    disk.extend(at("05-19 13:00:00"), 300)

    disk = m.volume("shop-logs", "harbour-web", 50, "lvm-slow")
    disk.existed(at("02-12 09:05:00"))

    disk = m.volume("reports-scratch", "harbour-data", 20, "lvm-slow")
    disk.create(at("05-03 08:10:00"))
    disk.attach(at("05-03 08:20:00"))
    disk.detach(at("05-27 17:40:00"))
    disk.delete(at("05-27 17:50:00"))

    disk = m.volume("lab-data", "Étoile Lab", 500, "lvm-slow")
    disk.existed(at("03-01 12:30:00"))
    disk.transfer(at("05-16 10:00:00"), m.tenants["etoile-ci"])

    disk = m.volume("tracking-data", "northwind", 100, "ceph-ssd")
    disk.existed(at("01-20 15:05:00"))

    disk = m.volume("old-backup", "harbour-data", 80, "lvm-slow")
    disk.existed(at("02-20 20:00:00"))
    disk.delete(at("05-21 20:00:00"))
    lose_deletion(disk)

    disk = m.volume("test-disk", "etoile-ci", 1, None)
    disk.create(at("05-18 12:10:00"))
    disk.delete(at("05-18 12:30:00"))

    disk = m.volume("broken-disk", "northwind", 2000, "ceph-ssd")
    disk.create(at("05-14 16:15:00"), fails=True)
    disk.delete(at("05-15 08:31:00"))


def images(m):
    m.image("debian-8", "harbour-web", 2 * GB).existed(at("01-15 09:00:00"))

    image = m.image("shop-golden", "harbour-web", 5 * GB)
    image.upload(at("05-02 09:00:00"))

    image = m.image("lab-notebook-before-shelving", "Étoile Lab", 3 * GB,
                    v1=True)
    image.upload(at("05-09 17:30:00"))
    image.delete(at("05-25 12:00:00"))

    image = m.image("ci-base", "etoile-ci", 1811939328)
    image.existed(at("04-18 05:00:00"))
    image.deactivate(at("05-20 10:00:00"))

    image = m.image("tracking-appliance", "northwind", 4 * GB)
    image.existed(at("01-20 14:00:00"))
    image.delete(at("05-18 09:40:00"))
    lose_deletion(image)


def fips(m):
    def port(name):
        return uuid(m.cloud.rng("port", name))

    for address, since, vm in (("203.0.113.10", "02-11 10:05:00", "front-1"),
                               ("203.0.113.11", "02-11 10:06:00", "front-2")):
        ip = m.fip(address, "harbour-web")
        ip.allocate(at(since))
        ip.associate(at("02-11 10:10:00"), port(vm))

    ip = m.fip("203.0.113.12", "Étoile Lab")
    ip.allocate(at("03-01 12:40:00"))
    ip.associate(at("03-01 12:41:00"), port("notebook"))
    ip.release(at("05-09 18:10:00"))

    ip = m.fip("203.0.113.12", "etoile-ci")
    ip.allocate(at("05-12 08:58:58"))
    ip.associate(at("05-12 09:00:00"), port("runner"))

    ip = m.fip("203.0.113.13", "northwind")
    ip.allocate(at("01-20 15:30:00"))

    ip = m.fip("203.0.113.14", "northwind")
    ip.allocate(at("05-14 16:25:00"))
    ip.release(at("05-15 08:35:00"))


def lose_deletion(life):
    """No event of it arrives; of an instance not the next audit either."""
    life.note("the events of its deletion were lost")
    since = life.deleted - 30 * SECOND
    life.rows = [r for r in life.rows if r.at < since]
    look = life.look

    def look_without_the_end(begin, end):
        look(begin, end)
        life.rows = [r for r in life.rows if r.at < life.deleted]
    life.look = look_without_the_end


class Lines(list):
    """A file to write to."""

    def write(self, line):
        self.append(line)


def frames(m):
    """The file as the fetchers would have left it: one frame for each type
    that Ceilometer was asked for, and one for each reading of Neutron."""
    rows = output.arrange(m.cloud, m.lives)
    for kind in (Image, Instance, Volume):
        some = lines_of(m, [r for r in rows
                            if r.life and r.life.type == kind.type])
        yield from ceilometer_frame(m.cloud, kind.type, some)
    reading = []
    for row in rows:
        if row.life and row.life.type != FloatingIp.type:
            continue
        reading.append(row)
        if row.life is None:
            yield from frame("ow-fetch-fip", "neutron", {},
                             lines_of(m, reading))
            reading = []


def lines_of(m, rows):
    lines = Lines()
    seed = f"{m.cloud.options.seed}/{rows[0].life.type if rows[0].life else ''}"
    output.write_samples(rows, seed, lines)
    return lines


def ceilometer_frame(cloud, kind, lines):
    window = {"from": zulu(cloud.begin), "till": zulu(cloud.end)}
    scan = {"kind": "scan", "source": "ceilometer", "region": None,
            "types": [kind], **window}
    name = f"ceilometer//{kind}/{window['from']}/{window['till']}"
    return frame("ow-fetch-ceilo", name, window, [*lines, compact(scan)])


def frame(program, name, window, lines):
    begin = {"kind": "begin", "program": program, "format": 1, "id": name}
    end = {"kind": "end", "id": name, "records": len(lines), "rejected": 0}
    return [compact({**begin, **window}), *lines, compact(end)]


def compact(record):
    return json.dumps(record, separators=(",", ":")) + "\n"


def save(path, lines):
    """Compressed without a name or a date: the same lines, the same bytes."""
    with open(path, "wb") as f, \
            gzip.GzipFile("", "wb", 9, f, mtime=0) as z, \
            io.TextIOWrapper(z, encoding="utf-8") as text:
        text.writelines(lines)


def main(out):
    m = Month()
    for tell in (images, instances, volumes, fips):
        tell(m)
    output.observe(m.cloud, m.lives)
    os.makedirs(out, exist_ok=True)
    save(f"{out}/samples.jsonl.gz", frames(m))
    output.dump_lines(f"{out}/projects.jsonl",
                      output.project_lines(m.cloud)
                      + output.volume_type_lines(m.cloud))
    output.dump(f"{out}/truth.json", output.truth_of(m.cloud, m.lives))


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    main(sys.argv[1] if len(sys.argv) > 1
         else os.path.join(here, "..", "examples", "2016-05"))
