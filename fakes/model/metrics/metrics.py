"""The numbers of one server, all of its sessions together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fakes.model.exchange import Exchange
from fakes.model.metrics.exposition import CONTENT_TYPE, Family, Sample, exposition
from fakes.model.metrics.histogram import Histogram
from fakes.model.reply import Body, Frame, Reply

_PREFIX = "fake_model_"


@dataclass(eq=False, slots=True)
class _Measured:
    """An exchange, and what it is counted under."""

    exchange: Exchange
    dialect: str
    status: int
    streams: bool


class Metrics:
    """Counts exchanges. While one runs nothing is done for it: it is read when it has ended, or when somebody asks.

    Times are those of the machine, whatever clock a session has.
    """

    def __init__(self) -> None:
        self._running: set[_Measured] = set()
        self._requests: Counter[tuple[str, str, str]] = Counter()
        self._events: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._first: defaultdict[str, Histogram] = defaultdict(Histogram)
        self._duration: defaultdict[str, Histogram] = defaultdict(Histogram)

    def watch(self, exchange: Exchange, reply: Reply, dialect: str) -> None:
        """Count an exchange that begins. ``dialect`` is the name of the API that answers."""
        measured = _Measured(exchange, dialect, reply.status, reply.body.length is None)
        self._running.add(measured)
        if reply.faults:
            self._faults.update(reply.faults)
        exchange.on_end = lambda: self._end(measured)

    def reply(self, *, open_sockets: int, unmatched: int) -> Reply:
        """Return all numbers as Prometheus reads them; two are counted elsewhere."""
        data = exposition(self._families(open_sockets, unmatched))
        return Reply(200, (("content-type", CONTENT_TYPE),), Body((Frame(0.0, data),), length=len(data)))

    def _end(self, measured: _Measured) -> None:
        exchange, dialect = measured.exchange, measured.dialect
        self._running.discard(measured)
        self._requests[dialect, str(measured.status), exchange.outcome] += 1
        self._events[dialect] += exchange.events_sent
        self._bytes[dialect] += exchange.bytes_sent
        self._duration[dialect].observe((exchange.finished or exchange.started) - exchange.started)
        if exchange.first_event is not None:
            self._first[dialect].observe(exchange.first_event - exchange.started)

    def _families(self, open_sockets: int, unmatched: int) -> Iterator[Family]:
        events, size = self._events.copy(), self._bytes.copy()
        for running in self._running:
            events[running.dialect] += running.exchange.events_sent
            size[running.dialect] += running.exchange.bytes_sent
        streams = sum(running.streams for running in self._running)
        requests = (
            Sample(count, {"dialect": dialect, "status": status, "outcome": outcome})
            for (dialect, status, outcome), count in sorted(self._requests.items())
        )
        yield Family(f"{_PREFIX}requests_total", "counter", "Requests whose answers have ended.", requests)
        yield Family(f"{_PREFIX}events_sent_total", "counter", "Events that sockets took.", _by("dialect", events))
        yield Family(
            f"{_PREFIX}bytes_sent_total", "counter", "Bytes of bodies that sockets took.", _by("dialect", size)
        )
        yield Family(f"{_PREFIX}open_sockets", "gauge", "Connections of clients.", (Sample(open_sockets),))
        yield Family(f"{_PREFIX}running_streams", "gauge", "Streams under way.", (Sample(streams),))
        yield Family(
            f"{_PREFIX}first_event_seconds",
            "histogram",
            "From the request to its first event.",
            _all(self._first),
        )
        yield Family(
            f"{_PREFIX}duration_seconds",
            "histogram",
            "From the request to the end of its answer.",
            _all(self._duration),
        )
        yield Family(
            f"{_PREFIX}unmatched_requests_total", "counter", "Requests that no scenario matched.", (Sample(unmatched),)
        )
        yield Family(f"{_PREFIX}faults_total", "counter", "Faults laid on answers.", _by("kind", self._faults))


def _by(label: str, counts: Counter[str]) -> Iterable[Sample]:
    return (Sample(count, {label: name}) for name, count in sorted(counts.items()))


def _all(histograms: dict[str, Histogram]) -> Iterable[Sample]:
    return (sample for name, each in sorted(histograms.items()) for sample in each.samples({"dialect": name}))
