"""What kind of text the answer is to be."""

from dataclasses import dataclass
from typing import Literal

from fakes.model import compact_json
from fakes.model.field import Field
from fakes.model.schema.answer import answer_schema
from fakes.model.text.chooser import Chooser

FormatKind = Literal["text", "json_object", "json_schema"]

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
    """The kind of answer that is asked for, and the JSON Schema that it must fit, if any."""

    kind: FormatKind = "text"
    schema: Field | None = None

    def write(self, chooser: Chooser) -> str:
        """Return an answer: compact JSON that fits.

        Raises:
            FieldError: the schema asks for more than this model can do.
        """
        return compact_json.encode(answer_schema(self.schema or _ANY_OBJECT, chooser)).decode()
