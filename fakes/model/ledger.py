"""What became of the scenarios of a server over its whole life, in sessions that are gone as well."""

from collections import deque
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fakes.model.session import Session

KEPT_FAILURES = 1000
"""How many failures, and as many unmatched requests, of sessions that are gone are remembered."""

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """Scenarios by name and file, requests and failures in words. ``shadowed`` are among ``unused``."""

    unused: tuple[str, ...] = ()
    shadowed: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    unmatched_count: int = 0
    spoken_count: int = 0

    @property
    def clean(self) -> bool:
        """Whether every scenario spoke, every request was matched, and nothing failed."""
        return not (self.unused or self.unmatched_count or self.failures)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        known = self.spoken_count + len(self.unused)
        yield f"{self.spoken_count} of {known} scenarios spoke, {self.unmatched_count} requests were unmatched"
        yield from (f"unused: {name}{' (shadowed)' * (name in self.shadowed)}" for name in self.unused)
        yield from (f"unmatched: {request}" for request in self.unmatched)
        yield from (f"failure: {failure}" for failure in self.failures)


class Ledger:
    """Adds up what sessions have seen before they forget it."""

    def __init__(self) -> None:
        self._known: dict[_Key, None] = {}
        self._spoken: set[_Key] = set()
        self._shadowed: set[_Key] = set()
        self._unmatched: deque[str] = deque(maxlen=KEPT_FAILURES)
        self._unmatched_count = 0
        self._failures: deque[str] = deque(maxlen=KEPT_FAILURES)

    def note_failures(self, failures: Iterable[str]) -> None:
        """Remember failures that are about to be forgotten."""
        self._failures.extend(failures)

    def note_counts(self, session: "Session") -> None:
        """Remember the counts of a session that are about to be forgotten."""
        shadowed = set(session.cast.shadowed())
        for role in session.cast.roles:
            key = (role.scenario.name, role.scenario.file)
            self._known[key] = None
            if role.spoken:
                self._spoken.add(key)
            elif role.scenario.name in shadowed:
                self._shadowed.add(key)
        self._unmatched.extend(session.cast.missed)
        self._unmatched_count += session.cast.unmatched

    def report(self, sessions: Iterable["Session"]) -> Report:
        """Return what all sessions have seen: those that are gone, and these, which go on."""
        # What is still to be forgotten must not be noted twice.
        total = deepcopy(self)
        for session in sessions:
            total.note_counts(session)
            total.note_failures(session.verdict())
        return total.summary()

    def summary(self) -> Report:
        """Return what sessions that are gone have seen."""
        unused = [key for key in self._known if key not in self._spoken]
        return Report(
            unused=tuple(map(_named, unused)),
            shadowed=tuple(_named(key) for key in unused if key in self._shadowed),
            unmatched=tuple(self._unmatched),
            failures=tuple(self._failures),
            unmatched_count=self._unmatched_count,
            spoken_count=len(self._spoken),
        )


def _named(key: _Key) -> str:
    name, file = key
    return f"'{name}' ({file})"
