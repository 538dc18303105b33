"""``tokenwire model torture``: a command against every fault."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from fakes.model.field import FieldError
from fakes.model.torture.environment import PATHS
from fakes.model.torture.limits import Limits
from fakes.model.torture.play import BUILT_IN
from fakes.model.torture.series import torture
from fakes.model.torture.trial import GROUPS

_EXAMPLES = """\
examples:
  %(prog)s -- python my_client.py
  %(prog)s --faults truncation,retry --scenario text --scenario tool -- node client.mjs {base_url}
  %(prog)s --dialect anthropic --faults 'reset@event=3,status=529' --json -- ./ask {base_url}
"""


def main(argv: Sequence[str], *, prog: str = "tokenwire model torture") -> int:
    """Run a command against scenarios and faults, and print what it survived.

    Returns 0 if it failed nowhere, 1 if it did. What cannot be tried at all ends with status 2 and the reason.
    """
    parser = _parser(prog)
    options = parser.parse_args(argv)
    # Pythons differ in whether they leave the separator in.
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("say which command is to be run: -- CMD ARGS")
    limits = Limits(timeout=options.timeout, cancel_within=options.cancel_within, most_requests=options.most_requests)
    try:
        verdict = asyncio.run(
            torture(
                command,
                scenarios=options.scenario or ("text",),
                faults=[name.strip() for text in options.faults or ("all",) for name in text.split(",")],
                limits=limits,
                dialect=options.dialect,
            )
        )
    except (FieldError, ValueError, OSError) as error:
        parser.error(str(error))
    sys.stdout.write(f"{verdict.as_json() if options.json else verdict.table()}\n")
    return 0 if verdict.resilient else 1


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Run CMD against a fake model that fails in every way, and tell what it survived. "
        "CMD finds the model by the environment that its client reads, or by {base_url} in ARGS.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--scenario",
        action="append",
        metavar="NAME|FILE",
        help=f"{', '.join(BUILT_IN)}, or a file of scenarios; may be repeated (text)",
    )
    parser.add_argument(
        "--faults",
        action="append",
        metavar="LIST",
        help=f"faults, separated by commas, cancel, or groups: {', '.join(GROUPS)} (all)",
    )
    _add_limits(parser)
    parser.add_argument("--dialect", choices=tuple(PATHS), default="openai", help="whose {base_url} (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD ARGS", help="what is to be run")
    return parser


def _add_limits(parser: argparse.ArgumentParser) -> None:
    limits = Limits()
    parser.add_argument(
        "--timeout",
        type=float,
        default=limits.timeout,
        metavar="S",
        help="seconds that a cell may take (%(default)s)",
    )
    parser.add_argument(
        "--cancel-within",
        type=float,
        default=limits.cancel_within,
        metavar="S",
        help="seconds to hang up after SIGINT (%(default)s)",
    )
    parser.add_argument(
        "--most-requests",
        type=int,
        default=limits.most_requests,
        metavar="N",
        help="requests that a cell may take (%(default)s)",
    )
