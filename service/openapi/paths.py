"""The endpoints: what may be asked of each, and what it answers."""

from typing import get_args

from service.errors import NotConfigured, NotFound
from service.field import JSON
from service.openapi.request_shapes import OBJECT_REQUEST
from service.openapi.responses import empty, failure, failures, plain_text, result, stream
from service.openapi.schema import Schema, object_of, reference
from service.protocols.choice import Name

_PROTOCOLS: Schema = {"type": "string", "enum": [*get_args(Name)]}
_SDKS: Schema = {"type": "integer", "enum": [4, 5, 6, 7]}
_NAME: Schema = {"type": "string", "minLength": 1}
_RESUMED = "Streams are kept where the setting RESUME says so; elsewhere nothing runs for a client that comes back."

_FORMAT: list[JSON] = [
    {
        "name": "protocol",
        "in": "query",
        "description": "The format of the answer: data stream v1 (ai 4), text, or UI message stream v1 (ai 5 to 7)."
        " Without it, the one that the sdk reads; without both, the one that the body looks like.",
        "schema": _PROTOCOLS,
    },
    {"name": "sdk", "in": "query", "description": "The major of ai that reads the answer.", "schema": _SDKS},
    {
        "name": "x-stream-protocol",
        "in": "header",
        "description": "The same as the query's protocol, which wins.",
        "schema": _PROTOCOLS,
    },
]


def paths(*, operations: bool) -> dict[str, JSON]:
    """Return every path.

    Args:
        operations: whether actions are answered with JSON here.
    """
    return {
        "/api/chat": {"post": _chat("chat", operations=operations), "get": _resumed("resumeChat4", "chatId", "query")},
        "/": {"post": _chat("chatAtRoot", operations=operations)},
        "/api/completion": {"post": _chat("completion", operations=operations)},
        "/api/chat/{id}/stream": {"get": _resumed("resumeChat", "id", "path")},
        "/api/chat/{id}/stop": {"post": _stop()},
        "/api/object": {"post": _object()},
        **_about(),
    }


def _errors() -> dict[str, JSON]:
    return {str(status): {"$ref": f"#/components/responses/Error{status}"} for status in failures()}


def _body(schema: Schema) -> Schema:
    # Any other +json type does as well.
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _chat(name: str, *, operations: bool) -> Schema:
    says = "The answer as it is made, in the format that was asked for."
    told = f"{says} An operation's result is JSON." if operations else says
    return {
        "operationId": name,
        "summary": "Chat",
        "description": "Answers a chat in any of the known shapes; another action than chat-v2-stream is an operation.",
        "parameters": _FORMAT,
        "requestBody": _body(reference("ChatRequest")),
        "responses": {"200": stream(told, result=reference("OperationResult") if operations else None), **_errors()},
    }


def _resumed(name: str, parameter: str, place: str) -> Schema:
    of_ai4 = place == "query"
    nothing = "What runs is told from its start; the body is empty where nothing runs."
    responses: dict[str, JSON] = {
        "200": stream(nothing if of_ai4 else "The stream, from its start.", may_be_empty=of_ai4)
    }
    if not of_ai4:
        responses["204"] = empty("There is nothing to resume.")
    return {
        "operationId": name,
        "summary": "Come back to a stream",
        "description": f"{_RESUMED} What {'ai 4' if of_ai4 else 'ai 5 to 7'} asks for when it resumes a chat.",
        "parameters": [_identity(parameter, place)],
        "responses": {**responses, "default": {"$ref": "#/components/responses/Error"}},
    }


def _stop() -> Schema:
    return {
        "operationId": "stopChat",
        "summary": "Stop a stream",
        "description": f"{_RESUMED} Where they are, a client that only leaves stops nothing.",
        "parameters": [_identity("id", "path")],
        "responses": {
            "204": empty("It is stopped."),
            "404": failure(NotFound),
            "default": {"$ref": "#/components/responses/Error"},
        },
    }


def _identity(name: str, place: str) -> Schema:
    return {"name": name, "in": place, "required": True, "description": "The chat's name.", "schema": _NAME}


def _object() -> Schema:
    return {
        "operationId": "object",
        "summary": "JSON as it is made",
        "description": "For useObject: the model's answer, which is JSON and fits the schema.",
        "parameters": [
            {
                "name": "schema",
                "in": "query",
                "description": "A registered schema; without it the body has one.",
                "schema": _NAME,
            }
        ],
        "requestBody": _body(OBJECT_REQUEST),
        "responses": {"200": plain_text("JSON, as text that grows."), **_errors()},
    }


def _about() -> dict[str, JSON]:
    return {
        "/healthz": {"get": _told("healthz", "Whether the process lives", result("It does.", _status("ok")))},
        "/readyz": {
            "get": _told(
                "readyz",
                "Whether a model is configured or faked",
                result("It is.", _status("ready")),
                **{"503": failure(NotConfigured)},
            )
        },
        "/openapi.json": {"get": _told("openapi", "This document", result("It.", {"type": "object"}))},
    }


def _status(word: str) -> Schema:
    return object_of("How it is.", {"status": {"type": "string", "const": word}})


def _told(name: str, summary: str, told: Schema, **others: Schema) -> Schema:
    responses: dict[str, JSON] = {"200": told, **others, "default": {"$ref": "#/components/responses/Error"}}
    return {"operationId": name, "summary": summary, "responses": responses}
