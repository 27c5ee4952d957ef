"""What goes wrong between the cloud and the file."""

from .times import HOUR, MINUTE, SECOND


def strike(cloud, lives):
    """Everything that the options ask for; the rows that are left."""
    o = cloud.options
    for life in lives:
        rng = cloud.rng("damage", life.id)
        if o.ties:
            tie(life, rng)
        if o.polls_only and life.type == "instance":
            life.rows = [r for r in life.rows if r.kind == "poll"]
        if o.seen_by:
            life.rows = [r for r in life.rows
                         if (r.kind == "poll") == (o.seen_by == "polls")]
        if o.lost:
            lose(life, rng, o.lost)
        life.rows = [r for r in life.rows
                     if not any(lo <= r.at < hi for lo, hi in cloud.collector)
                     or life.type == "floating_ip"]
        if unknowable(life):
            life.rows = []
        for row in life.rows:
            row.lag = 50_000 + int(rng.random() * 1_800_000)
        if o.late:
            delay(life, rng, o.late)
        if o.dups:
            life.rows += doubles(life, rng, o.dups)


def tie(life, rng):
    """A look that was one instant too early to see what an event tells."""
    for row in list(life.rows):
        if row.told and row.at == life.phases[row.phase].at:
            before = [v for v in life.views if v.at < row.at]
            if before and life.type != "volume" and rng.random() < 0.4:
                life.look_once(row.at, before[-1])


def lose(life, rng, share):
    """Single events, and sometimes all events of the deletion, with or
    without the audit that still tells of it."""
    life.rows = [r for r in life.rows if not r.told or rng.random() >= share]
    if life.deleted is None or not life.fragile or rng.random() > 2 * share:
        return
    life.note("the events of its deletion were lost")
    since = life.deleted - 30 * SECOND
    life.rows = [r for r in life.rows if not r.told or r.at < since]
    if rng.random() < 0.5:
        life.note("and the audit after it")
        life.rows = [r for r in life.rows
                     if r.kind != "audit" or r.at < life.deleted]


def unknowable(life):
    """It never was fit for use, and only its deletion is left to be seen:
    nobody could tell it from one that was."""
    return (all(p.key is None for p in life.phases) and life.deleted
            and all(r.at > life.deleted - 30 * SECOND for r in life.rows))


def doubles(life, rng, share):
    """Delivered twice (same message id), or processed twice (another one)."""
    made = []
    for row in life.rows:
        if rng.random() < share:
            made.append(copy(row, rng.random() < 0.5,
                             row.lag + int(rng.random() * 5 * SECOND)))
    return made


def copy(row, same_id, lag):
    twin = type(row)(row.at, row.life, row.text, row.phase, row.kind,
                     row.dated, row.audit)
    twin.lag = lag
    twin.copy_of = row if same_id else None
    return twin


def delay(life, rng, share):
    for row in life.rows:
        if rng.random() < share:
            row.lag += int(rng.uniform(10 * MINUTE, 2 * HOUR))
