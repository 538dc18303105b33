"""What a client program prints: the conversation as the real client holds it, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .progress import Update


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One conversation, seen from the client.

    Attributes:
        messages: history, question, and the answer if there is one.
        status: useChat's, when it is done: ready or error. Another one is that of a client that hangs.
        text: the answer as it stands; empty while there is none. Of useCompletion the completion.
        finish_reason: what onFinish was told last; None when it was not called, or not told.
        finish: what else onFinish was told: isAbort, isDisconnect, isError. None of ai 4.
        usage: ai 4: what onFinish was told. Later: the answer's metadata of that name.
        error: the client's error object, name and message.
        errors: what onError was called with.
        data: ai 4: the items of all data parts. Later: the data parts, transient ones too, as onData was given them.
        object: useObject's.
        requests: what was sent, bodies as the exact text.
        updates: one for each time that the visible text grew.
        previews: the preliminary results of tools, each time that one was there to be seen. Only a Chat tells.
    """

    messages: list[dict[str, Any]]
    status: str
    text: str
    finish_reason: str | None
    finish: dict[str, Any] | None
    usage: dict[str, Any] | None
    error: dict[str, str] | None
    errors: list[dict[str, str]]
    data: list[Any]
    object: Any
    requests: list[dict[str, Any]]
    updates: list[Update]
    previews: list[Any]

    @classmethod
    def of(cls, printed: Mapping[str, Any]) -> "Report":
        """Return what a program printed."""
        return cls(
            messages=printed["messages"],
            status=printed["status"],
            text=printed["text"],
            finish_reason=printed["finishReason"],
            finish=printed.get("finish"),
            usage=printed["usage"],
            error=printed["error"],
            errors=printed["errors"],
            data=printed["data"],
            object=printed.get("object"),
            requests=printed["requests"],
            updates=[Update(at_ms=update["atMs"], length=update["length"]) for update in printed["updates"]],
            previews=printed.get("previews", []),
        )

    @property
    def answer(self) -> dict[str, Any] | None:
        """The assistant's message, if it is there."""
        last = self.messages[-1] if self.messages else None
        return last if last is not None and last["role"] == "assistant" else None
