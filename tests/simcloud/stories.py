"""What happens to each resource of a generated cloud."""

from .cloud import FLAVORS, uuid
from .floating_ip import FloatingIp
from .image import Image
from .instance import Instance
from .resource import lasting
from .times import DAY, MINUTE, SECOND
from .volume import Volume

NAMES = ("web", "db", "batch", "cache", "build", "mail", "etl", "vpn")


def build(cloud):
    """All lives of the cloud, in a fixed order."""
    o = cloud.options
    makers = ((make_image, o.images), (make_instance, o.instances),
              (make_volume, o.volumes), (make_fip, o.fips))
    return [make(cloud, cloud.rng(make.__name__, n), n)
            for make, count in makers for n in range(count)]


def moments(rng, begin, end, count):
    return sorted(begin + int(rng.random() * (end - begin))
                  for _ in range(count))


def eventful(cloud, rng):
    """How much happens: a long window has room for more."""
    if cloud.options.still:
        return 0
    days = (cloud.end - cloud.begin) / DAY
    return rng.choice((0, 1, 1, 2, 3, 4, 5)) + int(days / 10)


def birth(cloud, rng, number):
    """Before anybody looked, or somewhen in the evidence. The first of each
    kind is there all the time, so that there always is one to be seen."""
    if number == 0 or cloud.options.still or rng.random() < 0.5:
        return cloud.begin - int(rng.uniform(0.1, 60) * DAY), True
    return (cloud.begin + int(rng.random() * (cloud.end - cloud.begin)
                              * 0.95), False)


def play(life, rng, begin, end, choose, count):
    """Let things happen one after the other."""
    for at in moments(rng, begin, end, count):
        at = max(at, life.now + lasting(rng, 60, 600))
        action = choose(life, rng)
        if at < end and action:
            action(at)


# Instances.

def make_instance(cloud, rng, number):
    tenant = rng.choice(cloud.tenants)
    flavor = rng.choice(FLAVORS)
    host = rng.choice(list(cloud.hosts))
    life = Instance(cloud, rng, uuid(rng),
                    f"{rng.choice(NAMES)}-{number:02d}", tenant, flavor,
                    host, uuid(rng))
    at, old = birth(cloud, rng, number)
    if number == 0:
        life.existed(at)
        return life
    story = rng.random()
    if old:
        life.existed(at)
    elif story < 0.08:
        life.fail_to_boot(at)
    elif story < 0.18:
        flash(life, rng, at)
        return life
    else:
        life.boot(at, rng.choice((3, 10, 40, 400)))
    count = eventful(cloud, rng)
    play(life, rng, max(at, cloud.begin) + 5 * MINUTE, cloud.end,
         instance_action, count)
    return life


def flash(life, rng, at):
    """Lives too shortly to be polled, or nearly so."""
    life.boot(at, 10)
    life.delete(life.now + lasting(rng, 5, 900))


def instance_action(life, rng):
    state = life.attrs["state"]
    options = {
        "active": ((life.power_off, 3), (other_flavor(life, rng), 4),
                   (life.shelve, 1), (slow_shelve(life), 1),
                   (life.soft_delete, 2), (life.migrate, 3),
                   (life.crash, 1), (life.delete, 4)),
        "stopped": ((life.power_on, 5), (other_flavor(life, rng), 1),
                    (life.delete, 1)),
        "shelved_offloaded": ((life.unshelve, 4), (life.delete, 1)),
        "soft-delete": ((life.restore, 2), (life.delete, 2)),
        "error": ((life.delete, 1),),
    }.get(state)
    return pick(rng, options)


def pick(rng, options):
    if not options:
        return None
    actions, weights = zip(*options)
    return rng.choices(actions, weights)[0]


def other_flavor(life, rng):
    flavor = rng.choice([f for f in FLAVORS if f != life.attrs["flavor"]])
    confirm = rng.random() < 0.7
    return lambda at: life.resize(at, flavor, confirm)


def slow_shelve(life):
    return lambda at: life.shelve(at, at_once=False)


# Volumes.

def make_volume(cloud, rng, number):
    tenant = rng.choice(cloud.tenants)
    cls = rng.choice(list(cloud.volume_types) + [None])
    life = Volume(cloud, rng, uuid(rng), f"data-{number:02d}", tenant,
                  rng.choice((1, 5, 10, 50, 100, 500)), cls)
    at, old = birth(cloud, rng, number)
    if number == 0:
        life.existed(at)
        return life
    if old:
        life.existed(at)
    else:
        life.create(at, fails=rng.random() < 0.12)
    play(life, rng, max(at, cloud.begin) + 5 * MINUTE, cloud.end,
         volume_action, eventful(cloud, rng))
    return life


def volume_action(life, rng):
    state = life.attrs["state"]
    options = {
        "available": ((life.attach, 2), (extended(life, rng), 4),
                      (given_away(life, rng), 2), (life.delete, 3)),
        "in-use": ((life.detach, 1),),
        "error": ((life.delete, 1),),
    }.get(state)
    return pick(rng, options)


def extended(life, rng):
    size = life.attrs["size"] + rng.choice((1, 10, 25, 100))
    return lambda at: life.extend(at, size)


def given_away(life, rng):
    tenant = rng.choice([t for t in life.cloud.tenants
                         if t != life.attrs["tenant"]])
    return lambda at: life.transfer(at, tenant)


# Images.

def make_image(cloud, rng, number):
    life = Image(cloud, rng, uuid(rng), f"image-{number:02d}",
                 rng.choice(cloud.tenants),
                 rng.choice((13287936, 322371584, 1 << 30, 1811939328,
                             5 << 30)), v1=rng.random() < 0.4)
    at, old = birth(cloud, rng, number)
    if old:
        life.existed(at)
    else:
        life.upload(at)
    if number:
        play(life, rng, max(life.now, cloud.begin) + MINUTE, cloud.end,
             image_action, eventful(cloud, rng))
    return life


def image_action(life, rng):
    options = {
        "active": ((life.deactivate, 1), (life.delete, 2)),
        "deactivated": ((life.reactivate, 1), (life.delete, 1)),
    }.get(life.attrs["state"])
    return pick(rng, options)


# Floating IPs.

def make_fip(cloud, rng, number):
    """Few addresses: one that is released is soon another tenant's."""
    address = f"203.0.113.{10 + number % 7}"
    life = FloatingIp(cloud, rng, uuid(rng), address,
                      rng.choice(cloud.tenants), dated=rng.random() < 0.8)
    at, _ = birth(cloud, rng, number)
    life.allocate(at)
    if number:
        play(life, rng, max(at, cloud.begin) + 30 * SECOND, cloud.end,
             fip_action, eventful(cloud, rng))
    return life


def fip_action(life, rng):
    options = {
        "DOWN": ((lambda at: life.associate(at, uuid(rng)), 3),
                 (life.release, 1)),
        "ACTIVE": ((life.disassociate, 2), (life.release, 1)),
    }.get(life.attrs["state"])
    return pick(rng, options)
