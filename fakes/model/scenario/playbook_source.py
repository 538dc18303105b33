"""A playbook that follows its files."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fakes.model.scenario.finding import Finding
from fakes.model.scenario.playbook import Playbook, PlaybookError
from fakes.model.scenario.reading import Reading, Stamp, find_files, read_file
from fakes.model.script import Scripts


class PlaybookSource:
    """Reads files again when they have changed; it looks when it is asked, and never by itself.

    Raises:
        PlaybookError: the files cannot be played when it is made.

    While a changed file is broken, the last good playbook stays, and ``last_error`` tells what is wrong; ``tell`` hears
    it once. ``scripts`` are played, too; of those with the same name the file's is.
    """

    def __init__(
        self,
        paths: Iterable[Path | str],
        *,
        scripts: Scripts | None = None,
        tell: Callable[[str], object] | None = None,
    ) -> None:
        self.last_error: PlaybookError | None = None
        self._beneath = Playbook(scripts=scripts or Scripts.empty())
        self._tell = tell
        self._paths = tuple(map(Path, paths))
        self._stamps: Mapping[Path, Stamp] | None = None
        self._readings: dict[Path, Reading] = {}
        self._playbook = Playbook.empty()
        self._refresh()
        if self.last_error:
            raise self.last_error

    def current(self) -> Playbook:
        """Return the playbook as the files are now: the same object as long as none has changed."""
        known = self.last_error
        self._refresh()
        # Files that cannot be listed are looked for again each time, and are the same error each time.
        if self._tell and self.last_error and str(self.last_error) != str(known):
            self._tell(str(self.last_error))
        return self._playbook

    def _refresh(self) -> None:
        try:
            stamps = find_files(self._paths)
        except OSError as error:
            self.last_error = PlaybookError([Finding("the files of scenarios", f"cannot be listed: {error}")])
            self._stamps = None
            return
        if stamps == self._stamps:
            return
        known = self._stamps or {}
        # Stamped before they are read: a change in between is seen next time.
        self._readings = {
            file: self._readings[file] if known.get(file) == stamp else read_file(file)
            for file, stamp in stamps.items()
        }
        self._stamps = stamps
        try:
            self._playbook = self._beneath.joined(Playbook.of(tuple(self._readings.values())))
            self.last_error = None
        except PlaybookError as error:
            self.last_error = error
