"""Errors in OpenRouter's shape: the status, once more, and a message (https://openrouter.ai/docs/api-reference/errors).

What it refuses itself it says in OpenAI's words, which its parameters are.
"""

import json

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.model_name import UnknownModel
from fakes.model.openai.refusal import message as openai_message
from fakes.model.reply import Reply, json_reply

_TOO_MANY = 429
_SHARED = ("id", "provider", "model", "object", "created")


def error_body(error: ApiError) -> dict[str, object]:
    """Return the object that says what is wrong."""
    body: dict[str, object] = {"message": _message(error), "code": _status(error)}
    if error.status == _TOO_MANY:
        body["metadata"] = {"headers": dict(error.headers), "provider_name": None}
    return body


def refusal(error: ApiError, signature: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Return an error as an answer, under the headers of every answer."""
    return json_reply({"error": error_body(error)}, status=_status(error), headers=(*error.headers, *signature))


def stream_error(error: ApiError, event: bytes = b"") -> bytes:
    """Return the chunk that says, inside a stream, that it has failed, and ends the answer that ``event`` is of."""
    choice = {
        "index": 0,
        "delta": {"role": "assistant", "content": ""},
        "finish_reason": "error",
        "native_finish_reason": "error",
        "logprobs": None,
    }
    chunk = event.partition(b"data: ")[2]
    # Behind the mark that ends the stream there is no chunk to go on from.
    said = json.loads(chunk) if chunk.startswith(b"{") else {"object": "chat.completion.chunk"}
    shared = {name: said[name] for name in _SHARED if name in said}
    body = {**shared, "error": error_body(error), "choices": [choice]}
    return b"data: " + compact_json.encode(body) + b"\n\n"


def _status(error: ApiError) -> int:
    # A name that nobody has is a wrong parameter.
    return 400 if isinstance(error, UnknownModel) else error.status


def _message(error: ApiError) -> str:
    if isinstance(error, UnknownModel):
        return f"{error.model} is not a valid model ID"
    return openai_message(error) if error.field else error.message
