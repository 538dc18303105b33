"""``python -m fakes.platform``: a local Lambda for any runtime."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from fakes.platform.command import add_arguments, run


def main(argv: Sequence[str], prog: str = "python -m fakes.platform") -> None:
    """Serve until SIGINT or SIGTERM, which are success. A wrong option or address ends with status 2 and its reason."""
    parser = argparse.ArgumentParser(
        prog=prog,
        usage="%(prog)s HANDLER [options] [-- COMMAND ...]",
        description="A local AWS Lambda that streams.",
        epilog="COMMAND is the runtime; without one, AWS's own client for Python runs HANDLER.",
    )
    add_arguments(parser)
    words = list(argv)
    # Everything behind the mark is the runtime's, whatever it looks like.
    mark = words.index("--") if "--" in words else len(words)
    arguments = parser.parse_args(words[:mark])
    try:
        asyncio.run(run(arguments, words[mark + 1 :]))
    except OSError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
