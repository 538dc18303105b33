"""Errors of every status, in every form of answer."""

import json

import pytest

from fakes.model import ModelServer
from fakes.model.api_error import ApiError
from fakes.model.gemini.dialect import Gemini
from fakes.model.gemini.encoder import ARRAY, SSE
from fakes.model.gemini.routes import routes
from tests.fakes.model import raw_client
from tests.fakes.model.gemini.playing import ask
from tests.fakes.model.raw_client import request_bytes

HELLO = [{"role": "user", "parts": [{"text": "Hello"}]}]


@pytest.mark.parametrize(
    ("query", "listed"), [("", True), ("?alt=json", True), ("?alt=sse", False), ("?%24alt=sse", False)]
)
@pytest.mark.parametrize("wrong", [{}, b"{"], ids=["field", "json"])
def test_a_stream_that_is_refused_is_an_array_of_one_unless_events_were_asked_for(
    query: str, wrong: object, *, listed: bool
) -> None:
    reply, data = ask(routes(), f"/v1beta/models/gemini-2.5-flash:streamGenerateContent{query}", wrong)
    assert reply.status == 400
    assert dict(reply.headers)["content-type"] == "application/json"
    assert isinstance(json.loads(data), list) is listed


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("query", "before"), [("", b"["), ("?alt=json", b"["), ("?alt=sse", b"{")], ids=["nothing", "json", "sse"]
)
async def test_a_fault_of_a_stream_has_the_form_that_was_asked_for(query: str, before: bytes) -> None:
    target = f"/v1beta/models/gemini-2.5-flash:streamGenerateContent{query}"
    body = json.dumps({"contents": HELLO}).encode()
    async with ModelServer() as server:
        status, _, answer = await raw_client.ask(
            server, request_bytes("POST", target, body, {"x-fake-fault": "status=503"})
        )
    assert (status, answer[:1]) == (503, before)


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (401, "UNAUTHENTICATED"),
        (403, "PERMISSION_DENIED"),
        (404, "NOT_FOUND"),
        (413, "INVALID_ARGUMENT"),
        (429, "RESOURCE_EXHAUSTED"),
        (500, "INTERNAL"),
        (503, "UNAVAILABLE"),
        (504, "DEADLINE_EXCEEDED"),
        (529, "INTERNAL"),
    ],
)
def test_every_status_has_its_word(status: int, word: str) -> None:
    reply = Gemini().refusal(ApiError(status, "no"), "req_1")
    (frame,) = reply.body.frames
    assert reply.status == status
    assert json.loads(frame.data) == {"error": {"code": status, "message": "no", "status": word}}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
            "The input token count (9001) exceeds the maximum number of tokens allowed (8192).",
        ),
        ("Too long.", "Too long."),
    ],
    ids=["numbers", "none"],
)
def test_a_conversation_that_is_too_long_is_told_in_googles_words(message: str, words: str) -> None:
    reply = Gemini().refusal(ApiError(400, message, code="context_length_exceeded"), "req_1")
    (frame,) = reply.body.frames
    assert json.loads(frame.data)["error"]["message"] == words


def test_a_wait_is_told_in_the_header_and_in_the_details() -> None:
    reply = Gemini().refusal(ApiError(429, "slow", headers=(("retry-after", "7"),)), "req_1")
    (frame,) = reply.body.frames
    assert ("retry-after", "7") in reply.headers
    assert json.loads(frame.data)["error"]["details"] == [
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}
    ]


def test_an_error_within_a_stream_is_one_more_chunk_and_the_last() -> None:
    error = {"error": {"code": 503, "message": "no", "status": "UNAVAILABLE"}}
    problem = ApiError(503, "no")
    for event in (Gemini(SSE).stream_error(problem), Gemini(SSE).answer_error(problem, b"data: {}\r\n\r\n")):
        assert event.startswith(b"data: ")
        assert event.endswith(b"\r\n\r\n")
        assert json.loads(event.removeprefix(b"data: ")) == error
    assert json.loads(b"[{}" + Gemini(ARRAY).answer_error(problem, b"[{}")) == [{}, error]
    assert json.loads(Gemini(ARRAY).stream_error(problem)) == [error]


@pytest.mark.parametrize(
    "action", ["generateContent", "streamGenerateContent?alt=sse", "countTokens", "embedContent", "batchEmbedContents"]
)
def test_a_model_that_does_not_exist_is_not_found(action: str) -> None:
    reply, data = ask(routes(), f"/v1beta/models/fake/nobody:{action}", {"contents": HELLO})
    error = json.loads(data)["error"]
    assert (reply.status, error["status"]) == (404, "NOT_FOUND")
    assert error["message"].startswith("models/fake/nobody is not found for API version v1beta")
