"""The command line: ``tokenwire serve``, ``tokenwire model`` and ``tokenwire lambda``."""

import argparse
import os
import sys
from collections.abc import Sequence

from service import log
from service.main import create
from service.server import AddressUnavailable, serve
from service.settings import Settings, SettingsError
from service.stop import Stop


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the process's exit code."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if options.run is _serve and rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        code: int = options.run(options, rest)
    except (SettingsError, AddressUnavailable) as error:
        print(f"tokenwire: {error}", file=sys.stderr)
        return 2
    return code


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
    serving.set_defaults(run=_serve)
    # The fake's own command line does the rest, --help included.
    modelling = commands.add_parser("model", help="serve the fake model alone, for any OpenAI client", add_help=False)
    modelling.set_defaults(run=_model)
    lambdas = commands.add_parser("lambda", help="run a function on a local Lambda that streams", add_help=False)
    lambdas.set_defaults(run=_lambda)
    return parser


def _serve(options: argparse.Namespace, _rest: Sequence[str]) -> int:
    given = {
        "HOST": options.host,
        "PORT": options.port,
        "FAKE_LLM": options.fake,
        "FAKE_FIRST_MS": options.first_ms,
        "FAKE_DELAY_MS": options.delay_ms,
    }
    overrides = {name: str(value) for name, value in given.items() if value is not None}
    settings = Settings.from_env({**os.environ, **overrides})
    log.configure(settings.log_level, settings.secrets)
    stop = Stop()
    serve(create(settings, stop=stop), settings, stop)
    return 0


def _model(_options: argparse.Namespace, rest: Sequence[str]) -> int:
    from fakes.model.__main__ import main as model  # noqa: PLC0415 - only this command needs the fakes

    model(rest)
    return 0


def _lambda(_options: argparse.Namespace, rest: Sequence[str]) -> int:
    from fakes.platform.__main__ import main as platform  # noqa: PLC0415 - only this command needs the fakes

    platform(rest, prog="tokenwire lambda")
    return 0
