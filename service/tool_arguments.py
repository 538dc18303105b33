"""The arguments that a tool takes: their JSON schema for the model, and how what the model sent becomes values.

Strict: a number is not a string. What is wrong is said in our words, naming the argument and what must stand there,
never what stood there, because model and client read it. pydantic is imported when the first of this is asked for.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service.field import JSON
from service.tool_error import ToolError
from service.well_formed import well_formed

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

_COMPLAINTS: Mapping[str, str] = {
    "missing": "is missing",
    "unexpected_keyword_argument": "is not known here",
    "extra_forbidden": "is not known here",
    "json_invalid": "is nested too deeply",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be a boolean",
    "list_type": "must be an array",
    "dict_type": "must be an object",
    "dataclass_type": "must be an object",
    "model_type": "must be an object",
}
"""By pydantic's type of error, with what the tool's own types say."""

UNREADABLE = "The tool's arguments are not a JSON object"

_MAX_NAME = 100
"""A hostile name is not echoed in full."""


class ToolArguments:
    """The arguments of one tool, given as a dataclass and what is known of its fields."""

    def __init__(self, type_: type, descriptions: Mapping[str, str]) -> None:
        self._type = type_
        self._descriptions = descriptions

    @cached_property
    def schema(self) -> dict[str, JSON]:
        """The JSON schema, an object's.

        Raises:
            TypeError: JSON has no form for a parameter's type.
        """
        try:
            schema = self._adapter.json_schema(schema_generator=_generator())
        except Exception as error:
            raise TypeError(str(error).partition("\n")[0]) from error
        # It would be the name of a class that only we know.
        del schema["title"]
        for name, description in self._descriptions.items():
            if name in schema["properties"]:
                schema["properties"][name].setdefault("description", description)
        return schema

    def read(self, arguments: JSON) -> dict[str, Any]:
        """Return the values that the function is called with, defaults included.

        Raises:
            ToolError: they do not fit; the message names the argument.
        """
        if not isinstance(arguments, dict):
            raise ToolError(UNREADABLE)
        from pydantic import ValidationError  # noqa: PLC0415 - a tenth of a second, for those who need it

        # As text, because only there a date or a tuple is known for what it is, however strict one is.
        text = well_formed(json.dumps(arguments, ensure_ascii=False))
        try:
            read = self._adapter.validate_json(text, strict=True)
        except ValidationError as error:
            raise ToolError(_complaint(error.errors(include_url=False, include_input=False))) from None
        return {field.name: getattr(read, field.name) for field in dataclasses.fields(read)}

    @cached_property
    def _adapter(self) -> "TypeAdapter[Any]":
        from pydantic import TypeAdapter  # noqa: PLC0415 - as above

        return TypeAdapter(self._type)


def _generator() -> Any:  # noqa: ANN401 - its base is not known before pydantic is
    from pydantic.json_schema import GenerateJsonSchema  # noqa: PLC0415 - as above

    class Generator(GenerateJsonSchema):
        # A default that is not JSON is left out, as it should be.
        ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012 - the base's type

        def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the base's signature
            # A title repeats the name, and the model pays for every token.
            return False

    return Generator


def _complaint(findings: "Sequence[ErrorDetails]") -> str:
    first = findings[0]
    place = ".".join(("arguments", *(str(step)[:_MAX_NAME] for step in first["loc"])))
    words = _COMPLAINTS.get(first["type"], "is not valid").format_map(first.get("ctx", {}))
    return f"{place} {words}"
