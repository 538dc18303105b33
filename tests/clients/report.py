"""What a client program prints: the conversation as the real client holds it, and how it came about."""

import json
from dataclasses import dataclass
from typing import Any

from .progress import Update


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One conversation, seen from the client.

    Attributes:
        messages: history, question, and the answer if there is one.
        status: useChat's, when it is done: ready or error.
        finish_reason: and ``usage``: what onFinish was told; None when it was not called.
        error: the client's error object, name and message.
        data: the items of all data parts.
        requests: what was sent, bodies as the exact text.
        updates: one for each time that the visible text grew.
    """

    messages: list[dict[str, Any]]
    status: str
    finish_reason: str | None
    usage: dict[str, int] | None
    error: dict[str, str] | None
    data: list[Any]
    requests: list[dict[str, Any]]
    updates: list[Update]

    @classmethod
    def parse(cls, text: str) -> "Report":
        """Return what a program printed."""
        printed = json.loads(text)
        return cls(
            messages=printed["messages"],
            status=printed["status"],
            finish_reason=printed["finishReason"],
            usage=printed["usage"],
            error=printed["error"],
            data=printed["data"],
            requests=printed["requests"],
            updates=[Update(at_ms=update["atMs"], length=update["length"]) for update in printed["updates"]],
        )

    @property
    def text(self) -> str:
        """The answer as it stands; empty while there is none."""
        last = self.messages[-1]
        return str(last["content"]) if last["role"] == "assistant" else ""
