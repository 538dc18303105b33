"""``python -m fakes.model``: the fake model server on its own, and the commands around it."""

import argparse
import importlib
import sys
from collections.abc import Mapping, Sequence

from fakes.model import foreground
from fakes.model.command import EXAMPLES, add_arguments, run

# Where each command's ``main`` is; nobody waits for those that are not asked for.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("fakes.model.scenario.check_command", "say what is wrong in files of scenarios"),
    "torture": ("fakes.model.torture.command", "run a client against every fault, and say what it survived"),
    "record": ("fakes.model.recording.record_command", "ask a real model, and keep what it says"),
    "replay": ("fakes.model.recording.replay_command", "answer with what was recorded, and nothing else"),
}


def main(argv: Sequence[str], prog: str = "python -m fakes.model") -> int:
    """Run one of the commands, or serve until SIGINT or SIGTERM, which are success; return the process's exit code.

    A wrong option or address ends with status 2 and its reason.
    """
    if argv and (command := _COMMANDS.get(argv[0])):
        code: int = importlib.import_module(command[0]).main(argv[1:], prog=f"{prog} {argv[0]}")
        return code
    commands = "\n".join(f"  {prog} {name:<8} {told}" for name, (_, told) in _COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog=prog,
        usage="%(prog)s [options], or %(prog)s COMMAND",
        description="A deterministic fake of model providers' servers. Without a command it serves.",
        epilog=f"commands:\n{commands}\n\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser)
    arguments = parser.parse_args(argv)
    try:
        return foreground.run(run(arguments))
    except (OSError, ValueError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
