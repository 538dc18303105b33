"""The function's life on this machine, verb by verb."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.images.command import ROOT, CommandFailed
from scripts.streaming import call, engine, expectation, started
from scripts.streaming.engine import Engine
from scripts.streaming.started import Started

PAYLOADS = ROOT / "tests" / "payloads"
"""Every form of request that the streaming handler takes."""

_PATIENCE = 60.0
"""Seconds until a function that has not started never will."""


def build() -> None:
    """Build the image."""
    engine.find().build()


def run(port: int, *, by: Engine | None = None) -> None:
    """Start the function in the background, and wait until it takes requests.

    Raises:
        CommandFailed: one runs already, the port is taken, or it did not start; nothing is left of it then.
    """
    _nothing_runs()
    _free(port)
    chosen = by or engine.find()
    environ = expectation.told(os.environ)
    running = chosen.start(port, environ, expectation.whole_answer(environ))
    # Before anything else can go wrong: what is not remembered can't be stopped.
    started.remember(running)
    try:
        _wait(running)
    except BaseException:
        print(chosen.log(running)[-2000:], flush=True)
        stop()
        raise
    print(f"runs: {running}\nask it: {running.url}", flush=True)


def test() -> None:
    """Ask it in every form, and show what streams back.

    Raises:
        CommandFailed: nothing runs, or an answer is not what it has to be.
    """
    running = _running()
    wrong = []
    for payload in sorted(PAYLOADS.glob("*.json")):
        print(f"\n$ curl -N {running.url} -d @{payload.relative_to(ROOT)}", flush=True)
        answer = call.ask(running.url, payload, seen=_show)
        if not _right(answer, running.expected):
            wrong.append(payload.name)
    wanted = running.expected or "a stream of text that ends well"
    if wrong:
        raise CommandFailed(f"{', '.join(wrong)}: the answer is not {wanted}")
    print(f"\nright, each of them: {wanted}", flush=True)


def stop() -> None:
    """End what `run` started."""
    running = started.recall()
    if running is None:
        print("nothing to stop: nothing was started", flush=True)
        return
    by = engine.named(running.engine)
    alive = by.running(running)
    by.stop(running)
    started.forget()
    print(f"stopped: {running}" if alive else f"had ended by itself: {running}", flush=True)


def full(port: int) -> None:
    """Build, run, test, stop; what was started is stopped also when something goes wrong.

    Raises:
        CommandFailed: something went wrong.
    """
    _nothing_runs()
    _free(port)
    chosen = engine.find()
    chosen.build()
    try:
        run(port, by=chosen)
        test()
    finally:
        if started.recall() is not None:
            with _undisturbed():
                stop()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C comes from the terminal and from tox: the second may not break off what the first began."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _nothing_runs() -> None:
    running = started.recall()
    if running is None:
        return
    if engine.named(running.engine).running(running):
        raise CommandFailed(f"it runs already ({running}): run `tox -e streaming-stop` first")
    print("what was started last has ended by itself; clearing away what is left of it", flush=True)
    stop()


def _running() -> Started:
    running = started.recall()
    if running is None:
        raise CommandFailed("nothing runs: run `tox -e streaming-run` first")
    by = engine.named(running.engine)
    if not by.running(running):
        raise CommandFailed(f"it has ended by itself ({running}); its last words:\n{by.log(running)[-2000:]}")
    return running


def _free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise CommandFailed(f"port {port} is in use by something that was not started here") from error


def _wait(running: Started) -> None:
    by = engine.named(running.engine)
    deadline = time.monotonic() + _PATIENCE
    while not _answers(running.port):
        if not by.running(running):
            raise CommandFailed("it ended while it started")
        if time.monotonic() > deadline:
            raise CommandFailed(f"it did not take requests within {_PATIENCE:g} seconds")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    """Return whether something speaks HTTP there. A method that invocations don't have invokes nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/2015-03-31/functions/function/invocations")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _show(at: float, line: str) -> None:
    print(f"  {at:6.2f} s  {line}", flush=True)


def _right(answer: call.Call, expected: str | None) -> bool:
    if expected is not None:
        return answer.body == expected.encode()
    codes = [line[:2] for _, line in answer.lines]
    return "0:" in codes and "3:" not in codes and codes[-1] == "d:"
