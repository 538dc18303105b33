"""A playbook that follows its files."""

from collections.abc import Iterable
from pathlib import Path

from fakes.model.scenario.finding import Finding
from fakes.model.scenario.playbook import Playbook, PlaybookError
from fakes.model.scenario.reading import Reading, find_files, read_file

Stamp = tuple[int, int, int]
"""What changes when a file does: its modification time in nanoseconds, its size in bytes, its inode."""


class PlaybookSource:
    """Reads files again when they have changed; it looks when it is asked, and never by itself.

    Raises:
        PlaybookError: the files cannot be played when it is made.

    While a changed file is broken, the last good playbook stays, and ``last_error`` tells what is wrong.
    """

    def __init__(self, paths: Iterable[Path | str]) -> None:
        self.last_error: PlaybookError | None = None
        self._paths = tuple(map(Path, paths))
        self._stamps: dict[Path, Stamp] | None = None
        self._readings: dict[Path, Reading] = {}
        self._playbook = Playbook.empty()
        self._refresh()
        if self.last_error:
            raise self.last_error

    def current(self) -> Playbook:
        """Return the playbook as the files are now: the same object as long as none has changed."""
        self._refresh()
        return self._playbook

    def _refresh(self) -> None:
        try:
            stamps = {file: _stamp(file) for file in find_files(self._paths)}
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
            self._playbook = Playbook.of(tuple(self._readings.values()))
            self.last_error = None
        except PlaybookError as error:
            self.last_error = error


def _stamp(file: Path) -> Stamp:
    status = file.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
