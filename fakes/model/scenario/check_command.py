"""``tokenwire model check``: what is wrong in files of scenarios, before anybody plays them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from fakes.model.scenario.check import check

_EXAMPLES = """\
examples:
  %(prog)s scenarios.yaml
  %(prog)s scenarios/ more.json
  %(prog)s --strict contracts/
"""


def main(argv: Sequence[str], prog: str = "tokenwire model check") -> int:
    """Check files and folders, one finding a line on standard output. Return 1 where there is one, else 0."""
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Check scenarios, and scripts, before they are played.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of them")
    parser.add_argument(
        "--strict", action="store_true", help="also say what OpenAI's API would not have sent, of scripts"
    )
    arguments = parser.parse_args(argv)
    findings = check(arguments.paths, strict=arguments.strict)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    if not findings:
        sys.stdout.write("nothing is wrong\n")
    return 1 if findings else 0
