"""A Lambda function that is handed the same event again and again."""

from dataclasses import dataclass
from threading import Event

from bench.connection import InvalidAnswer
from bench.lambda_function import LambdaFunction
from bench.runtime_sink import RuntimeSink
from bench.server_process import ServerProcess, running
from bench.stand import Stand

_PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Invoked:
    """What that took: seconds to the first request for an event, of every invocation, and MB of memory on top."""

    init: float
    durations: list[float]
    growth: float


def invoked(stand: Stand, function: LambdaFunction, event: bytes, invocations: int, marks: int) -> Invoked:
    """Run a function so many times.

    Args:
        stand: with the upstream that a chat asks.
        function: that is run.
        event: that it is handed.
        invocations: how often.
        marks: that every answer has to hold.

    Raises:
        InvalidAnswer: an answer is not whole.
        ServerDied: the runtime did.
        TimeoutError: it does not come to an end.
    """
    sink = RuntimeSink(event, invocations)
    env = function.env(sink.address, f"http://127.0.0.1:{stand.upstream.port}")
    with running(function.command(), 0, env) as runtime:
        _await(sink.started, runtime)
        runtime.forget_peak()
        memory = runtime.memory()
        sink.go.set()
        _await(sink.done, runtime)
        growth = runtime.peak_memory() - memory
    if sink.marks != marks * invocations:
        raise InvalidAnswer(f"{function.name} wrote {sink.marks} of {marks * invocations}")
    return Invoked(sink.ready - runtime.began, sink.durations, growth)


def _await(event: Event, runtime: ServerProcess) -> None:
    for _ in range(_PATIENCE):
        if event.wait(1.0):
            return
        runtime.check()
    raise TimeoutError("the function does not go on")
