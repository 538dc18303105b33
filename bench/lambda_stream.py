"""What streaming costs on Lambda, beside awslambdaric's own buffered way: ``python -m bench.lambda_stream``.

Every function runs under an unmodified ``python -m awslambdaric``; both ways are measured in the same run, in turns.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.runtime_sink import RuntimeSink

_INVOCATIONS = 400
_ROUNDS = 3
_FUNCTIONS = ("buffered", "written", "with_prelude", "generated", "awaited", "generated_async", "application")
_LARGE = {"chunks": 102_400, "size": 1024}
_STREAMS = [name for name in _FUNCTIONS if name not in {"buffered", "with_prelude"}]


@contextmanager
def _runtime(name: str, sink: RuntimeSink) -> Iterator[subprocess.Popen[str]]:
    runtime = subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", f"bench.functions.writing.{name}"],
        env={**os.environ, "AWS_LAMBDA_RUNTIME_API": sink.address},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield runtime
    finally:
        runtime.kill()
        runtime.wait()


def _run(name: str, event: dict[str, int], invocations: int) -> tuple[RuntimeSink, str]:
    """Invoke a function so many times; return what was measured and what it printed."""
    sink = RuntimeSink(json.dumps(event).encode(), invocations)
    with _runtime(name, sink) as runtime:
        if not sink.done.wait(300):
            raise TimeoutError(f"{name} did not finish")
        runtime.kill()
        printed, _ = runtime.communicate()
    return sink, printed


def _small() -> None:
    print(f"one chunk of 16 bytes, {_INVOCATIONS * _ROUNDS} invocations each: ms from the event to the response's end")
    durations: dict[str, list[float]] = {name: [] for name in _FUNCTIONS}
    for _ in range(_ROUNDS):
        for name in _FUNCTIONS:
            sink, _printed = _run(name, {"chunks": 1, "size": 16}, _INVOCATIONS)
            # The first of a process pays for what is made lazily.
            durations[name] += sink.durations[1:]
    peer = statistics.median(durations["buffered"])
    for name, seconds in durations.items():
        p50, p95 = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
        print(f"  {name:16} p50 {p50 * 1e3:6.2f}  p95 {p95 * 1e3:6.2f}  {p50 / peer:5.1f} x buffered")


def _large() -> None:
    size = _LARGE["chunks"] * _LARGE["size"] / 1e6
    print(f"{size:.0f} MB in chunks of 1 KiB; awslambdaric's own way ends at 6 MB")
    buffered, _ = _run("buffered", {"chunks": 5 * 1024, "size": 1024}, 1)
    per_chunk = buffered.durations[0] / (5 * 1024)
    print(f"  {'buffered (5 MB)':16} {per_chunk * 1e6:5.1f} us/KiB")
    for name in _STREAMS:
        sink, printed = _run(name, _LARGE, 1)
        before, after, peak = (int(number) / 1024 for number in printed.split()[1:4])
        cost = sink.durations[0] / _LARGE["chunks"]
        print(
            f"  {name:16} {cost * 1e6:5.1f} us/chunk  {cost / per_chunk:4.1f} x buffered"
            f"  RSS {before:.1f} MB before, {after:.1f} after, {peak:.1f} at most"
        )


if __name__ == "__main__":
    _small()
    _large()
