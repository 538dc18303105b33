"""Which scenarios and scripts a session plays: the server's, and those that were handed to it."""

from collections.abc import Callable, Iterable

from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.reading import Reading


class Repertoire:
    """The server's playbook, which may change at any time, and readings that were added behind it.

    ``base`` returns the server's: the same object as long as it is the same.
    """

    def __init__(self, base: Callable[[], Playbook]) -> None:
        self._base = base
        self._alone = False
        self._readings: tuple[Reading, ...] = ()
        self._own = Playbook.empty()
        self._joined: tuple[Playbook, Playbook] | None = None

    def add(self, readings: Iterable[Reading], *, alone: bool = False) -> None:
        """Play these, too; with ``alone`` these and nothing else.

        Raises:
            PlaybookError: something in them is wrong, or has the name of something that is played already.
        """
        added = (*(() if alone else self._readings), *readings)
        beneath = () if alone or self._alone else self._base().readings
        Playbook.of((*beneath, *added))
        self._set(added, alone=alone or self._alone)

    def reset(self) -> None:
        """Play what the server plays."""
        self._set((), alone=False)

    def current(self) -> Playbook:
        """Return what is to be played now: the same object as long as it is the same."""
        if self._alone:
            return self._own
        base = self._base()
        if not self._readings:
            return base
        if self._joined is None or self._joined[0] is not base:
            # A file that has changed may use a name that was free when the other was added, whose it stays.
            self._joined = base, base.joined(self._own)
        return self._joined[1]

    def _set(self, readings: tuple[Reading, ...], *, alone: bool) -> None:
        self._alone = alone
        self._readings = readings
        self._own = Playbook.of(readings)
        self._joined = None
