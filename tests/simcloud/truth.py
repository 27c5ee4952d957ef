"""What is to be billed, and how exactly the rows that are left can tell it.

A boundary between two phases is exact where an event showed it or a date in
the metadata names it. Elsewhere it lies between the last row that shows what
was before and the first that shows what came after, and a routine look that
would have shown the new phase and did not narrows that further. A tool may
put the boundary anywhere in that stretch, and nowhere else.
"""

from .times import FOREVER, HOUR, NEVER, SECOND

ROUNDING = 3 * SECOND


def judge(life, start, till):
    """One truth entry for the life, and one for each of its lines."""
    shown = sorted((r for r in life.rows if r.phase >= 0 and not r.copy_of),
                   key=lambda r: r.at)
    seconds, slack, doubt = {}, {}, 0
    for i, phase in enumerate(life.phases):
        held = clip(phase.at, end_of(life, i), start, till)
        if phase.key:
            seconds[phase.key] = seconds.get(phase.key, 0) + held
        if i == 0:
            continue
        before = life.phases[i - 1].key
        lo, hi = boundary(life, shown, i)
        unsure = clip(lo, hi, start, till) + lateness(life, i)
        for key in {before, phase.key} - {None}:
            slack[key] = slack.get(key, 0) + unsure
        if (before is None) != (phase.key is None):
            doubt += unsure
    lines = [(key, seconds[key], slack.get(key, 0) + ROUNDING)
             for key in seconds if seconds[key] or slack.get(key)]
    return lines, sum(seconds.values()), doubt + ROUNDING


def clip(lo, hi, start, till):
    return max(0, min(hi, till) - max(lo, start))


def end_of(life, i):
    return life.phases[i + 1].at if i + 1 < len(life.phases) else FOREVER


def boundary(life, shown, i):
    """Where the beginning of phase I can be put, as (earliest, latest)."""
    phase = life.phases[i]
    at = phase.at
    if phase.ends and any(r.dated for r in shown):
        return at, at
    first = first_sign(life, shown, i)
    limit = first.at if first else FOREVER
    last = next((r for r in reversed(shown)
                 if r.phase < i and r.at <= limit), None)
    if first and first.told and first.at - at <= 3 * SECOND and (
            last or first.kind == "create"):
        return at, at
    created = creation(life, shown)
    if last is None and created is not None:
        return created, at
    lo = last.at if last else NEVER
    hi = limit
    if phase.visible:
        lo = max(lo, life.next_look(i).before(at))
    if first is None:
        before = life.next_look(i - 1) or life.next_look(i)
        hi = max(at, before.after(at)) + SECOND
    return min(lo, at), max(hi, at)


def first_sign(life, shown, i):
    """The first row that shows phase I or a later one. Polls of a host that
    an instance came back to are none: an agent that went on polling what had
    moved away would send the same."""
    signs = [r for r in shown if r.phase >= i]
    if life.type == "instance" and came_back(life, i):
        signs = [r for r in signs if r.kind != "poll"] or signs
    return signs[0] if signs else None


def came_back(life, i):
    """Was it on this phase's host before, no more than a grace period ago?"""
    view = next((v for v in life.views if v.phase == i), None)
    host = view and view.attrs["host"]
    before = [v for v in life.views if view and v.at < view.at]
    away = [n for n, v in enumerate(before) if v.attrs["host"] == host]
    return (bool(away) and away[-1] < len(before) - 1
            and view.at - before[away[-1] + 1].at
            < life.grace * SECOND + life.cloud.options.poll)


def creation(life, shown):
    """What any row says of it; polled instances never do."""
    if life.type == "instance":
        shown = [r for r in shown if r.kind != "poll"]
    return life.created if shown else None


def lateness(life, i):
    """A row that arrives late and shows another phase than its neighbours
    may cost a grace period."""
    o = life.cloud.options
    if not o.late:
        return 0
    at = life.phases[i].at
    reach = life.grace * SECOND + HOUR
    late = any(r.lag > 9 * 60 * SECOND and abs(r.at - at) <= reach
               for r in life.rows)
    return life.grace * SECOND if late else 0
