"""What the page says that is printed, and what is printed."""

import re

ELLIPSIS = "..."
"""Stands for anything: within a line for the rest or a part of it, alone for any number of lines."""


def fits(expected: str, printed: str) -> bool:
    """Tell whether the page is right; blanks at the ends of lines, and empty lines at the end, do not count."""
    lines = "".join(map(_pattern, _lines(expected)))
    return re.fullmatch(lines, "".join(f"{line}\n" for line in _lines(printed))) is not None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _pattern(line: str) -> str:
    if line == ELLIPSIS:
        return r"(?:.*\n)*"
    return ".*".join(map(re.escape, line.split(ELLIPSIS))) + "\n"
