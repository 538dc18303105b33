"""Recordings being played, and the count of what was played."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fakes.model.api_error import ApiError
from fakes.model.journal import Journal
from fakes.model.recording.asked import Asked
from fakes.model.recording.recordings import Recording, Recordings
from fakes.model.reply import Reply
from fakes.model.request import Request

_SHOWN_DIFFERENCES = 5
_NOT_FOUND = 404


class Replayer:
    """Answers what was recorded, and nothing else.

    A request gets its answers in the order in which they were recorded. When they are used up the next is refused, for
    a loop that asks the same forever must not look like success; with ``repeat`` they begin again. ``speed`` multiplies
    all times, 0 waits for nothing. What cannot be answered goes into the journal.
    """

    def __init__(self, recordings: Recordings, *, journal: Journal, speed: float = 1.0, repeat: bool = False) -> None:
        self._recordings = recordings
        self._journal = journal
        self._speed = speed
        self._repeat = repeat
        self._played: Counter[str] = Counter()

    @classmethod
    def load(cls, folder: Path | str, *, journal: Journal | None = None, speed: float = 1.0) -> "Replayer":
        """Return a player of the recordings in a folder, with the usual volatile fields.

        Raises:
            RecordingError: the folder is missing, or a file in it cannot be read, or holds a key.
        """
        return cls(Recordings.load(folder), journal=journal or Journal(), speed=speed)

    def play(self, request: Request) -> Reply:
        """Return the answer that comes next for a request.

        Raises:
            ApiError: it was not recorded, or is asked more often than it was recorded. The text tells what was.
        """
        asked = self._recordings.asked(request)
        recording = self._recordings.find(asked)
        if recording is None:
            raise self._refused(
                f"{asked.method} {asked.target} is not recorded; {self._nearest(asked)}", "not_recorded"
            )
        if not self._is_left(recording):
            number = f"{len(recording.answers)} times in {recording.name}"
            complaint = f"{asked.method} {asked.target} is recorded {number}, and was asked once more."
            raise self._refused(complaint, "recording_used_up")
        return self._next(recording)

    def has_next(self, request: Request) -> bool:
        """Tell whether there is an answer for a request: it was recorded, and its answers are not used up."""
        recording = self._recordings.find(self._recordings.asked(request))
        return recording is not None and self._is_left(recording)

    def unused(self) -> Iterator[str]:
        """Yield a complaint for every recording that was not asked for, as often as it was recorded."""
        for recording in self._recordings:
            played, number = self._played[recording.asked.digest], len(recording.answers)
            if played < number:
                yield f"{recording.name}: {number - played} of {number} recorded answers were not asked for"

    def _is_left(self, recording: Recording) -> bool:
        return self._repeat or self._played[recording.asked.digest] < len(recording.answers)

    def _next(self, recording: Recording) -> Reply:
        turn = self._played[recording.asked.digest] % len(recording.answers)
        self._played[recording.asked.digest] += 1
        content = recording.asked.content
        model = content.get("model") if isinstance(content, dict) else None
        return recording.answers[turn].reply(speed=self._speed, model=model if isinstance(model, str) else None)

    def _nearest(self, asked: Asked) -> str:
        miss = self._recordings.nearest(asked)
        if miss is None:
            return "there are no recordings."
        shown = "; ".join(map(str, miss.differences[:_SHOWN_DIFFERENCES]))
        more = len(miss.differences) - _SHOWN_DIFFERENCES
        return f"nearest is {miss.recording.name}, where {shown}{f'; and {more} more' if more > 0 else ''}."

    def _refused(self, complaint: str, code: str) -> ApiError:
        self._journal.fail(f"replay: {complaint}")
        return ApiError(_NOT_FOUND, complaint, code=code)
