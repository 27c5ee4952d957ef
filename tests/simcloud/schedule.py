"""When a poller or an audit looks, and when it was down."""

from .times import NEVER


class Schedule:
    """Looks at OFFSET plus every multiple of PERIOD, outside the GAPS."""

    def __init__(self, offset, period, gaps=()):
        self.offset = offset
        self.period = period
        self.gaps = tuple(gaps)

    def down(self, at):
        return any(lo <= at < hi for lo, hi in self.gaps)

    def slots(self, lo, hi):
        """All looks in [lo, hi)."""
        at = self._at_or_after(lo)
        while at < hi:
            if not self.gaps or not self.down(at):
                yield at
            at += self.period

    def before(self, at):
        """The last look before AT; one at AT itself sees what is new."""
        at = self._at_or_after(at) - self.period
        while self.down(at):
            at -= self.period
        return at

    def after(self, at):
        """The first look at AT or later."""
        at = self._at_or_after(at)
        while self.down(at):
            at += self.period
        return at

    def _at_or_after(self, at):
        return at + (self.offset - at) % self.period


class NoSchedule:
    """Nobody looks: an instance without a host."""

    def slots(self, lo, hi):
        return ()

    def before(self, at):
        return NEVER

    def after(self, at):
        return at
