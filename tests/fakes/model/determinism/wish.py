"""What is asked, before it is put into the words of an API."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

CITY: Json = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city"],
}
REPORT: Json = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "share": {"type": "number", "minimum": 0.25},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1},
    },
    "required": ["title", "share", "tags"],
    "additionalProperties": False,
}
TOOLS = {"get_weather": CITY, "read_news": CITY}
WEATHER = "Tell me the weather"
BOTH = "Tell me the weather and the news"
# Composed emoji, right to left, and letters that only a Python newer than 3.11 knows as letters.
SIGNS = "Grüße 👩‍👩‍👧 שלום 漢字 \U00031350\U00031351ab \U00011f04\U00011f51 \U0001fae8 e\u0301 1\u0661"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One chat: what is said, and what is wished of the answer. ``limit`` is in tokens; 0 leaves it to the API."""

    text: str = "Write a short list of fruit"
    stream: bool = False
    tools: tuple[str, ...] = ()
    parallel: bool = True
    answered: bool = False
    schema: Json | None = None
    stop: str = ""
    limit: int = 0
    seed: int | None = None
    choices: int = 1
    logprobs: bool = False
    reasons: bool = False
    model: str = ""
    extra: Json = field(default_factory=dict)

    def limited(self, default: int) -> int:
        """The limit, where an API insists on one."""
        return self.limit or default


CASES: dict[str, Json] = {
    "text": {},
    "greeting": {"text": "Hello there"},
    "table": {"text": "A table of rivers, please", "limit": 60},
    "code": {"text": "Some code in rust", "limit": 60},
    "signs": {"text": SIGNS},
    "tool": {"text": WEATHER, "tools": ("get_weather",)},
    "parallel tools": {"text": BOTH, "tools": tuple(TOOLS)},
    "one tool of two": {"text": BOTH, "tools": tuple(TOOLS), "parallel": False},
    "tool result": {"text": WEATHER, "tools": ("get_weather",), "answered": True},
    "reasoning": {"reasons": True},
    "structured": {"schema": REPORT},
    "choices": {"choices": 3, "limit": 40},
    "logprobs": {"logprobs": True, "limit": 12},
    "stop": {"stop": "e"},
    "limit": {"limit": 5},
    "seed": {"seed": 7, "limit": 20},
    "long": {"model": "fake/long?tokens=120"},
    "unknown model": {"model": "fake/nobody"},
    "refused": {"extra": {"temperature": "hot", "messages": [{"role": "oracle"}]}},
}
"""What chats are about."""
