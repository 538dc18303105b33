"""What a function's docstring says of it and of its parameters, in Google's style."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from msgspec import Struct

_SECTION = re.compile(r"(Args|Arguments|Attributes|Examples?|Notes?|Parameters|Raises|Returns|Yields):\s*")
_PARAMETERS = ("Args", "Arguments", "Parameters")
_PARAMETER = re.compile(r"(?P<indent> +)\*{0,2}(?P<name>\w+)(?: \([^)]*\))?: *(?P<text>.*)")


class Docstring(Struct, frozen=True):
    """A docstring in pieces.

    Attributes:
        text: what stands before the sections; may be empty.
        parameters: by name, what the section on arguments says; not every one need be there.
    """

    text: str
    parameters: Mapping[str, str]

    @classmethod
    def of(cls, function: object) -> "Docstring":
        """Return what the function says of itself."""
        lines = (inspect.getdoc(function) or "").splitlines()
        text = "\n".join(takewhile(lambda line: not _SECTION.fullmatch(line), lines)).strip()
        return cls(text, dict(_parameters(_section(lines))))


def _section(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines that describe the parameters: those beneath their heading, until one is not indented."""
    inside = False
    for line in lines:
        if section := _SECTION.fullmatch(line):
            inside = section[1] in _PARAMETERS
        elif line and not line.startswith(" "):
            inside = False
        elif inside and line:
            yield line


def _parameters(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield names and texts; a line that is indented further than the first goes on with the text before it."""
    indent, name, words = "", "", [""]
    for line in lines:
        parameter = _PARAMETER.fullmatch(line)
        if parameter and parameter["indent"] == (indent or parameter["indent"]):
            if name:
                yield name, " ".join(words)
            indent, name, words = parameter["indent"], parameter["name"], [parameter["text"]]
        else:
            words.append(line.strip())
    if name:
        yield name, " ".join(words).strip()
