"""Times are integers: microseconds since 1970-01-01T00:00:00Z."""

import calendar
import time

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 3600 * SECOND
DAY = 24 * HOUR
NEVER = -(1 << 62)
FOREVER = 1 << 62

_minutes = {}


def parse(text):
    """Read `2016-05-01` or `2016-05-01T00:00:00Z`, always UTC."""
    form = "%Y-%m-%dT%H:%M:%S" if "T" in text else "%Y-%m-%d"
    return calendar.timegm(time.strptime(text.rstrip("Z"), form)) * SECOND


def _spell(us, joint):
    """The date and time without zone; the fraction only if there is one."""
    minute, rest = divmod(us, MINUTE)
    key = (minute, joint)
    head = _minutes.get(key)
    if head is None:
        head = time.strftime(f"%Y-%m-%d{joint}%H:%M:",
                             time.gmtime(minute * 60))
        _minutes[key] = head
    second, fraction = divmod(rest, SECOND)
    if fraction:
        return f"{head}{second:02d}.{fraction:06d}"
    return f"{head}{second:02d}"


def bare(us):
    """As Ceilometer's API prints a timestamp: `2016-05-01T08:40:00`."""
    return _spell(us, "T")


def spaced(us):
    """As Nova prints the hours of an audit: `2016-05-01 08:00:00`."""
    return _spell(us, " ")


def zulu(us):
    """Whole seconds and a Z, as Glance and our own records have them."""
    return _spell(us - us % SECOND, "T") + "Z"


def offset(us, joint="T"):
    """Whole seconds and +00:00, as Cinder (T) and Nova (space) have them."""
    return _spell(us - us % SECOND, joint) + "+00:00"


def micros(us):
    """Six digits whatever they are, as Nova prints launched_at."""
    return f"{_spell(us - us % SECOND, 'T')}.{us % SECOND:06d}"
