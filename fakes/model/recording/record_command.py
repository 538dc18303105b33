"""``tokenwire model record``: a proxy to real models that keeps what they say."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from fakes.model import foreground
from fakes.model.command import add_address
from fakes.model.recording.server import RecordingServer
from fakes.model.recording.upstreams import Upstreams, is_loopback
from fakes.model.recording.volatile_options import add_volatile, read_volatile

_EXAMPLES = """\
examples:
  %(prog)s --upstream-host api.openai.com --to recordings
  %(prog)s --upstream-host api.openai.com --to recordings --once
  %(prog)s --upstream-host api.openai.com --upstream https://api.openai.com \\
      --upstream-host api.anthropic.com --upstream /anthropic=https://api.anthropic.com --to recordings
"""


def main(argv: Sequence[str], prog: str = "tokenwire model record") -> int:
    """Pass requests on and keep the answers, until SIGINT or SIGTERM, which are success.

    A wrong option or address ends with status 2 and its reason.
    """
    parser = _parser(prog)
    arguments = parser.parse_args(argv)
    try:
        server = recording_server(arguments)
        foreground.run(
            foreground.serve(
                server,
                arguments.host,
                arguments.port,
                lambda: f"recording into {arguments.to} at {server.origin}",
            )
        )
    except (OSError, ValueError) as error:
        parser.error(str(error))
    return 0


def recording_server(arguments: argparse.Namespace) -> RecordingServer:
    """Return the server that records, not yet started.

    Raises:
        ValueError: no host is allowed, or an upstream's is not, or it is not said which one is to be asked.
    """
    hosts = arguments.upstream_host
    if not hosts:
        raise ValueError("a real server is asked, with a real key; name its host with --upstream-host")
    if not arguments.upstream and len(hosts) > 1:
        raise ValueError("of several hosts, --upstream says which is asked for which paths")
    bases = dict(map(_read_upstream, arguments.upstream or map(_only, hosts)))
    volatile = read_volatile(arguments)
    return RecordingServer(Upstreams(hosts, bases), arguments.to, once=arguments.once, volatile=volatile)


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Ask real models and keep what they say. Keys are never kept, and no other host is ever asked.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--upstream-host",
        action="extend",
        nargs="+",
        default=[],
        metavar="HOST[:PORT]",
        help="a host that requests may go to; nothing is recorded without one; may be given again",
    )
    parser.add_argument(
        "--upstream",
        action="append",
        default=[],
        metavar="[PREFIX=]URL",
        help="the real server, of all paths or of those that begin with PREFIX; may be given again (the only host)",
    )
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="where the recordings are kept")
    parser.add_argument("--once", action="store_true", help="replay what DIR holds already, and ask only for the rest")
    add_volatile(parser)
    add_address(parser)
    return parser


def _only(host: str) -> str:
    name = urlsplit(f"//{host}").hostname or ""
    return f"{'http' if is_loopback(name) else 'https'}://{host}"


def _read_upstream(text: str) -> tuple[str, str]:
    prefix, equals, url = text.partition("=")
    return (prefix, url) if equals and prefix.startswith("/") else ("/", text)
