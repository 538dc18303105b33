"""A server that a person started: it says where it is, and runs until a signal."""

import asyncio
import contextlib
import importlib
import importlib.util
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import Protocol, TypeVar

Result = TypeVar("Result")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(Protocol):
    """What can be run."""

    async def start(self, host: str, port: int) -> None:
        """Listen; port 0 takes any that is free."""
        ...

    async def stop(self) -> None:
        """Stop listening, and cut off every client."""
        ...


async def serve(server: Server, host: str, port: int, greeting: Callable[[], str]) -> None:
    """Serve until SIGINT or SIGTERM. The greeting is said on standard output once the server listens.

    Raises:
        OSError: the address cannot be listened on.
    """
    with _stop_signal() as stopped:
        await server.start(host, port)
        try:
            sys.stdout.write(f"{greeting()}\n")
            sys.stdout.flush()
            await stopped.wait()
        finally:
            await server.stop()


def run(work: Coroutine[object, object, Result]) -> Result:
    """Run a coroutine in an event loop of its own, the quickest that is installed."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(work)


def complain(text: str) -> None:
    """Say something on standard error."""
    sys.stderr.write(f"fake model: {text}\n")
    sys.stderr.flush()


@contextlib.contextmanager
def _stop_signal() -> Iterator[asyncio.Event]:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stopped.set)
    try:
        yield stopped
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return uvloop's event loop where it is installed: the fake then costs the machine less."""
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module("uvloop").new_event_loop
    return factory
