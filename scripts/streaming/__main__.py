"""``python -m scripts.streaming build|run|test|stop|full``; tox names them ``streaming-build`` and so on."""

import argparse
import signal
import sys
from types import FrameType

from scripts.images.command import CommandFailed
from scripts.streaming import function
from service.settings import SettingsError

_INTERRUPTED = 130


def main() -> int:
    """Carry out one verb; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.streaming", description=__doc__)
    parser.add_argument("verb", choices=("build", "run", "test", "stop", "full"))
    parser.add_argument("--port", type=int, default=9000, help="port on 127.0.0.1 (default: 9000)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _carry_out(options.verb, options.port)
    except (CommandFailed, SettingsError) as error:
        print(f"streaming: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _carry_out(verb: str, port: int) -> None:
    match verb:
        case "build":
            function.build()
        case "run":
            function.run(port)
        case "test":
            function.test()
        case "stop":
            function.stop()
        case _:
            function.full(port)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
