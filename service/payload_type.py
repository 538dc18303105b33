"""The type that an operation's function gives its payload, and how a payload becomes one.

===========================  ==========================================================================================
annotation                   the function gets
===========================  ==========================================================================================
``Field``                    the payload with its path, to read as the service reads its own requests
``JSON``                     the payload as it is
``dict[str, JSON]``          the payload, which must be an object
anything else                what pydantic makes of it in its strict mode: a dataclass, a model, a ``TypedDict``, ...
===========================  ==========================================================================================

A field of JSON inside of a dataclass or a model is pydantic's ``JsonValue``. A validator that wants to say why it
refuses raises an InvalidRequest; what it says in a ``ValueError`` stays here.
"""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from service import json_text
from service.field import JSON, Field
from service.payload_errors import refusal
from service.well_formed import well_formed

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class PayloadType:
    """A type, given as an annotation. What pydantic needs for it is built when the first payload comes."""

    def __init__(self, annotation: Any) -> None:  # noqa: ANN401 - types have no type
        self._annotation = annotation

    @cached_property
    def schema(self) -> dict[str, JSON]:
        """The type as a JSON Schema (2020-12), for whoever describes it; empty where it has none, or may be anything.

        Its definitions are its own: references lead to ``#/$defs/``.
        """
        if self._annotation is Field or self._annotation == JSON:
            return {}
        if self._annotation == dict[str, JSON]:
            return {"type": "object"}
        from pydantic import PydanticUserError  # noqa: PLC0415 - a tenth of a second, for those who need it

        try:
            schema: dict[str, JSON] = self._adapter.json_schema()
            # An example may be any number, and not every number is JSON.
            json_text.encode(schema)
        except (PydanticUserError, NameError, ValueError):
            return {}
        return schema

    def read(self, payload: Field) -> object:
        """Return the payload as the type wants it.

        Raises:
            InvalidRequest: it does not fit; the message names the field.
        """
        if self._annotation is Field:
            return payload
        if self._annotation == JSON:
            return payload.value
        if self._annotation == dict[str, JSON]:
            return payload.object()
        return self._validated(payload)

    def _validated(self, payload: Field) -> object:
        from pydantic import ValidationError  # noqa: PLC0415 - a tenth of a second, for those who need it

        # As text, because only there a date or a tuple is known for what it is, however strict one is.
        text = well_formed(json.dumps(payload.value, ensure_ascii=False))
        try:
            return self._adapter.validate_json(text, strict=True)
        except ValidationError as error:
            raise refusal(payload, error.errors(include_url=False, include_input=False)) from None  # type: ignore[arg-type] # fewer keys

    @cached_property
    def _adapter(self) -> "TypeAdapter[Any]":
        from pydantic import TypeAdapter  # noqa: PLC0415 - as above

        return TypeAdapter(self._annotation)
