import json

import pytest

from fakes.model import ModelServer
from tests.fakes.model.openai.refusals import REQUIRED, Refusal, accepts, refuses
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes, request_bytes

pytestmark = pytest.mark.anyio

OPTIONS = "stream_options"

ACCEPTED: list[dict[str, object]] = [
    {},
    {"response_format": {"type": "text"}},
    {"stream": True, OPTIONS: {}},
    {"stream": True, OPTIONS: {"include_usage": None, "include_obfuscation": False}},
    {"stream": False, OPTIONS: None},
]

REFUSED: list[Refusal] = [
    ({"model": 4}, "model", "invalid_type", "must be a string, and is an integer"),
    ({OPTIONS: {}}, OPTIONS, "invalid_value", "only allowed when 'stream' is true"),
    ({"stream": True, OPTIONS: {"include_usage": 1}}, f"{OPTIONS}.include_usage", "invalid_type", "a boolean"),
    ({"stream": True, OPTIONS: {"include_obfuscation": 1}}, f"{OPTIONS}.include_obfuscation", "invalid_type", "a bool"),
    ({"response_format": {"type": "xml"}}, "response_format.type", "invalid_value", "is 'xml'"),
    ({"response_format": {"type": "json_schema"}}, "response_format.json_schema", REQUIRED, "is required"),
]

NOT_JSON = [b"", b"{", b"\xff", b"[" * 100_000, b'{"n": NaN}', b"9" * 5000]


@pytest.mark.parametrize("parameters", ACCEPTED)
async def test_what_the_api_allows_is_answered(parameters: dict[str, object]) -> None:
    await accepts(parameters)


@pytest.mark.parametrize("refusal", REFUSED)
async def test_what_the_api_refuses_is_a_400_that_names_the_place(refusal: Refusal) -> None:
    await refuses(refusal)


@pytest.mark.parametrize("name", ["model", "messages"])
async def test_what_is_required_must_be_there(name: str) -> None:
    body = chat_body()
    del body[name]

    async with ModelServer() as server:
        status, _, answer = await ask(server, chat_bytes(body))

    assert (status, json.loads(answer)["error"]["param"]) == (400, name)


@pytest.mark.parametrize("body", NOT_JSON)
async def test_what_is_not_json_is_a_400(body: bytes) -> None:
    async with ModelServer() as server:
        status, _, answer = await ask(server, request_bytes("POST", "/v1/chat/completions", body))

    assert (status, "could not parse the JSON body" in json.loads(answer)["error"]["message"]) == (400, True)


async def test_json_that_is_no_object_is_a_400() -> None:
    async with ModelServer() as server:
        _, _, answer = await ask(server, chat_bytes([]))

    error = json.loads(answer)["error"]
    assert (error["type"], error["param"], error["code"]) == ("invalid_request_error", None, "invalid_type")


@pytest.mark.parametrize(("content_type", "status"), [("text/plain", 400), ("Application/JSON; charset=utf-8", 200)])
async def test_a_body_that_is_declared_to_be_something_else_is_refused(content_type: str, status: int) -> None:
    async with ModelServer() as server:
        assert (await ask(server, chat_bytes(chat_body(), **{"content-type": content_type})))[0] == status
