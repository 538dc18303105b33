"""Our messages -> OpenAI's, as ai 4 to 7 convert them (convertToOpenAIChatMessages of @ai-sdk/openai 1 to 4)."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import assert_never

from service.field import JSON
from service.messages import (
    AssistantMessage,
    FilePart,
    ImagePart,
    Message,
    ReasoningPart,
    SystemMessage,
    TextPart,
    ToolCall,
    ToolMessage,
    UserMessage,
)
from service.model import ResponseSchema
from service.tool_spec import ToolSpec
from service.well_formed import well_formed

_AUDIO_FORMATS: Mapping[str, str] = {"audio/wav": "wav", "audio/mp3": "mp3", "audio/mpeg": "mp3"}


def to_openai(messages: Iterable[Message], *, signer: str = "") -> list[dict[str, JSON]]:
    """Return the ``messages`` of a chat completion request.

    Args:
        messages: the conversation.
        signer: whose signed and sealed thoughts the model is given back, as litellm takes them; empty for nobody's.
    """
    return [{**_message(message), **_thinking(message, signer)} for message in messages]


def _thinking(message: Message, signer: str) -> dict[str, JSON]:
    if not isinstance(message, AssistantMessage) or not signer:
        return {}
    proven = (part for part in message.reasoning if part.provider == signer)
    blocks: list[JSON] = [_block(part) for part in proven if part.signature or part.data]
    return {"thinking_blocks": blocks} if blocks else {}


def _block(part: ReasoningPart) -> JSON:
    if part.data:
        return {"type": "redacted_thinking", "data": part.data}
    return {"type": "thinking", "thinking": part.text, "signature": part.signature}


def _message(message: Message) -> dict[str, JSON]:
    match message:
        case SystemMessage(text):
            return {"role": "system", "content": text}
        case AssistantMessage(text, ()):
            return {"role": "assistant", "content": _said(text)}
        case AssistantMessage(text, calls):
            return {"role": "assistant", "content": _said(text), "tool_calls": [_call(call) for call in calls]}
        case ToolMessage(call_id, text):
            return {"role": "tool", "tool_call_id": call_id, "content": text}
        case UserMessage(parts):
            return {"role": "user", "content": _content([part for part in parts if part != TextPart("")])}
        case _ as unreachable:
            assert_never(unreachable)


def _said(text: str | None) -> str | None:
    """Return what the model said in UTF-8's reach: in deltas of its own it may have split an emoji."""
    return None if text is None else well_formed(text)


def _call(call: ToolCall) -> JSON:
    function: JSON = {"name": call.name, "arguments": well_formed(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def _content(parts: list[TextPart | ImagePart | FilePart]) -> JSON:
    match parts:
        case [TextPart(text)]:
            # One text is sent as a plain string: every server understands that.
            return text
        case _:
            return [_part(index, part) for index, part in enumerate(parts)]


def _part(index: int, part: TextPart | ImagePart | FilePart) -> JSON:
    match part:
        case TextPart(text):
            return {"type": "text", "text": text}
        case ImagePart(url):
            return {"type": "image_url", "image_url": {"url": url}}
        case FilePart(media_type, url) if media_type in _AUDIO_FORMATS:
            data = url.partition(",")[2]
            return {"type": "input_audio", "input_audio": {"data": data, "format": _AUDIO_FORMATS[media_type]}}
        case FilePart(_, url, filename):
            name = f"part-{index}.pdf" if filename is None else filename
            return {"type": "file", "file": {"filename": name, "file_data": url}}
        case _ as unreachable:
            assert_never(unreachable)


def to_response_format(wanted: ResponseSchema) -> dict[str, JSON]:
    """Return the ``response_format`` of a chat completion request.

    Without ``strict``, whose dialect of JSON Schema is a narrower one: what comes back is validated anyway.
    """
    # A copy, because a library gets it, and an answer is to be compared with what the client sent.
    return {"type": "json_schema", "json_schema": {"name": wanted.name, "schema": deepcopy(wanted.schema)}}


def to_tools(tools: Iterable[ToolSpec]) -> list[dict[str, JSON]]:
    """Return the ``tools`` of a chat completion request."""
    return [{"type": "function", "function": _function(tool)} for tool in tools]


def _function(tool: ToolSpec) -> dict[str, JSON]:
    described: dict[str, JSON] = {"description": tool.description} if tool.description else {}
    # A copy, because litellm rewrites schemas in place for some providers.
    return {"name": tool.name, **described, "parameters": deepcopy(tool.parameters)}
