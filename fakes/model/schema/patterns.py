"""A text for a simple regular expression: literals, classes, groups, alternatives and repetitions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase, digits

_CLASSES = {"d": digits, "w": f"{ascii_lowercase}{ascii_uppercase}{digits}_", "s": " \t\n\r\f\v"}
_OPPOSITES = {"D": "a", "W": "-", "S": "a"}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_PRINTABLE = "".join(sorted(map(chr, range(32, 127)), key=lambda sign: (not sign.isalnum(), sign)))
_SPECIAL = "()[]{}?*+|^$\\."
_REPETITION = re.compile(r"\{(\d{1,3})(,?)(\d{0,3})\}")
_UNBOUNDED = 10**6
_MARKS = {"?": (0, 1), "*": (0, _UNBOUNDED), "+": (1, _UNBOUNDED)}


class PatternError(ValueError):
    """The expression uses what is not understood here."""


def sample_pattern(pattern: str, *, repeats: int) -> str:
    """Return a text in which ``pattern`` is found; what may be repeated is, ``repeats`` times if that is allowed.

    Raises:
        PatternError: the expression is not a simple one.
    """
    reader = _Reader(pattern, repeats)
    text = reader.alternatives()
    if reader.at < len(pattern):
        raise PatternError(f"it has a ) too many at {reader.at}")
    try:
        found = re.search(pattern, text)
    except re.error as error:
        raise PatternError(str(error)) from None
    if not found:
        raise PatternError("it has an anchor where no text ends")
    return text


@dataclass
class _Reader:
    """Reads an expression from left to right, and says what it reads as a text."""

    pattern: str
    repeats: int
    at: int = 0

    def alternatives(self) -> str:
        """Read up to the end of a group; the first alternative is the one that is said."""
        texts = ["".join(self._sequence())]
        while self._take("|"):
            texts.append("".join(self._sequence()))
        return texts[0]

    def _sequence(self) -> Iterator[str]:
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            if not self._take("^") and not self._take("$"):
                text = self._atom()
                low, high = self._repetition()
                yield text * min(high, max(low, self.repeats))

    def _atom(self) -> str:
        sign = self.pattern[self.at]
        self.at += 1
        match sign:
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()[0]
            case ".":
                return "a"
            case _ if sign in _SPECIAL:
                raise PatternError(f"'{sign}' at {self.at - 1} repeats nothing, or closes nothing")
            case _:
                return sign

    def _group(self) -> str:
        if self._take("?") and not self._take(":"):
            raise PatternError("it looks around, or names a group")
        text = self.alternatives()
        if not self._take(")"):
            raise PatternError("it has a ( that is never closed")
        return text

    def _escape(self) -> str:
        """Return the characters that an escape may stand for."""
        sign = self.pattern[self.at : self.at + 1]
        self.at += 1
        if known := _CLASSES.get(sign) or _OPPOSITES.get(sign) or _CONTROLS.get(sign):
            return known
        if not sign or sign.isalnum():
            raise PatternError(f"it has an escape that is not known here: \\{sign}")
        return sign

    def _class(self) -> str:
        negated = self._take("^")
        members = ""
        while not self._take("]"):
            first = self._member()
            if self.pattern[self.at : self.at + 1] == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("", "]"):
                self.at += 1
                last = self._member()
                members += "".join(map(chr, range(ord(first[0]), ord(last[0]) + 1)))
            else:
                members += first
        allowed = [sign for sign in _PRINTABLE if sign not in members] if negated else members
        if not allowed:
            raise PatternError("it has a class without a member")
        return allowed[0]

    def _member(self) -> str:
        sign = self.pattern[self.at : self.at + 1]
        self.at += 1
        if not sign:
            raise PatternError("it has a [ that is never closed")
        return self._escape() if sign == "\\" else sign

    def _repetition(self) -> tuple[int, int]:
        sign = self.pattern[self.at : self.at + 1]
        bounds = _MARKS.get(sign)
        if bounds:
            self.at += 1
        elif counted := _REPETITION.match(self.pattern, self.at):
            self.at = counted.end()
            low = int(counted[1])
            high = int(counted[3]) if counted[3] else _UNBOUNDED
            bounds = (low, high if counted[2] else low)
        else:
            return 1, 1
        # Greed makes no difference to what is found.
        self._take("?")
        return bounds

    def _take(self, sign: str) -> bool:
        found = self.pattern.startswith(sign, self.at)
        self.at += found
        return found
