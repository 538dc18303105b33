"""``python -m fakes.model``: the fake model server on its own."""

import argparse
import asyncio
import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence

from fakes.model.command import add_arguments, run


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, which are success. A wrong option or address ends with status 2 and its reason."""
    parser = argparse.ArgumentParser(prog="python -m fakes.model", description="A deterministic fake OpenAI server.")
    add_arguments(parser)
    arguments = parser.parse_args(argv)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(run(arguments))
    except (OSError, ValueError) as error:
        parser.error(str(error))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return uvloop's event loop where it is installed: the fake then costs the machine less."""
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = importlib.import_module("uvloop").new_event_loop
    return factory


if __name__ == "__main__":
    main(sys.argv[1:])
