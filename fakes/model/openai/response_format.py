"""``response_format``: what kind of text the answer is to be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from fakes.model import compact_json
from fakes.model.field import Field
from fakes.model.openai.message import Message
from fakes.model.schema.answer import answer_schema
from fakes.model.text.chooser import Chooser

_KINDS: dict[str, Literal["text", "json_object", "json_schema"]] = {
    "text": "text",
    "json_object": "json_object",
    "json_schema": "json_schema",
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TEXT: dict[str, object] = {"type": "string"}
_ANY_OBJECT = Field(
    {
        "type": "object",
        "properties": {"answer": _TEXT, "details": {"type": "array", "items": _TEXT}},
        "required": ["answer", "details"],
    }
)
"""What is said where only some object is asked for."""


@dataclass(frozen=True, slots=True)
class ResponseFormat:
    """The kind of answer that is asked for, and the schema that it must fit, if any."""

    kind: Literal["text", "json_object", "json_schema"] = "text"
    schema: Field | None = None

    @classmethod
    def parse(cls, body: Field, messages: Iterable[Message]) -> "ResponseFormat":
        """Read it from a request's body.

        Raises:
            FieldError: something in it is absent, or not what it must be.
        """
        form = body.get("response_format")
        if form is None:
            return cls()
        kind = _KINDS[form.require("type").one_of(_KINDS)]
        if kind == "json_object" and not any("json" in message.text.lower() for message in messages):
            raise body.require("messages").fail(
                "must contain the word 'json' in some form, to use 'response_format' of type 'json_object'"
            )
        return cls(kind, _read_schema(form.require("json_schema")) if kind == "json_schema" else None)

    def write(self, chooser: Chooser) -> str:
        """Return the answer: compact JSON that fits.

        Raises:
            FieldError: the schema asks for more than this model can do.
        """
        return compact_json.encode(answer_schema(self.schema or _ANY_OBJECT, chooser)).decode()


def _read_schema(wanted: Field) -> Field | None:
    name = wanted.require("name")
    if not _NAME.fullmatch(name.string()):
        raise name.fail("must be 1 to 64 letters, digits, underscores or dashes")
    if description := wanted.get("description"):
        description.string()
    if strict := wanted.get("strict"):
        strict.boolean()
    schema = wanted.get("schema")
    if schema is not None:
        schema.keys()
    return schema
