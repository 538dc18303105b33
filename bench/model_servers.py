"""The fake model server beside other fake model servers, in one run: ``python -m bench.model_servers``.

Every server gives the same answer of 200 pieces. They are measured in turns, each round with processes of their own;
what is printed are medians, and ratios to ours. Ratios travel from machine to machine, milliseconds do not.
"""

import argparse
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.http_bytes import LAST_CHUNK
from bench.model_peers import EVENT, PIECES, Peer, chat_request, events, peers
from bench.quick_loop import run
from bench.server_process import ServerProcess, exchange, free_port, running
from bench.stream_client import flood, paced

_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a server is without a delay, and what it costs. Memory is in MB."""

    start: float
    events: int
    streams: float
    per_cpu: float
    idle_memory: float
    memory: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How late pieces come, in milliseconds behind their time since the first one, and how long a stream takes."""

    p50: float
    p99: float
    stretch: float


@contextlib.contextmanager
def _served(peer: Peer, delay_ms: int) -> Iterator[tuple[ServerProcess, float]]:
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        running(peer.command(port, delay_ms, Path(folder)), port, peer.env) as server,
    ):
        server.greeted(lambda port: exchange(port, chat_request(), LAST_CHUNK))
        started = time.perf_counter() - server.began
        peer.prepare(port)
        yield server, started


def _speed(peer: Peer, seconds: float) -> Speed:
    with _served(peer, 0) as (server, started):
        idle = server.memory()
        number = events(server.port)
        request = chat_request()
        run(flood(server.port, request, connections=_CONNECTIONS, seconds=seconds / 3, mark=EVENT))
        before = server.cpu()
        flooded = run(flood(server.port, request, connections=_CONNECTIONS, seconds=seconds, mark=EVENT))
        spent = server.cpu() - before
        return Speed(started, number, flooded.rate, flooded.streams / spent, idle, server.memory())


def _pace(peer: Peer, streams: int, delay_ms: int) -> Pace:
    with _served(peer, delay_ms) as (server, _):
        arrived = run(paced(server.port, chat_request(), mark=EVENT, streams=streams))
    # The first event of every one of them only says who speaks.
    pieces = [arrivals[1 : PIECES + 1] for arrivals in arrived]
    lateness = [
        abs(arrival - arrivals[0] - piece * delay_ms / 1e3) * 1e3
        for arrivals in pieces
        for piece, arrival in enumerate(arrivals)
    ]
    ideal = (PIECES - 1) * delay_ms / 1e3
    taken = statistics.median(arrivals[-1] - arrivals[0] for arrivals in pieces)
    cuts = statistics.quantiles(lateness, n=100)
    return Pace(cuts[49], cuts[98], taken / ideal)


def main(argv: Sequence[str]) -> None:
    """Measure, and print a table, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.model_servers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (%(default)s)")
    parser.add_argument("--seconds", type=float, default=3.0, help="of load, each time (%(default)s)")
    parser.add_argument("--streams", type=int, default=32, help="that are paced at the same time (%(default)s)")
    parser.add_argument("--delay", type=int, default=10, help="ms between two pieces of theirs (%(default)s)")
    parser.add_argument("--peers", help="some of the servers, by their names (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(argv)
    wanted = options.peers.split(",") if options.peers else None
    compared = [peer for peer in peers() if wanted is None or peer.name in wanted]
    speeds: dict[str, list[Speed]] = {peer.name: [] for peer in compared}
    paces: dict[str, list[Pace]] = {peer.name: [] for peer in compared}
    for _ in range(options.rounds):
        for peer in compared:
            speeds[peer.name].append(_speed(peer, options.seconds))
            paces[peer.name].append(_pace(peer, options.streams, options.delay))
    rows = [_row(peer, speeds[peer.name], paces[peer.name]) for peer in compared]
    if options.json:
        json.dump(rows, sys.stdout, indent=2)
    else:
        _print(rows)
        sys.stdout.write(
            f"{_CONNECTIONS} connections without a delay; {options.streams} streams at {options.delay} ms between two "
            "pieces: lateness behind the first piece, and the stream's length over the ideal one\n"
        )


def _row(peer: Peer, speeds: Sequence[Speed], paces: Sequence[Pace]) -> dict[str, str | float]:
    def speed(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in speeds))

    def pace(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in paces))

    return {
        "server": peer.name,
        "version": peer.version,
        "events": speed("events"),
        "start s": round(speed("start"), 2),
        "streams/s": round(speed("streams")),
        "streams/CPU s": round(speed("per_cpu")),
        "MB idle": round(speed("idle_memory"), 1),
        "MB after": round(speed("memory"), 1),
        "late p50 ms": round(pace("p50"), 2),
        "late p99 ms": round(pace("p99"), 2),
        "stretch": round(pace("stretch"), 3),
    }


def _print(rows: Sequence[dict[str, str | float]]) -> None:
    ours = float(rows[0]["streams/CPU s"])
    lines = [[*rows[0], "ours is"]]
    lines += [[*map(str, row.values()), f"{ours / float(row['streams/CPU s']):.1f} x"] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        sys.stdout.write("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
