"""What a person asked, read as far as this model can read."""

import re
from dataclasses import dataclass
from typing import Literal

from fakes.model.text.known_signs import known

Style = Literal["greeting", "code", "table", "list", "prose"]

_GREETING = re.compile(r"\W*(?:hello|hi|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening))\b", re.IGNORECASE)
_TABLE = re.compile(r"\btables?\b", re.IGNORECASE)
_LIST = re.compile(r"\b(?:list|lists|steps?|bullets?|checklist|step-by-step)\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:code|function|script|snippet|regex)\b", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"(?<![\w+#])(?:python|typescript|javascript|rust|golang|sql|bash|shell|html|css|json)(?![\w+#])", re.IGNORECASE
)
_GREETING_WORDS = 8
_QUOTE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Question:
    """The last thing a user said: its text, and the media types of the images shown with it."""

    text: str
    images: tuple[str, ...] = ()

    @property
    def style(self) -> Style:
        """How an answer should look. A request for a form of answer is stronger than its subject."""
        text = known(self.text)
        if _TABLE.search(text):
            return "table"
        if _CODE.search(text) or self.language:
            return "code"
        if _LIST.search(text):
            return "list"
        if _GREETING.match(text) and len(self.text.split()) <= _GREETING_WORDS:
            return "greeting"
        return "prose"

    @property
    def language(self) -> str:
        """The programming language that is named, in lower case; empty when none is."""
        found = _LANGUAGE.search(known(self.text))
        return found[0].lower() if found else ""

    @property
    def quote(self) -> str:
        """The question in one line that is not too long to repeat."""
        line = " ".join(self.text.split())
        return line if len(line) <= _QUOTE_LENGTH else line[: _QUOTE_LENGTH - 1].rstrip() + "…"
