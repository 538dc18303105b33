"""What litellm is asked: what it would get wrong on the way to a provider is put right before it sees it."""

from collections.abc import Iterable
from typing import Any

from service.errors import InvalidRequest
from service.field import JSON
from service.messages import AssistantMessage, FilePart, Message, UserMessage
from service.model import ModelRequest
from service.providers.openai_messages import to_openai, to_response_format, to_tools
from service.providers.signer import ANTHROPIC, signer_of

_OPENAI = ("openai/", "azure/")


def to_arguments(request: ModelRequest) -> dict[str, Any]:
    """Return what of a request stands in acompletion's arguments; Any, because they are litellm's.

    Raises:
        InvalidRequest: the model takes no sounds; litellm would leave them out without a word.
    """
    signer = signer_of(request.model)
    if signer == ANTHROPIC and any(map(_has_sound, request.messages)):
        raise InvalidRequest("The model takes no sounds")
    messages = to_openai(request.messages, signer=signer)
    arguments: dict[str, Any] = {
        "model": request.model,
        "messages": messages if request.model.startswith(_OPENAI) else _without_blanks(messages),
        "temperature": request.temperature,
        "max_tokens": request.max_output_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.reasoning_effort:
        arguments["reasoning_effort"] = request.reasoning_effort
        if signer == ANTHROPIC:
            # It thinks at no other.
            arguments["temperature"] = 1
    if request.tools:
        # Without the switch, litellm imports a package that only its proxy needs, and fails for want of it.
        arguments |= {"tools": to_tools(request.tools), "_skip_mcp_handler": True}
    elif signer == ANTHROPIC and any(map(_has_calls, request.messages)):
        # Anthropic wants to be told of tools where a history has calls, so litellm makes one up.
        arguments["tool_choice"] = "none"
    if request.response_schema is not None:
        arguments["response_format"] = to_response_format(request.response_schema)
        if request.model.startswith("groq/"):
            # litellm then asks for no stream, and Groq refuses a stream's options without one.
            del arguments["stream_options"]
    return arguments


def _has_sound(message: Message) -> bool:
    return isinstance(message, UserMessage) and any(
        isinstance(part, FilePart) and part.media_type.startswith("audio/") for part in message.parts
    )


def _has_calls(message: Message) -> bool:
    return isinstance(message, AssistantMessage) and bool(message.calls)


def _without_blanks(messages: Iterable[dict[str, JSON]]) -> list[dict[str, JSON]]:
    """Return the messages without what the assistant did not say.

    OpenAI takes a blank text, and the AI SDK sends it one. Other providers refuse it, and litellm tells Anthropic a
    sentence of its own instead.
    """
    spoken = (message | {"content": None} if _is_blank(message) else message for message in messages)
    return [
        message
        for message in spoken
        if message.keys() & {"tool_calls", "thinking_blocks"} or message["content"] is not None
    ]


def _is_blank(message: dict[str, JSON]) -> bool:
    content = message["content"]
    return message["role"] == "assistant" and isinstance(content, str) and not content.strip()
