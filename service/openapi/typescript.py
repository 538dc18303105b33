"""The types that a frontend names, as the text of a TypeScript module: Python's own definitions, said once more.

::

    python -m service.openapi.typescript    prints web/types/tokenwire.ts; scripts/types writes it

Standard library only, so that any Python can run it. ASCII, because not every terminal prints anything else.
"""

import json
import sys
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, get_args, get_origin, is_typeddict

from service.field import JSON
from service.metadata import AnswerMetadata
from service.openapi import error_tree
from service.openapi.error_shapes import DataParts, DataStreamError, ErrorBody, ErrorCode
from service.openapi.typed_dict import members, summary

_HEAD = """\
// What Tokenwire tells a frontend, beside the words of the AI SDK's own protocols.
// Written by scripts/types from the service's definitions; not by hand.
"""

_TYPES: Mapping[str, Any] = {
    "TokenwireMetadata": AnswerMetadata,
    "TokenwireDataParts": DataParts,
    "TokenwireDataStreamItem": DataStreamError,
    "TokenwireErrorBody": ErrorBody,
}

_SIMPLE: Mapping[object, str] = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
_CODE = "TokenwireErrorCode"


def module() -> str:
    """Return the module's text."""
    codes = "".join(f"\n  | {json.dumps(code)}" for code in error_tree.codes())
    told = "What went wrong: in the header x-error-code, or in the stream."
    return "\n".join(
        [
            _HEAD,
            f"/** {told} */\nexport type {_CODE} ={codes};\n",
            *(f"/** {summary(kind)} */\nexport type {name} = {typescript(kind)};\n" for name, kind in _TYPES.items()),
        ]
    )


def typescript(annotation: object, depth: int = 0) -> str:
    """Return a type annotation in TypeScript's words; an object's members are indented by ``depth`` levels.

    Raises:
        TypeError: the type is none that is understood here.
    """
    if annotation == JSON:
        return "unknown"
    if annotation is ErrorCode:
        return _CODE
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if is_typeddict(annotation):
        return _object(annotation, depth + 1)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(map(json.dumps, arguments))
    if origin is UnionType:
        return " | ".join(typescript(argument, depth) for argument in arguments)
    raise TypeError(f"{annotation!r} has no name in TypeScript here")


def _object(kind: object, depth: int) -> str:
    indent = "  " * depth
    lines = [
        f"{indent}{key.name}{'' if key.required else '?'}: {typescript(key.annotation, depth)};\n"
        for key in members(kind)
    ]
    # A type, no interface: the SDK wants one that may be indexed.
    return "{\n" + "".join(lines) + "  " * (depth - 1) + "}"


if __name__ == "__main__":
    sys.stdout.write(module())
