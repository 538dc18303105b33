"""What a server says to parameters that stand beside those of a plain request."""

import json

from fakes.model import ModelServer
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes

Refusal = tuple[dict[str, object], str, str, str]
"""Parameters, and what the refusal holds: the param, the code, and a part of the message."""

REQUIRED = "missing_required_parameter"


def said(*messages: object) -> dict[str, object]:
    """A conversation."""
    return {"messages": list(messages)}


def user(*parts: object) -> dict[str, object]:
    """A conversation of one user message with these parts."""
    return said({"role": "user", "content": list(parts)})


async def accepts(parameters: dict[str, object]) -> None:
    """Assert that a request with these parameters is answered."""
    async with ModelServer() as server:
        status, _, body = await ask(server, chat_bytes({**chat_body(), **parameters}))
    assert status == 200, body


async def refuses(refusal: Refusal) -> None:
    """Assert that a request is refused in the shape of the API, naming the place."""
    parameters, param, code, message = refusal
    async with ModelServer() as server:
        status, headers, body = await ask(server, chat_bytes({**chat_body(), **parameters}))

    error = json.loads(body)["error"]
    assert (status, headers["content-type"]) == (400, "application/json")
    assert list(error) == ["message", "type", "param", "code"]
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", param, code)
    assert message in error["message"]
