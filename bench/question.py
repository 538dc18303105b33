"""What a server is asked: so many tokens, so many milliseconds apart. It travels as words in the user's message."""

import re
from dataclasses import dataclass
from typing import Literal

_WORDS = re.compile(rb"tokens=(\d+) ms=(\d+)")

Shape = Literal["openai", "ai4", "ui"]
"""The bodies of OpenAI's clients, of useChat in ai 4, and of useChat since ai 5."""


@dataclass(frozen=True, slots=True)
class Question:
    """How long the answer is, in tokens, and how many milliseconds lie between two; 0: as fast as it can be read."""

    tokens: int
    ms: int = 0

    @property
    def text(self) -> str:
        """The user's message."""
        return f"tokens={self.tokens} ms={self.ms}"

    @classmethod
    def found_in(cls, body: bytes) -> "Question":
        """Return the question in a request's body, whatever its JSON looks like.

        Raises:
            ValueError: there is none.
        """
        words = _WORDS.search(body)
        if words is None:
            raise ValueError("no question in the body")
        return cls(int(words[1]), int(words[2]))


def body_of(shape: Shape, question: Question) -> object:
    """Return the body in which a client asks."""
    parts = [{"type": "text", "text": question.text}]
    match shape:
        case "openai":
            message: dict[str, object] = {"role": "user", "content": question.text}
            return {"model": "gpt-4o-mini", "stream": True, "messages": [message]}
        case "ai4":
            return {"id": "bench", "messages": [{"role": "user", "content": question.text, "parts": parts}]}
        case "ui":
            message = {"id": "message", "role": "user", "parts": parts}
            return {"id": "bench", "trigger": "submit-message", "messages": [message]}
