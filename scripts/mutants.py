"""Run mutmut on a copy of the checkout, and hold what survives to tests/survivors.txt.

::

    service/grammar.py
    -        self._part = ""
    +        self._part = None
    why: no event names such a part

A block is one change, as ``mutmut show`` prints it, and the reason why no test can notice; blank lines part the blocks.
Only changes that change nothing belong there: for all others there is a test to be written. Lines are compared and not
mutmut's numbers, which shift with every edit.
"""

import argparse
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / "mutants"
LIST = ROOT / "tests" / "survivors.txt"
MUTMUT = Path(sys.executable).with_name("mutmut")

NOTICED = frozenset({"killed", "timeout", "segfault", "caught by type check"})
"""What mutmut says of a change that breaks something: a loop without an end does, too."""


@dataclass(frozen=True, slots=True)
class Change:
    """One small change of one file: the lines that go and that come, with ``-`` and ``+``, indentation left out."""

    file: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        """Return what stands in the list, all but the reason."""
        return "\n".join((self.file, *self.lines))


def read_list(text: str) -> dict[Change, str]:
    """Return the listed changes, each with its reason.

    Raises:
        ValueError: a block has no reason, or stands there twice.
    """
    listed: dict[Change, str] = {}
    for block in text.split("\n\n"):
        lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
        if not lines:
            continue
        file, *changed, reason = lines
        change = Change(file, tuple(map(_stripped, changed)))
        if not reason.startswith("why: ") or change in listed:
            raise ValueError(f"not a change with a reason, or listed twice:\n{block}")
        listed[change] = reason.removeprefix("why: ")
    return listed


def read_diff(text: str) -> Change:
    """Return the change that ``mutmut show`` prints."""
    file = ""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("--- "):
            file = line.removeprefix("--- ").strip()
        elif line[:1] in {"-", "+"} and not line.startswith("+++ "):
            lines.append(_stripped(line))
    return Change(file, tuple(lines))


def read_results(text: str) -> dict[str, str]:
    """Return what ``mutmut results`` says of each mutant."""
    return dict(line.strip().split(": ", 1) for line in text.splitlines() if "__mutmut_" in line)


def complaints(survivors: Iterable[Change], listed: Mapping[Change, str]) -> Iterator[str]:
    """Yield what is wrong: a change that no test notices and nobody explains, or one that is not there any more."""
    found = list(dict.fromkeys(survivors))
    yield from (f"no test notices this:\n{change}" for change in found if change not in listed)
    yield from (f"listed, and noticed or gone:\n{change}" for change in listed if change not in found)


def _stripped(line: str) -> str:
    return line[0] + line[1:].strip()


def copy_checkout() -> None:
    """Copy what git knows or would take: mutmut copies all of tests once more, and there may be node_modules in it."""
    shutil.rmtree(COPY, ignore_errors=True)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (COPY / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, COPY / name)


def mutmut(*arguments: str) -> str:
    """Return what mutmut prints, asked in the copy."""
    return subprocess.run([MUTMUT, *arguments], cwd=COPY, check=True, capture_output=True, text=True).stdout


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Change the code, and see whether a test notices.")
    parser.add_argument("--jobs", type=int, default=1, help="how many changes to try at once (default 1)")
    parser.add_argument("--seconds", type=float, default=3600, help="give up after so long (default 3600)")
    options = parser.parse_args(arguments)
    copy_checkout()
    run = [str(MUTMUT), "run", "--max-children", str(options.jobs)]
    try:
        subprocess.run(run, cwd=COPY, check=True, timeout=options.seconds)
    except subprocess.SubprocessError as error:
        print(error, file=sys.stderr)
        return 1
    results = read_results(mutmut("results", "--all", "True"))
    print(", ".join(f"{count} {verdict}" for verdict, count in Counter(results.values()).most_common()))
    unnoticed = [name for name, verdict in results.items() if verdict not in NOTICED]
    found = [read_diff(mutmut("show", name)) for name in unnoticed]
    wrong = list(complaints(found, read_list(LIST.read_text(encoding="utf-8"))))
    print("\n\n".join(wrong) or f"{len(set(found))} survivors, all listed")
    return 1 if wrong or not results else 0


if __name__ == "__main__":
    sys.exit(main())
