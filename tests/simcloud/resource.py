"""One life: what was true of a resource, and what was seen of it.

A *view* is what a look at the resource shows from some moment on. A *phase*
is a stretch of its life that is billed to one project, class and size, or
not billed at all; many views can make up one phase. A *row* is one sample.
"""

from typing import NamedTuple, Optional

from .times import NEVER, SECOND, bare

GONE = "deleted"


class Key(NamedTuple):
    """What a report line is about."""
    project: str
    cls: Optional[str]
    size: Optional[int]


class Phase(NamedTuple):
    at: int
    key: Optional[Key]  # None: not billed
    visible: bool       # the routine look would show it
    ends: bool          # the resource was deleted here


def lasting(rng, low, high):
    """Between LOW and HIGH seconds."""
    return int(rng.uniform(low, high) * SECOND)


class View:
    """What a look shows from AT on; the texts are made when first needed."""

    __slots__ = ("at", "attrs", "phase", "text", "audit")

    def __init__(self, at, attrs, phase):
        self.at = at
        self.attrs = attrs
        self.phase = phase
        self.text = None
        self.audit = None


class Row:
    """One sample. PHASE is the one that it proves; -1: none."""

    __slots__ = ("at", "life", "text", "phase", "kind", "dated", "audit",
                 "lag", "copy_of", "order")

    def __init__(self, at, life, text, phase, kind, dated=False, audit=""):
        self.at = at
        self.life = life
        self.text = text
        self.phase = phase
        self.kind = kind    # poll, audit, event; create: an event that ends one
        self.dated = dated  # it bears the date of the deletion
        self.audit = audit  # metadata of the audited hour
        self.lag = 0        # from its time to its arrival
        self.copy_of = None
        self.order = 0

    @property
    def told(self):
        return self.kind in ("event", "create")


class SampleText:
    """A sample of Ceilometer's API with its times and id left open."""

    def __init__(self, meter, unit, volume, user, project, resource, meta):
        user = f'"{user}"' if user else "null"
        project = f'"{project}"' if project else "null"
        self.head = (f'{{"source":"openstack","counter_name":"{meter}",'
                     f'"counter_type":"gauge","counter_unit":"{unit}",'
                     f'"counter_volume":{volume},"user_id":{user},'
                     f'"project_id":{project},"resource_id":"{resource}",'
                     '"timestamp":"')
        self.meta = meta[1:]

    def line(self, row, message_id):
        return (f'{self.head}{bare(row.at)}","recorded_at":"'
                f'{bare(row.at + row.lag)}","resource_metadata":'
                f'{{{row.audit}{self.meta},"message_id":"{message_id}"}}\n')


class Resource:
    """Base of the four types. Subclasses say what a view looks like."""

    type = None
    grace = None     # seconds, the default of ow-normalize
    unbilled = ()

    def __init__(self, cloud, rng, ident, name, **attrs):
        self.cloud = cloud
        self.rng = rng
        self.id = ident
        self.name = name
        self.attrs = attrs
        self.views = []
        self.phases = [Phase(NEVER, None, False, False)]
        self.rows = []
        self.created = None
        self.deleted = None
        self.notes = []
        self.fragile = True  # all that tells of its deletion may get lost
        self.now = NEVER

    # What subclasses say.

    def key(self, attrs):
        raise NotImplementedError

    def billed(self, attrs):
        return attrs["state"] not in self.unbilled

    def visible(self, attrs):
        """Would the routine look show this?"""
        raise NotImplementedError

    def watch(self, attrs):
        """The schedule of the routine look at this."""
        raise NotImplementedError

    def text(self, attrs, event=None, **extra):
        """What a sample of this shows; no event: the routine look."""
        raise NotImplementedError

    # What a story is made of.

    def set(self, at, **changes):
        """From AT on the resource is different."""
        self.now = max(self.now, at)
        self.attrs = {**self.attrs, **changes}
        key = self.key(self.attrs) if self.billed(self.attrs) else None
        if key != self.phases[-1].key:
            self.phases.append(Phase(at, key, self.visible(self.attrs),
                                     self.attrs["state"] == GONE))
        self.views.append(View(at, self.attrs, len(self.phases) - 1))

    def event(self, at, name, kind="event", dated=False, tells=True,
              shown=None, **extra):
        """A notification goes out; SHOWN overrides what is true."""
        self.now = max(self.now, at)
        attrs = {**self.attrs, **shown} if shown else self.attrs
        phase = len(self.phases) - 1 if tells else -1
        self.rows.append(Row(at, self, self.text(attrs, name, **extra),
                             phase, kind, dated))

    def note(self, text):
        self.notes.append(text)

    # Routine looks, once the story is written.

    def spans(self, end):
        """Each view with the time the next one takes its place."""
        ends = [view.at for view in self.views[1:]] + [end]
        return zip(self.views, ends)

    def view_at(self, at):
        found = None
        for view in self.views:
            if view.at > at:
                break
            found = view
        return found

    def view_text(self, view):
        if view.text is None:
            view.text = self.text(view.attrs)
        return view.text

    def look(self, begin, end):
        """Add the rows of all routine looks in [begin, end)."""
        for view, until in self.spans(end):
            if not self.visible(view.attrs):
                continue
            slots = self.watch(view.attrs).slots(max(view.at, begin),
                                                 min(until, end))
            text = self.view_text(view)
            self.rows += [Row(at, self, text, view.phase, "poll")
                          for at in slots]

    def look_once(self, at, view):
        """A look out of turn; AT is a time at which VIEW still showed."""
        if view is not None and self.visible(view.attrs):
            self.rows.append(Row(at, self, self.view_text(view), view.phase,
                                 "poll"))

    def next_look(self, phase):
        """Who would show this phase, or that it is over: its schedule."""
        shown = [v for v in self.views if v.phase == phase]
        return self.watch(shown[0].attrs) if shown else None
