"""Messages as requests hold them: the parts of ai 4, of ai 5 to 7, and of messages that are written by hand.

What service.ui_messages and service.assistant_messages read; they are the ones who decide.
"""

from collections.abc import Mapping

from service.field import JSON
from service.openapi.schema import NON_EMPTY, OBJECT, STRING, Schema, array_of, object_of, reference

_TOOL_STATES: list[JSON] = [
    "input-streaming",
    "input-available",
    "approval-requested",
    "approval-responded",
    "output-available",
    "output-error",
    "output-denied",
]


def _kind(name: str) -> Schema:
    return {"type": "string", "const": name}


_OTHER = object_of(
    "Any other part, such as step-start, source-url or data-*: passed over.",
    {
        "type": {
            "type": "string",
            "pattern": "^(?!tool-)",
            "not": {"enum": ["text", "reasoning", "file", "image", "image_url", "dynamic-tool"]},
        }
    },
)
_TOOL: Mapping[str, Schema] = {
    "toolCallId": STRING,
    "state": {"type": "string", "enum": _TOOL_STATES},
}
_TOOL_MORE: Mapping[str, Schema] = {
    "output": {},
    "errorText": STRING,
    "approval": object_of(
        "What the user was asked.", {"id": STRING}, {"approved": {"type": "boolean"}, "reason": STRING}
    ),
    # What the model sent; rawInput where it could not be read.
    "input": {},
    "rawInput": {},
}

PART_SHAPES: Mapping[str, Schema] = {
    "TextPart": object_of("Text.", {"type": _kind("text"), "text": STRING}),
    "ReasoningPart": object_of(
        "What the model thought earlier.",
        {"type": _kind("reasoning")},
        {"text": STRING, "providerMetadata": {}, "reasoning": STRING, "details": array_of(OBJECT)},
    ),
    "FilePart": object_of(
        "A file: images, PDF, WAV, MP3 and text are read; by address (http, https) images only.",
        {"type": _kind("file")},
        {"mediaType": STRING, "mimeType": STRING, "filename": STRING, "url": STRING, "data": STRING},
        anyOf=[{"required": ["url"]}, {"required": ["data"]}],
    ),
    "ImagePart": object_of(
        "An image in a message that is written by hand: an address, a data URL, or base64.",
        {"type": _kind("image"), "image": STRING},
        {"mediaType": STRING, "mimeType": STRING},
    ),
    "ImageUrlPart": object_of(
        "An image as OpenAI's own API has it.",
        {"type": _kind("image_url"), "image_url": object_of("Where it is.", {"url": STRING})},
    ),
    "ToolInvocationPart": object_of(
        "A tool that the model called, from ai 4.",
        {
            "type": _kind("tool-invocation"),
            "toolInvocation": object_of(
                "The call; without a result it is passed over.",
                {"state": {"type": "string", "enum": ["partial-call", "call", "result"]}},
                {"toolCallId": STRING, "toolName": STRING, "args": {}, "result": {}, "step": {"type": "integer"}},
            ),
        },
    ),
    "ToolPart": object_of(
        "A tool that the model called, from ai 5 to 7; the type is tool- and the tool's name.",
        {"type": {"type": "string", "pattern": "^tool-"}, **_TOOL},
        _TOOL_MORE,
    ),
    "DynamicToolPart": object_of(
        "A tool that the frontend did not know when it was written, from ai 5 to 7.",
        {"type": _kind("dynamic-tool"), "toolName": NON_EMPTY, **_TOOL},
        _TOOL_MORE,
    ),
    "OtherPart": _OTHER,
}

_PARTS = array_of(reference("MessagePart"))

MESSAGE_SHAPES: Mapping[str, Schema] = {
    **PART_SHAPES,
    "MessagePart": {"anyOf": [reference(name) for name in PART_SHAPES]},
    "Message": object_of(
        "A message as ai 4 sends it, or written by hand: with content, or parts, or both.",
        {"role": {"type": "string", "enum": ["system", "user", "assistant", "data"]}},
        {
            "id": STRING,
            "content": {"anyOf": [STRING, _PARTS]},
            "parts": _PARTS,
            "experimental_attachments": array_of(
                object_of("A file of the user's.", {"url": STRING}, {"contentType": STRING, "name": STRING})
            ),
            "toolInvocations": array_of(OBJECT),
        },
        anyOf=[{"required": ["content"]}, {"required": ["parts"]}],
    ),
    "UIMessage": object_of(
        "A message as ai 5 to 7 send it.",
        {"role": {"type": "string", "enum": ["system", "user", "assistant"]}, "parts": _PARTS},
        {"id": STRING, "metadata": {}},
    ),
}
