"""What Bedrock says, held to botocore's service model."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from tests.fakes.model.bedrock.clients import Event, Json, boto

JsonValue = Any

_SCALARS: Mapping[str, type] = {"string": str, "blob": str, "integer": int, "long": int, "boolean": bool}
"""By the name of a type, how it travels in JSON."""


def check_whole(body: Json) -> None:
    """Assert that it is an answer of Converse: everything required, nothing else."""
    assert unknown(body, _shape("ConverseResponse")) == []


def check_message(message: Event) -> None:
    """Assert that it is a message of ConverseStream, an event or an exception: everything required, nothing else."""
    headers, payload = message
    kind = headers[":message-type"]
    assert set(headers) == {f":{kind}-type", ":content-type", ":message-type"}
    assert headers[":content-type"] == "application/json"
    shape = _shape("ConverseStreamOutput")
    assert isinstance(shape, StructureShape)
    assert unknown(payload, shape.members[headers[f":{kind}-type"]]) == []


def unknown(value: JsonValue, shape: Shape, path: str = "") -> list[str]:
    """The places in raw JSON that a shape knows no member for, that lack a required one, or are of another type."""
    if getattr(shape, "is_document_type", False):
        return []
    if isinstance(shape, StructureShape):
        wrong = [
            f"{path}.{name}"
            for name in {*value, *shape.required_members}
            if name not in shape.members or name not in value
        ]
        known = [name for name in value if name in shape.members]
        return wrong + [bad for name in known for bad in unknown(value[name], shape.members[name], f"{path}.{name}")]
    if isinstance(shape, ListShape):
        return [bad for at, item in enumerate(value) for bad in unknown(item, shape.member, f"{path}[{at}]")]
    enum = getattr(shape, "enum", None)
    fits = type(value) is _SCALARS[shape.type_name] and (not enum or value in enum)
    return [] if fits else [f"{path}={value}"]


@cache
def _shape(name: str) -> Shape:
    # Nobody is asked: the client brings the model along.
    shape: Shape = boto("http://nowhere").meta.service_model.shape_for(name)
    return shape
