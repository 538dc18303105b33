"""``tokenwire model replay``: a server that says what was recorded, and nothing else."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from fakes.model import foreground
from fakes.model.command import add_address
from fakes.model.recording.recordings import Recordings
from fakes.model.recording.replayer import Replayer
from fakes.model.recording.volatile_options import add_volatile, read_volatile
from fakes.model.server import ModelServer
from fakes.model.setup import Setup

_EXAMPLES = """\
examples:
  %(prog)s recordings
  %(prog)s recordings --speed 0 --repeat
  %(prog)s recordings --volatile '$.metadata.request_id' --volatile-text '20[0-9]{2}-[0-9]{2}-[0-9]{2}'
"""


def main(argv: Sequence[str], prog: str = "tokenwire model replay") -> int:
    """Replay until SIGINT or SIGTERM, which are success. A wrong option or address ends with status 2 and its reason.

    Every session hears the recordings from the beginning.
    """
    parser = _parser(prog)
    arguments = parser.parse_args(argv)
    try:
        recordings = _recordings(arguments)
        server = ModelServer(
            Setup(
                playback=lambda journal: Replayer(
                    recordings, journal=journal, speed=arguments.speed, repeat=arguments.repeat
                )
            )
        )
        foreground.run(
            foreground.serve(
                server,
                arguments.host,
                arguments.port,
                lambda: f"replaying {len(recordings)} recordings of {arguments.folder} at {server.base_url}",
            )
        )
    except (OSError, ValueError) as error:
        parser.error(str(error))
    return 0


def _recordings(arguments: argparse.Namespace) -> Recordings:
    if not 0 <= arguments.speed < float("inf"):
        raise ValueError(f"--speed is {arguments.speed}, and must be a finite number, not negative")
    return Recordings.load(arguments.folder, read_volatile(arguments))


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Answer with what is recorded in DIR. What is not recorded is refused.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="what a recorder has kept")
    parser.add_argument(
        "--speed", type=float, default=1.0, metavar="N", help="multiplies recorded pauses, 0 skips them (%(default)s)"
    )
    parser.add_argument("--repeat", action="store_true", help="begin again when recorded answers are used up")
    add_volatile(parser)
    add_address(parser)
    return parser
