"""The command line: ``tokenwire serve``, ``tokenwire model`` and ``tokenwire lambda``."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from service import log
from service.settings import Settings, SettingsError
from service.stop import Stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the process's exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given and (command := _DELEGATED.get(given[0])):
        # What stands behind these is theirs, in its order, --help and -- included.
        return command(given[1:])
    return _serve(_parser().parse_args(given))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tokenwire", description="Streaming LLM chat for Vercel AI SDK frontends, with or without a key."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve the chat over HTTP; settings come from the environment")
    serving.add_argument("--host", help="address to listen on (default: HOST or 127.0.0.1)")
    serving.add_argument("--port", help="port to listen on, 0 for a free one (default: PORT or 8080)")
    serving.add_argument(
        "--fake", action=argparse.BooleanOptionalAction, help="answer from the fake model (default: FAKE_LLM)"
    )
    serving.add_argument("--first-ms", help="the fake's time to its first token (default: FAKE_FIRST_MS or 250)")
    serving.add_argument("--delay-ms", help="the fake's time between tokens (default: FAKE_DELAY_MS or 25)")
    commands.add_parser("model", help="serve the fake model alone; check, torture, record and replay are its commands")
    commands.add_parser("lambda", help="run a function on a local Lambda that streams")
    return parser


@contextmanager
def _lasting() -> Iterator[None]:
    """Make what lasts as long as the process; nobody looks for garbage among it, neither meanwhile nor ever after."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _serve(options: argparse.Namespace) -> int:
    # The other commands, and --help, do not wait for the service's imports.
    with _lasting():
        from service.main import create  # noqa: PLC0415 - as above
        from service.server import AddressUnavailable, serve  # noqa: PLC0415 - as above

    try:
        with _lasting():
            settings = _settings(options)
            log.configure(settings.log_level, settings.secrets)
            stop = Stop()
            app = create(settings, stop=stop)
        serve(app, settings, stop)
    except (SettingsError, AddressUnavailable) as error:
        print(f"tokenwire: {error}", file=sys.stderr)
        return 2
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    given = {
        "HOST": options.host,
        "PORT": options.port,
        "FAKE_LLM": options.fake,
        "FAKE_FIRST_MS": options.first_ms,
        "FAKE_DELAY_MS": options.delay_ms,
    }
    overrides = {name: str(value) for name, value in given.items() if value is not None}
    return Settings.from_env({**os.environ, **overrides})


def _model(rest: Sequence[str]) -> int:
    from fakes.model.__main__ import main as model  # noqa: PLC0415 - only this command needs the fakes

    return model(rest, prog="tokenwire model")


def _lambda(rest: Sequence[str]) -> int:
    from fakes.platform.__main__ import main as platform  # noqa: PLC0415 - only this command needs the fakes

    platform(rest, prog="tokenwire lambda")
    return 0


_DELEGATED: Mapping[str, Callable[[Sequence[str]], int]] = {"model": _model, "lambda": _lambda}
