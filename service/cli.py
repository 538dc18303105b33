"""The command line: ``tokenwire serve`` and ``tokenwire model``."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from service import log
from service.main import create
from service.server import AddressUnavailable, serve
from service.settings import Settings, SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the process's exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options, os.environ)
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
    serving.add_argument("--port", type=int, help="port to listen on, 0 for a free one (default: PORT or 8080)")
    serving.add_argument(
        "--fake", action=argparse.BooleanOptionalAction, help="answer from the fake model (default: FAKE_LLM)"
    )
    serving.set_defaults(run=_serve)
    return parser


def _serve(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    given = {
        "HOST": options.host,
        "PORT": options.port,
        "FAKE_LLM": None if options.fake is None else int(options.fake),
    }
    overrides = {name: str(value) for name, value in given.items() if value is not None}
    settings = Settings.from_env({**environ, **overrides})
    log.configure(settings.log_level, settings.secrets)
    serve(create(settings), settings)
    return 0
