"""The model server as a command, for any command line that wants to offer it."""

import argparse
import json
import sys
from dataclasses import replace

from fakes.model import foreground, serve_options
from fakes.model.access import options as access_options
from fakes.model.server import ModelServer

EXAMPLES = """\
examples:
  %(prog)s
  %(prog)s --scenarios scenarios.yaml --strict --fail-on-unused
  %(prog)s --port 0 --first-ms 0 --tokens-per-second 200 --chaos 'reset@event=3:0.1,status=429:0.05'
  %(prog)s --key sk-good --key-expires sk-old=2 --rpm 60 --tpm 90000 --cors http://localhost:3000
"""

_FAMILIES = (serve_options.add_scenarios, serve_options.add_pace, access_options.add_arguments)
"""Every family of options has an ``add_arguments`` of its own, in a group of its own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to ``parser``."""
    add_address(parser)
    for add_family in _FAMILIES:
        add_family(parser)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add the options for where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=9100, help="the port, 0 for any that is free (%(default)s)")


async def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM. One line on standard output tells where, and how to try it.

    Where scenarios were given, standard error tells at the end what became of them. Return 1 if that is to be a
    failure, and something was wrong; else 0.

    Raises:
        OSError: the address cannot be listened on.
        ValueError: an option is not what it must be, or scenarios or scripts cannot be played (ScriptError).
    """
    setup = serve_options.read_setup(arguments)
    server = ModelServer(replace(setup, access=access_options.access_policy(arguments)))
    await foreground.serve(
        server,
        arguments.host,
        arguments.port,
        lambda: f"fake model at {server.base_url}  {_try(server.base_url)}",
    )
    report = server.report()
    if arguments.scenarios or arguments.fail_on_unused:
        sys.stderr.write(f"{report}\n")
    return int(arguments.fail_on_unused and not report.clean)


def _try(base_url: str) -> str:
    body = {"model": "demo", "stream": True, "messages": [{"role": "user", "content": "Hello! How are you?"}]}
    return f"curl -N {base_url}/chat/completions -H 'content-type: application/json' -d '{json.dumps(body)}'"
