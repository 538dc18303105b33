"""An answer while it is recorded."""

from collections.abc import Iterator

from fakes.model.recording.recorded_exchange import RecordedAnswer, RecordedEnding, RecordingError
from fakes.model.redaction import Redaction
from fakes.model.script import Pause

_SHORTEST_PAUSE = 0.0005


class Tape:
    """Takes down what comes from the network, and how long it was waited for.

    ``headers`` and ``length`` are those that were announced, ``head_seconds`` the time until they came.
    """

    def __init__(
        self, status: int, headers: tuple[tuple[str, str], ...], length: int | None, head_seconds: float
    ) -> None:
        self._status = status
        self._headers = headers
        self._length = length
        self._head_seconds = head_seconds
        self._pauses: list[float] = []
        self._data: list[bytes] = []

    def add(self, pause: float, data: bytes) -> None:
        """Take down bytes, and the seconds that were waited for them; no bytes at the end."""
        self._pauses.append(pause)
        self._data.append(data)

    def recorded(self, then: RecordedEnding, redaction: Redaction) -> RecordedAnswer:
        """Return what was taken down, without its secrets. An announced length follows the bytes that are left.

        Raises:
            RecordingError: the answer came encoded, so that nobody can tell whether it holds a key.
        """
        encodings = [value for name, value in self._headers if name.lower() == "content-encoding"]
        if any(encoding.strip().lower() != "identity" for encoding in encodings):
            raise RecordingError(f"the answer came encoded ({', '.join(encodings)}), although it was asked not to be")
        data = redaction.data(self._data)
        gone = sum(map(len, self._data)) - sum(map(len, data))
        return RecordedAnswer(
            status=self._status,
            headers=tuple((name, redaction.header(name, value)) for name, value in self._headers),
            frames=tuple(self._frames(data)),
            then=then,
            length=None if self._length is None else self._length - gone,
            head_seconds=self._head_seconds,
        )

    def _frames(self, data: tuple[bytes, ...]) -> Iterator[bytes | Pause]:
        waited = 0.0
        for pause, frame in zip(self._pauses, data, strict=True):
            waited += pause
            if waited >= _SHORTEST_PAUSE:
                yield Pause(waited)
                waited = 0.0
            if frame:
                yield frame
