"""What a text must be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from typing import Literal

from fakes.model.field import Field
from fakes.model.script import check_keys

Operator = Literal["exact", "contains", "regex", "glob"]

_HOLDS: Mapping[Operator, Callable[[str, str], bool]] = {
    "exact": lambda wanted, got: wanted == got,
    "contains": lambda wanted, got: wanted in got,
    "regex": lambda wanted, got: re.search(wanted, got) is not None,
    "glob": lambda wanted, got: fnmatchcase(got, wanted),
}
_WORDS: Mapping[Operator, str] = {
    "exact": "'{}'",
    "contains": "a text that contains '{}'",
    "regex": "a text that matches /{}/",
    "glob": "a text like '{}'",
}
OPERATORS = tuple(_HOLDS)
"""The names of all tests."""

_COMPARED = 200
"""How much of a text is compared to tell how near it is, in characters: enough to tell, and soon done."""


@dataclass(frozen=True, slots=True)
class TextTest:
    """Tests that a text must all pass, in words by ``str``."""

    wanted: tuple[tuple[Operator, str], ...]

    @classmethod
    def read(cls, field: Field, *, plain: Operator, besides: tuple[str, ...] = ()) -> "TextTest":
        """Read a test: a text is tested by ``plain``. An object may have the keys ``besides``, which others read.

        Raises:
            FieldError: it is no test, or a regex in it does not compile.
        """
        if isinstance(field.value, str):
            return cls(((plain, field.value),))
        check_keys(field, *OPERATORS, *besides)
        if not field.keys():
            raise field.fail(f"must have one of {', '.join((*OPERATORS, *besides))}")
        given = [(operator, found) for operator in OPERATORS if (found := field.get(operator))]
        return cls(tuple((operator, _text(operator, found)) for operator, found in given))

    def holds(self, got: str) -> bool:
        """Return whether a text passes."""
        return all(_HOLDS[operator](wanted, got) for operator, wanted in self.wanted)

    def nearness(self, got: str) -> float:
        """Return how much of what is wanted is there, from 0 to 1."""
        wanted = "".join(text for _, text in self.wanted)[:_COMPARED].lower()
        matcher = SequenceMatcher(None, wanted, got[:_COMPARED].lower(), autojunk=False)
        return matcher.find_longest_match().size / max(1, len(wanted))

    def __str__(self) -> str:
        return " and ".join(_WORDS[operator].format(wanted) for operator, wanted in self.wanted)


def _text(operator: Operator, field: Field) -> str:
    text = field.string()
    if operator == "regex":
        try:
            re.compile(text)
        except re.error as error:
            raise field.fail(f"is no regular expression: {error}") from None
    return text
