"""Where recordings are put while more of them are made."""

from collections import Counter, defaultdict
from pathlib import Path

from fakes.model.recording import recording_file
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedAnswer, RecordedExchange
from fakes.model.redaction import Redaction


class Tapes:
    """The recordings that are being made in a folder.

    The first answer to a request replaces what an earlier run recorded for it; with ``append`` it comes after that.
    """

    def __init__(self, folder: Path, *, append: bool = False) -> None:
        self._folder = folder
        self._append = append
        self._reserved: Counter[str] = Counter()
        self._kept: defaultdict[str, dict[int, RecordedExchange]] = defaultdict(dict)

    def reserve(self, asked: Asked) -> int:
        """Return the place of an answer that is still to come: by when it was asked for, not by when it ended."""
        self._reserved[asked.digest] += 1
        return self._reserved[asked.digest]

    def keep(self, asked: Asked, place: int, answer: RecordedAnswer, redaction: Redaction) -> None:
        """Write an answer to disk, among the others to the same request.

        Raises:
            RecordingError: a key would be written, or what is to be continued cannot be read.
            OSError: the file cannot be written.
        """
        file = recording_file.path_of(self._folder, asked)
        kept = self._kept[asked.digest]
        if self._append and not kept and file.exists():
            before = recording_file.read(file)
            # Places count from 1: what was there before comes first.
            kept.update(enumerate(before, -len(before)))
        together = {**kept, place: RecordedExchange(asked, answer)}
        recording_file.write(file, [together[at] for at in sorted(together)], redaction)
        kept[place] = together[place]
