"""The bodies that a chat may be asked for with: what service.requests reads; it is the one who decides.

No two shapes fit the same body, so that a client is told which of them it broke.
"""

from collections.abc import Mapping, Sequence

from service.field import JSON
from service.openapi.message_shapes import MESSAGE_SHAPES
from service.openapi.schema import NON_EMPTY, STRING, Schema, array_of, object_of, reference, without
from service.requests import STREAMED_ACTION

_ACTION: Mapping[str, Schema] = {"action": {"type": "string", "const": STREAMED_ACTION}}
_MODEL: Mapping[str, Schema] = {
    "model": {"type": "string", "description": "The model to ask, if the service allows it."},
}
_CHAT: Mapping[str, Schema] = {**_ACTION, **_MODEL, "id": {"type": "string", "description": "The chat's name."}}
_MESSAGES = array_of(reference("Message"), least=1)

_CHAT_SHAPES: Mapping[str, Schema] = {
    "UseChat4Request": object_of(
        "What useChat of ai 4 sends, and what is easiest to write by hand.",
        {"messages": _MESSAGES},
        {**_CHAT, "data": {}},
        **without("trigger", "payload"),
    ),
    "UseChatRequest": object_of(
        "What useChat of ai 5, 6 and 7 sends.",
        {
            "messages": array_of(reference("UIMessage"), least=1),
            "trigger": {"type": "string", "enum": ["submit-message", "regenerate-message"]},
        },
        {**_CHAT, "messageId": {"type": "string", "description": "The message to go on with, or to say anew."}},
        **without("payload"),
    ),
    "DirectRequest": object_of(
        "An action and its payload.",
        {
            "payload": object_of(
                "A chat, or a prompt.",
                {},
                {"messages": _MESSAGES, "prompt": NON_EMPTY, "id": STRING, **_MODEL},
                anyOf=[{"required": ["messages"]}, {"required": ["prompt"]}],
            )
        },
        _CHAT,
    ),
    "PromptRequest": object_of(
        "What useCompletion sends: what the user said, and nothing before it.",
        {"prompt": NON_EMPTY},
        _CHAT,
        **without("messages", "payload"),
    ),
}

_BASE64: Schema = {
    "if": {"properties": {"isBase64Encoded": {"const": True}}, "required": ["isBase64Encoded"]},
    "then": {"properties": {"body": {"type": "string", "contentEncoding": "base64"}}},
}

OBJECT_REQUEST: Schema = {
    "description": "What useObject submits: text, an object with a prompt, or anything else, which is told to the"
    " model as JSON.",
    "anyOf": [
        NON_EMPTY,
        object_of(
            "A prompt, and what its answer must fit.",
            {"prompt": NON_EMPTY},
            {"schema": {"type": "object", "description": "A JSON Schema, where the URL names none."}, **_MODEL},
        ),
        {},
    ],
}


def request_shapes(operations: Sequence[str]) -> dict[str, JSON]:
    """Return the components that describe a body: ``ChatRequest``, and what it is made of.

    Args:
        operations: components of requests that ask for an operation.
    """
    bare: list[JSON] = [reference(name) for name in (*_CHAT_SHAPES, *operations)]
    return {
        **MESSAGE_SHAPES,
        **_CHAT_SHAPES,
        "GatewayRequest": object_of(
            "Any other shape inside of an API Gateway event, as an object or as text.",
            {"body": {"anyOf": [STRING, {"oneOf": bare}]}},
            {"isBase64Encoded": {"type": "boolean"}},
            **without("messages", "payload", "prompt"),
            **_BASE64,
        ),
        "ChatRequest": {"oneOf": [*bare, reference("GatewayRequest")]},
    }
