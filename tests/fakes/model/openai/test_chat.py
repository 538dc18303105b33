import asyncio
import json

import pytest

from fakes.model import ModelServer, Pacing
from tests.fakes.model.raw_client import RawClient, ask, ask_chat, chat_body, chat_bytes, events

pytestmark = pytest.mark.anyio


def content(body: dict[str, object]) -> str:
    text = body["choices"][0]["message"]["content"]  # type: ignore[index] # JSON
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("parameters", [{"stream": True}, {"stream": False}])
async def test_the_same_request_and_seed_get_the_same_bytes(parameters: dict[str, object]) -> None:
    request = chat_bytes({**chat_body(), **parameters}, connection="close")

    async def answer(seed: str) -> bytes:
        async with ModelServer(seed=seed) as server, RawClient(server) as client:
            await client.send(request)
            return await client.rest()

    assert await answer("a") == await answer("a")
    assert await answer("a") != await answer("b")


async def test_pace_changes_when_bytes_leave_and_not_which() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        at_once = await client.ask(chat_bytes(chat_body(stream=True)))
        paced = await client.ask(chat_bytes(chat_body(stream=True), **{"x-fake-delay-ms": "1", "x-fake-first-ms": "2"}))

    assert paced[2] == at_once[2]


async def test_ids_tell_requests_apart_and_time_stands_still() -> None:
    async with ModelServer() as server:
        one, two = await ask_chat(server, "One?"), await ask_chat(server, "Two?")

    assert one["id"] != two["id"]
    assert one["created"] == two["created"] == 1_735_689_600
    assert one["system_fingerprint"] == two["system_fingerprint"]


async def test_a_clock_may_be_handed_in() -> None:
    async with ModelServer(clock=lambda: 12.9) as server:
        assert (await ask_chat(server))["created"] == 12


@pytest.mark.parametrize("model", ["demo", "gpt-4o?delay_ms=x", "fake/default", "fake/default?first_ms=0&delay_ms=0"])
async def test_any_name_outside_fake_is_the_default_model_and_comes_back_as_it_was_sent(model: str) -> None:
    async with ModelServer() as server:
        body = await ask_chat(server, model=model)

        assert content(body).startswith(("Hello", "Hi"))
        assert body["model"] == server.journal[-1].model == model


async def test_the_last_user_message_is_the_question() -> None:
    messages = [
        {"role": "user", "content": "First?"},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": [{"type": "text", "text": "Why"}, {"type": "text", "text": " now?"}]},
        {"role": "assistant", "content": "Well."},
    ]
    async with ModelServer() as server:
        assert "“Why now?”" in content(await ask_chat(server, messages=messages))


async def test_images_are_seen() -> None:
    url = {"url": "data:image/png;base64,iVBORw0KGgo="}
    messages = [
        {"role": "user", "content": [{"type": "image_url", "image_url": url}, {"type": "text", "text": "Who?"}]}
    ]

    async with ModelServer() as server:
        body = await ask_chat(server, messages=messages)

    assert "1 × PNG" in content(body)
    assert body["usage"]["prompt_tokens"] == 3 + 4 + 2 + 85  # type: ignore[index] # JSON


async def test_a_conversation_without_a_user_is_answered_too() -> None:
    async with ModelServer() as server:
        assert "You sent no words" in content(await ask_chat(server, messages=[{"role": "system", "content": "Be."}]))


@pytest.mark.parametrize("tokens", [1, 500])
async def test_the_long_model_says_exactly_as_many_pieces_as_it_is_asked_for(tokens: int) -> None:
    async with ModelServer() as server:
        _, _, body = await ask(
            server, chat_bytes(chat_body(model=f"fake/long?tokens={tokens}&delay_ms=0", stream=True))
        )

    chunks = events(body)
    assert len(chunks) == 1 + tokens + 1
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"  # type: ignore[index] # JSON


async def test_the_long_model_is_long_by_itself_and_obeys_a_limit() -> None:
    async with ModelServer() as server:
        assert (await ask_chat(server, model="fake/long"))["usage"]["completion_tokens"] == 2000  # type: ignore[index] # JSON
        limited = await ask_chat(server, model="fake/long", max_tokens=7)

    assert limited["choices"][0]["finish_reason"] == "length"  # type: ignore[index] # JSON


WRONG = [
    ("fake/none", 404, "model_not_found", "There is no model 'fake/none'"),
    ("fake/", 404, "model_not_found", "There is no model 'fake/'"),
    ("fake/none?delay_ms=0", 404, "model_not_found", "'fake/none?delay_ms=0'"),
    ("fake/default?tokens=3", 400, "invalid_model_option", "has no option 'tokens'; it has: first_ms, delay_ms"),
    ("fake/long?tokens=0", 400, "invalid_model_option", "'tokens' is '0', and must be an integer from 1 to 1000000"),
    ("fake/long?tokens=-1", 400, "invalid_model_option", "'tokens' is '-1'"),
    ("fake/default?delay_ms=", 400, "invalid_model_option", "'delay_ms' is ''"),
    ("fake/default?delay_ms", 400, "invalid_model_option", "not of the form name=value"),
]


@pytest.mark.parametrize(("model", "status", "code", "message"), WRONG)
async def test_a_model_or_option_that_does_not_exist_is_refused(
    model: str, status: int, code: str, message: str
) -> None:
    async with ModelServer() as server:
        given, _, body = await ask(server, chat_bytes(chat_body(model=model)))

    error = json.loads(body)["error"]
    assert (given, error["code"]) == (status, code)
    assert message in error["message"]


async def test_a_pace_header_that_is_no_number_is_refused() -> None:
    async with ModelServer() as server:
        status, _, body = await ask(server, chat_bytes(chat_body(), **{"x-fake-delay-ms": "soon"}))

    assert (status, json.loads(body)["error"]["code"]) == (400, "invalid_header")


async def test_the_models_own_pace_wins_over_the_headers_which_win_over_the_servers() -> None:
    async with ModelServer(pacing=Pacing(first_ms=600_000)) as server:
        body = chat_body(model="fake/default?first_ms=3")
        _, first, _ = await ask(server, chat_bytes(body, **{"x-fake-first-ms": "600000"}))
        _, second, _ = await ask(server, chat_bytes(chat_body(), **{"x-fake-first-ms": "4"}))

    assert (first["openai-processing-ms"], second["openai-processing-ms"]) == ("3", "4")


async def test_with_a_delay_events_come_one_after_another() -> None:
    async with ModelServer(pacing=Pacing(delay_ms=5)) as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(stream=True)))
        reads = 0
        while not client.received.endswith(b"0\r\n\r\n"):
            await client.receive()
            reads += 1

    assert reads > 5


async def test_a_hundred_streams_at_once_are_all_whole() -> None:
    request = chat_bytes(chat_body(stream=True), **{"x-fake-delay-ms": "1"})

    async with ModelServer() as server:
        bodies = [body for _, _, body in await asyncio.gather(*(ask(server, request) for _ in range(100)))]
        await server.journal.settled(10)

        assert len(set(bodies)) == 1
        assert events(bodies[0])
        assert {exchange.outcome for exchange in server.journal} == {"drained"}
        assert {exchange.bytes_sent for exchange in server.journal} == {len(bodies[0])}
