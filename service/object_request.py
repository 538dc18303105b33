"""What ``useObject`` sends: the value that the application submitted, whatever it is.

=======================================  ===========================================================================
body                                     the model is told
=======================================  ===========================================================================
a string                                 the string
``{"prompt", "schema"?, "model"?}``      the prompt; ``schema`` is a JSON Schema, where the URL names no schema
anything else                            the value, as JSON
=======================================  ===========================================================================

Source: ``experimental_useObject`` of ai 4 to 7, which sends the bare value and reads a text stream of JSON.
"""

from collections.abc import Mapping

from msgspec import Struct

from service import json_text
from service.errors import InvalidRequest
from service.field import Field
from service.json_schema import JsonSchema
from service.model import ResponseSchema
from service.requests import ChatRequest
from service.ui_messages import MessageLimits, read_prompt

_SCHEMA_NAME = "answer"
_MAX_NAME = 100
"""A hostile name is not echoed in full."""


class ObjectRequest(Struct, frozen=True):
    """What a client asks for: an object, about what, in which shape."""

    chat: ChatRequest
    schema: ResponseSchema


def read_object(
    value: Field, limits: MessageLimits, *, named: str | None, schemas: Mapping[str, ResponseSchema]
) -> ObjectRequest:
    """Read a request for an object. Takes as long as its schema is large.

    Args:
        value: what was submitted.
        limits: how much text is read.
        named: the schema that the URL names.
        schemas: those of the application.

    Raises:
        InvalidRequest: naming the field.
    """
    prompt = value.value if isinstance(value.value, str) else json_text.encode(value.value).decode()
    model = None
    if isinstance(value.value, dict) and isinstance(value.value.get("prompt"), str):
        prompt, model = value.required("prompt").string(), value.text("model") or None
    message = read_prompt(Field(prompt, "prompt"), limits)
    return ObjectRequest(ChatRequest(messages=(message,), model=model), _schema(value, named, schemas))


def _schema(value: Field, named: str | None, schemas: Mapping[str, ResponseSchema]) -> ResponseSchema:
    if named is not None:
        if named not in schemas:
            raise InvalidRequest(f"schema names none that is known here: {named[:_MAX_NAME]}")
        return schemas[named]
    sent = value.member("schema") if isinstance(value.value, dict) else None
    if sent is None:
        raise InvalidRequest("schema is missing: name one in the URL, or send one beside prompt")
    return ResponseSchema(name=_SCHEMA_NAME, schema=JsonSchema.read(sent).document)
