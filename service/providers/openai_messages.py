"""Our messages -> OpenAI's, as ai 4 to 7 convert them (convertToOpenAIChatMessages of @ai-sdk/openai 1 to 4)."""

from collections.abc import Iterable
from copy import deepcopy
from typing import assert_never

from service.field import JSON
from service.messages import (
    AssistantMessage,
    ImagePart,
    Message,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from service.model import ResponseSchema


def to_openai(messages: Iterable[Message]) -> list[dict[str, JSON]]:
    """Return the ``messages`` of a chat completion request."""
    return [_message(message) for message in messages]


def _message(message: Message) -> dict[str, JSON]:
    match message:
        case SystemMessage(text):
            return {"role": "system", "content": text}
        case AssistantMessage(text, ()):
            return {"role": "assistant", "content": text}
        case AssistantMessage(text, calls):
            return {"role": "assistant", "content": text, "tool_calls": [_call(call) for call in calls]}
        case ToolMessage(call_id, text):
            return {"role": "tool", "tool_call_id": call_id, "content": text}
        case UserMessage(parts):
            return {"role": "user", "content": _content([part for part in parts if part != TextPart("")])}
        case _ as unreachable:
            assert_never(unreachable)


def _call(call: ToolCall) -> JSON:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _content(parts: list[TextPart | ImagePart]) -> JSON:
    match parts:
        case [TextPart(text)]:
            # One text is sent as a plain string: every server understands that.
            return text
        case _:
            return [_part(part) for part in parts]


def _part(part: TextPart | ImagePart) -> JSON:
    match part:
        case TextPart(text):
            return {"type": "text", "text": text}
        case ImagePart(url):
            return {"type": "image_url", "image_url": {"url": url}}
        case _ as unreachable:
            assert_never(unreachable)


def to_response_format(wanted: ResponseSchema) -> dict[str, JSON]:
    """Return the ``response_format`` of a chat completion request.

    Without ``strict``, whose dialect of JSON Schema is a narrower one: what comes back is validated anyway.
    """
    # A copy, because a library gets it, and an answer is to be compared with what the client sent.
    return {"type": "json_schema", "json_schema": {"name": wanted.name, "schema": deepcopy(wanted.schema)}}
