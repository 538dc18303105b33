"""The OpenAPI 3.1 document of the service, as plain data.

Source: OpenAPI Specification 3.1.1; schemas are JSON Schema 2020-12. What clients are sent is read off the code: errors
off their classes, headers off the protocols, streams off typed definitions that the encoders are tested against.
"""

from copy import deepcopy

from service.field import JSON
from service.openapi import error_tree
from service.openapi.data_stream_parts import PARTS
from service.openapi.definitions import Definitions
from service.openapi.error_shapes import ErrorBody, ErrorCode
from service.openapi.operation_shapes import operation_shapes
from service.openapi.paths import paths
from service.openapi.request_shapes import request_shapes
from service.openapi.responses import any_failure, failures, stream_shapes
from service.openapi.schema import object_of
from service.openapi.ui_chunks import CHUNKS
from service.operations import Operations

VERSION = "v1"
"""Of the wire, as contracts/ counts it; a release has another number."""


def document(operations: Operations | None) -> dict[str, JSON]:
    """Return the document; the caller's own. Takes a moment where operations have payloads of a type.

    Args:
        operations: actions that are answered with JSON; None where everything is streamed.
    """
    return deepcopy(
        {
            "openapi": "3.1.1",
            "info": {
                "title": "Tokenwire",
                "version": VERSION,
                "description": "Streams LLM answers to the AI SDK's useChat, useCompletion and useObject.",
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            # Whoever serves the document serves the rest beside it.
            "servers": [{"url": "/"}],
            "paths": paths(operations=operations is not None),
            "components": {"schemas": _schemas(operations), "responses": _responses()},
        }
    )


def _schemas(operations: Operations | None) -> dict[str, JSON]:
    codes: list[JSON] = [*error_tree.codes()]
    definitions = Definitions({ErrorCode: {"type": "string", "enum": codes}})
    definitions.of(ErrorBody)
    streams = stream_shapes(
        [definitions.of(chunk) for chunk in CHUNKS], {part.code: definitions.of(part.value) for part in PARTS}
    )
    asked = {} if operations is None else operation_shapes(operations)
    schemas: dict[str, JSON] = {**request_shapes(tuple(asked)), **streams, **definitions.components}
    for shapes in asked.values():
        schemas.update(shapes)
    if operations is not None:
        success: dict[str, JSON] = {"type": "boolean", "const": True}
        schemas["OperationResult"] = object_of("What an operation returned.", {"success": success, "data": {}})
    return schemas


def _responses() -> dict[str, JSON]:
    return {"Error": any_failure(), **{f"Error{status}": told for status, told in failures().items()}}
