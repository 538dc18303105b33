"""The model server as a command, for any command line that wants to offer it."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from fakes.model.pacing import Pacing
from fakes.model.script import Scripts
from fakes.model.server import ModelServer

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to ``parser``."""
    pace = Pacing.realistic()
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=9100, help="the port, 0 for any that is free (%(default)s)")
    parser.add_argument(
        "--first-ms", type=float, default=pace.first_ms, metavar="N", help="time to the first piece (%(default)s)"
    )
    parser.add_argument(
        "--delay-ms", type=float, default=pace.delay_ms, metavar="N", help="time between two pieces (%(default)s)"
    )
    parser.add_argument("--scripts", type=Path, metavar="DIR", help="play DIR/<id>/upstream.json as fake/<id>")
    parser.add_argument("--seed", default="tokenwire", help="another seed, other ids and words (%(default)s)")


async def run(arguments: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM. One line on standard output tells where, and how to try it.

    Raises:
        OSError: the address cannot be listened on.
        ValueError: a pace is negative, or a script cannot be read (ScriptError).
    """
    server = ModelServer(
        scripts=Scripts.load(arguments.scripts) if arguments.scripts else Scripts.empty(),
        pacing=Pacing(first_ms=arguments.first_ms, delay_ms=arguments.delay_ms),
        seed=arguments.seed,
    )
    with _stop_signal() as stopped:
        await server.start(arguments.host, arguments.port)
        try:
            sys.stdout.write(f"fake model at {server.base_url}  {_try(server.base_url)}\n")
            sys.stdout.flush()
            await stopped.wait()
        finally:
            await server.stop()


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


def _try(base_url: str) -> str:
    body = {"model": "demo", "stream": True, "messages": [{"role": "user", "content": "Hello! How are you?"}]}
    return f"curl -N {base_url}/chat/completions -H 'content-type: application/json' -d '{json.dumps(body)}'"
