"""The platform as a command, for any command line that wants to offer it."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from fakes.platform.bandwidth import Bandwidth
from fakes.platform.cors import Cors
from fakes.platform.function import Function
from fakes.platform.platform import Platform

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to ``parser``."""
    parser.add_argument("handler", metavar="HANDLER", help="what the runtime loads, as in module.function")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=9000, help="the port, 0 for any that is free (%(default)s)")
    parser.add_argument("--timeout", type=_seconds, default=300.0, metavar="S", help="seconds (%(default)s)")
    parser.add_argument("--memory", type=_count, default=1024, metavar="MB", help="(%(default)s)")
    parser.add_argument("--concurrency", type=_count, default=10, metavar="N", help="sandboxes (%(default)s)")
    parser.add_argument("--name", default="function", help="the function's name (%(default)s)")
    parser.add_argument("--env-file", type=Path, metavar="FILE", help="environment variables, NAME=value")
    parser.add_argument(
        "--invoke-mode", choices=["BUFFERED", "RESPONSE_STREAM"], default="RESPONSE_STREAM", help="(%(default)s)"
    )
    parser.add_argument("--bandwidth", action="store_true", help="stream as AWS does: 6 MB at once, then 2 MB/s")
    parser.add_argument("--reload", action="store_true", help="new sandboxes when a Python file changes")
    cors = parser.add_argument_group("CORS", "answered by the URL; what is not said is allowed")
    cors.add_argument("--cors", action="store_true", help="answer cross-origin requests; implied by the others")
    for name in ("origins", "methods", "headers", "expose"):
        cors.add_argument(f"--cors-{name}", type=_listed, metavar="A,B")
    cors.add_argument("--cors-credentials", action="store_true", default=None)
    cors.add_argument("--cors-max-age", type=_count, metavar="S")


async def run(arguments: argparse.Namespace, command: Sequence[str]) -> None:
    """Serve until SIGINT or SIGTERM. The first lines tell where.

    Raises:
        OSError: the address cannot be listened on, or the environment file cannot be read.
    """
    function = _function(arguments, command)
    platform = Platform(function, host=arguments.host, port=arguments.port, reload=arguments.reload)
    with _stop_signal() as stopped:
        async with platform:
            sys.stdout.write(
                f"Function URL {platform.function_url}  ({function.invoke_mode})\n"
                f"Invoke       {platform.invoke_url}\n"
                f"SDKs         --endpoint-url {platform.url}\n"
            )
            sys.stdout.flush()
            await stopped.wait()


def _function(arguments: argparse.Namespace, command: Sequence[str]) -> Function:
    return Function(
        handler=arguments.handler,
        command=tuple(command) or None,
        environ=_environ(arguments.env_file) if arguments.env_file else {},
        name=arguments.name,
        timeout=arguments.timeout,
        memory=arguments.memory,
        concurrency=arguments.concurrency,
        invoke_mode=arguments.invoke_mode,
        cors=_cors(arguments),
        bandwidth=Bandwidth() if arguments.bandwidth else None,
    )


def _cors(arguments: argparse.Namespace) -> Cors | None:
    names = ("origins", "methods", "headers", "expose", "credentials", "max_age")
    given = {name: getattr(arguments, f"cors_{name}") for name in names}
    said = {name: value for name, value in given.items() if value is not None}
    return Cors(**said) if arguments.cors or said else None


def _environ(path: Path) -> dict[str, str]:
    from dotenv import dotenv_values  # noqa: PLC0415 - only this option needs it

    with path.open(encoding="utf-8") as stream:
        return {name: value for name, value in dotenv_values(stream=stream).items() if value is not None}


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


def _port(text: str) -> int:
    number = int(text)
    if number not in range(65536):
        raise ValueError(text)
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise ValueError(text)
    return seconds


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


# argparse names the type in its complaint.
_port.__name__, _count.__name__, _seconds.__name__ = "port", "number above 0", "number of seconds"
