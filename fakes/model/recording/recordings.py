"""All recordings of a folder, by what was asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fakes.model.recording import recording_file
from fakes.model.recording.asked import Asked
from fakes.model.recording.differences import Difference, differences
from fakes.model.recording.recorded_exchange import RecordedAnswer, RecordedExchange
from fakes.model.recording.volatile import Volatile
from fakes.model.request import Request


@dataclass(frozen=True, slots=True)
class Recording:
    """One request, its answers in the order in which they were recorded, and the file of the first of them."""

    name: str
    asked: Asked
    answers: Sequence[RecordedAnswer]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The recording that is most like a request, and where the two differ."""

    recording: Recording
    differences: Sequence[Difference]


class Recordings:
    """What was recorded. It never changes; who plays it keeps count elsewhere.

    ``exchanges`` come with the names of their files. What is volatile now is left out of them, too, so that old
    recordings can be replayed when more is found to be volatile.
    """

    def __init__(self, exchanges: Iterable[tuple[str, RecordedExchange]], volatile: Volatile) -> None:
        self._volatile = volatile
        answers: defaultdict[str, list[RecordedAnswer]] = defaultdict(list)
        first: dict[str, tuple[str, Asked]] = {}
        for name, exchange in exchanges:
            asked = exchange.asked.settled(volatile)
            first.setdefault(asked.digest, (name, asked))
            answers[asked.digest].append(exchange.answer)
        self._by_digest: Mapping[str, Recording] = {
            digest: Recording(name, asked, tuple(answers[digest])) for digest, (name, asked) in first.items()
        }

    @classmethod
    def load(cls, folder: Path | str, volatile: Volatile | None = None) -> "Recordings":
        """Read a folder of recordings.

        Raises:
            RecordingError: the folder is missing, or a file in it cannot be read, or holds a key.
        """
        return cls(recording_file.read_all(Path(folder)), volatile or Volatile())

    def __iter__(self) -> Iterator[Recording]:
        return iter(self._by_digest.values())

    def __len__(self) -> int:
        return len(self._by_digest)

    def asked(self, request: Request) -> Asked:
        """Return a request as these recordings know it."""
        return Asked.of(request, self._volatile)

    def find(self, asked: Asked) -> Recording | None:
        """Return the recording of exactly this request; None where there is none."""
        return self._by_digest.get(asked.digest)

    def nearest(self, asked: Asked) -> NearMiss | None:
        """Return the recording with the fewest differences, one with the same address before any other."""
        misses = (NearMiss(recording, tuple(_differences(recording.asked, asked))) for recording in self)
        return min(misses, key=lambda miss: _distance(miss, asked), default=None)


def _differences(recorded: Asked, asked: Asked) -> Iterator[Difference]:
    here, there = recorded.document, asked.document
    both_json = recorded.kind == asked.kind == "body"
    yield from differences(
        {**here, "body": None} if both_json else here, {**there, "body": None} if both_json else there
    )
    if both_json:
        # The body's own names, without "body" before each.
        yield from differences(recorded.content, asked.content)


def _distance(miss: NearMiss, asked: Asked) -> tuple[bool, int, str]:
    recorded = miss.recording.asked
    elsewhere = (recorded.method, recorded.target) != (asked.method, asked.target)
    return elsewhere, len(miss.differences), miss.recording.name
