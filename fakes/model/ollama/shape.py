"""How chat and generate differ: where the words of a question stand, and where those of an answer."""

from collections.abc import Sequence
from typing import Protocol

from fakes.model.field import Field
from fakes.model.ollama.body import string
from fakes.model.ollama.messages import read_images, read_messages
from fakes.model.ollama.tools import read_tools
from fakes.model.prompt import OfferedTool, Turn
from fakes.model.usage import Usage

_MOST_CONTEXT = 256

Call = dict[str, object]


class Shape(Protocol):
    """One of the two."""

    @property
    def struct(self) -> str:
        """What Go calls a request."""
        ...

    def is_silent(self, body: Field) -> bool:
        """Say whether a request says nothing: then it only loads a model."""
        ...

    def turns(self, body: Field) -> tuple[Turn, ...]:
        """Return what was said."""
        ...

    def tools(self, body: Field) -> tuple[OfferedTool, ...]:
        """Return what may be called."""
        ...

    def said(self, content: str, thinking: str = "", calls: Sequence[Call] = ()) -> dict[str, object]:
        """Return a part of an answer."""
        ...

    def ending(self, usage: Usage) -> dict[str, object]:
        """Return what only the last line of an answer has."""
        ...


class Chat:
    """POST /api/chat."""

    struct = "ChatRequest"

    def is_silent(self, body: Field) -> bool:
        """Say whether there are no messages."""
        messages = body.get("messages")
        return messages is None or messages.value == []

    def turns(self, body: Field) -> tuple[Turn, ...]:
        """Return the messages.

        Raises:
            FieldError: one of them is refused.
        """
        messages = body.get("messages")
        return read_messages(messages) if messages else ()

    def tools(self, body: Field) -> tuple[OfferedTool, ...]:
        """Return the tools.

        Raises:
            FieldError: one of them is refused.
        """
        return read_tools(body)

    def said(self, content: str, thinking: str = "", calls: Sequence[Call] = ()) -> dict[str, object]:
        """Return a message, or a part of one."""
        message: dict[str, object] = {"role": "assistant", "content": content}
        if thinking:
            message["thinking"] = thinking
        if calls:
            message["tool_calls"] = list(calls)
        return {"message": message}

    def ending(self, usage: Usage) -> dict[str, object]:  # noqa: ARG002 - a message needs no context
        """Return nothing."""
        return {}


class Generate:
    """POST /api/generate."""

    struct = "GenerateRequest"

    def is_silent(self, body: Field) -> bool:
        """Say whether there is no prompt."""
        prompt = body.get("prompt")
        return prompt is None or prompt.value == ""

    def turns(self, body: Field) -> tuple[Turn, ...]:
        """Return the system's text and the prompt.

        Raises:
            FieldError: one of them is refused.
        """
        system, prompt = string(body, "system"), string(body, "prompt")
        for name in ("suffix", "template"):
            string(body, name)
        images = read_images(body)
        return (*((Turn("system", system),) if system else ()), Turn("user", prompt, images))

    def tools(self, body: Field) -> tuple[OfferedTool, ...]:  # noqa: ARG002 - every shape is asked
        """Return nothing: only chat knows tools."""
        return ()

    def said(self, content: str, thinking: str = "", calls: Sequence[Call] = ()) -> dict[str, object]:  # noqa: ARG002 - no place for calls
        """Return a response, or a part of one."""
        return {"response": content, **({"thinking": thinking} if thinking else {})}

    def ending(self, usage: Usage) -> dict[str, object]:
        """Return the tokens of the conversation, by which the next request may go on with it: the first of them."""
        return {"context": [(at * 7919 + 13) % 32_000 for at in range(min(usage.total, _MOST_CONTEXT))]}
