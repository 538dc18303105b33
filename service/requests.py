"""Every shape a request may have -> its action, its payload, and one ChatRequest.

======================  ==========================================================================================
shape                   looks like
======================  ==========================================================================================
useChat (ai 4 to 7)     ``{"id", "messages", ...}``, with ``action`` and ``model`` beside them if the application adds
                        them
direct                  ``{"action", "payload": {"messages"}}``; another action has a payload of its own
prompt                  ``{"prompt"}``, with or without ``action``
gateway                 ``{"body", "isBase64Encoded"?}``, where body is any other shape, as an object or as JSON text
======================  ==========================================================================================
"""

import base64
import binascii
from collections.abc import Collection

from msgspec import Struct

from service import json_text
from service.approvals import Approval, read_approvals
from service.errors import ActionNotStreamed, InvalidJSON, UnknownAction, UnknownShape
from service.field import JSON, Field
from service.messages import Message
from service.ui_messages import MessageLimits, read_messages, read_prompt

STREAMED_ACTION = "chat-v2-stream"
"""The one action that answers with a stream; also what a request without an action asks for."""

_MAX_ACTION_IN_MESSAGE = 200
"""A hostile action is not echoed in full."""


class ChatRequest(Struct, frozen=True, kw_only=True):
    """What a client asks for.

    Attributes:
        messages: the conversation, oldest first; at least one.
        model: the model the client would like, unchecked; None leaves it to the settings.
        chat_id: the client's name for the conversation.
        continues: the id of the assistant's message that the answer goes on with; None for a message of its own.
        approvals: what the user said of calls that waited for it.
        is_ui: whether the request looks like one of ai 5 to 7, which read the UI message stream.
    """

    messages: tuple[Message, ...]
    model: str | None = None
    chat_id: str | None = None
    continues: str | None = None
    approvals: tuple[Approval, ...] = ()
    is_ui: bool = False


def read_request(body: bytes) -> Field:
    """Return the object that a request body of any known shape holds.

    Raises:
        InvalidRequest: or one of its subclasses.
    """
    request = _open_gateway(read_value(body))
    if not isinstance(request.value, dict):
        raise UnknownShape
    return request


def read_value(body: bytes) -> Field:
    """Return whatever JSON a request body holds.

    Raises:
        InvalidJSON: it holds none.
    """
    return Field(_decode(body))


def action_of(request: Field) -> str:
    """Return the action that a request asks for.

    Raises:
        InvalidRequest: it is not a string.
    """
    action = request.text("action")
    return STREAMED_ACTION if action is None else action


def payload_of(request: Field) -> Field:
    """Return what an action is to work on: the request's payload, or all that stands beside the action."""
    payload = request.member("payload")
    if payload is not None:
        return payload
    return Field({name: value for name, value in request.object().items() if name != "action"}, request.path)


def require_streamed(request: Field, others: Collection[str]) -> None:
    """Refuse any action but the streamed one; ``others`` are known, but answered with JSON and so elsewhere.

    Raises:
        InvalidRequest: ActionNotStreamed, or UnknownAction.
    """
    action = action_of(request)
    if action != STREAMED_ACTION:
        raise (ActionNotStreamed if action in others else UnknownAction)(action[:_MAX_ACTION_IN_MESSAGE])


def read_chat(request: Field, limits: MessageLimits) -> ChatRequest:
    """Read a chat, whatever the action.

    Raises:
        InvalidRequest: or one of its subclasses.
    """
    payload = request.member("payload")
    source = request if payload is None else payload
    model = source.text("model") or request.text("model") or None
    chat_id = source.text("id") or request.text("id") or None
    messages, prompt = source.member("messages"), source.member("prompt")
    if messages is None and prompt is not None:
        return ChatRequest(messages=(read_prompt(prompt, limits),), model=model, chat_id=chat_id)
    if messages is None and payload is None:
        raise UnknownShape
    messages = source.required("messages")
    approvals = read_approvals(messages)
    return ChatRequest(
        messages=read_messages(messages, limits, awaited=[approval.call_id for approval in approvals]),
        model=model,
        chat_id=chat_id,
        continues=_continued(messages),
        approvals=approvals,
        is_ui=source.member("trigger") is not None or _has_parts_only(messages),
    )


def _continued(messages: Field) -> str | None:
    """Return the id of the last message if it is the assistant's: a client that sends such a one wants more of it."""
    last = list(messages.items())[-1:]
    return (last[0].text("id") or None) if last and last[0].text("role") == "assistant" else None


def _has_parts_only(messages: Field) -> bool:
    """Whether these are messages of ai 5 to 7, which dropped the ``content`` that every message of ai 4 has."""
    items = list(messages.items())
    return bool(items) and all(item.member("parts") is not None and item.member("content") is None for item in items)


def _decode(data: bytes | str) -> JSON:
    try:
        return json_text.decode(data)
    except ValueError as error:
        raise InvalidJSON(detail=str(error)) from None


def _open_gateway(request: Field) -> Field:
    """Return what an API Gateway style wrapper holds; anything else as it is."""
    value = request.value
    if not isinstance(value, dict) or value.get("body") is None or value.keys() & {"messages", "payload", "prompt"}:
        return request
    body = request.required("body")
    encoded = request.member("isBase64Encoded")
    if encoded is not None and encoded.boolean():
        return Field(_decode(_from_base64(body)), body.path)
    return Field(_decode(body.value), body.path) if isinstance(body.value, str) else body


def _from_base64(body: Field) -> bytes:
    try:
        return base64.b64decode(body.string(), validate=True)
    except (binascii.Error, ValueError):
        raise body.fail("is not valid base64") from None
