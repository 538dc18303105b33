"""The chunk bar: what the real API's own client and types make of every byte."""

import json
from collections.abc import AsyncIterator

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from fakes.model import ModelServer
from fakes.model.text import pieces
from tests.fakes.model.raw_client import ask, ask_chat, chat_body, chat_bytes, events

pytestmark = pytest.mark.anyio

SHARED = ("id", "object", "created", "model", "service_tier", "system_fingerprint")


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


async def stream(
    server: ModelServer, question: str = "Hello! How are you?", **parameters: object
) -> list[dict[str, object]]:
    status, headers, body = await ask(server, chat_bytes(chat_body(question, stream=True, **parameters)))
    assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    return events(body)


def texts(chunks: list[dict[str, object]], choice: int = 0) -> list[str]:
    deltas = [ChatCompletionChunk.model_validate(chunk).choices for chunk in chunks]
    return [
        item.delta.content or "" for items in deltas for item in items if item.index == choice and item.delta.content
    ]


async def test_a_stream_is_a_role_pieces_of_text_a_finish_and_the_end(server: ModelServer) -> None:
    first, *middle, last = await stream(server)

    begin = {"role": "assistant", "content": "", "refusal": None}
    assert first["choices"] == [{"index": 0, "delta": begin, "logprobs": None, "finish_reason": None}]
    for chunk, text in zip(middle, texts(middle), strict=True):
        assert chunk["choices"] == [{"index": 0, "delta": {"content": text}, "logprobs": None, "finish_reason": None}]
    assert last["choices"] == [{"index": 0, "delta": {}, "logprobs": None, "finish_reason": "stop"}]
    assert all(list(chunk) == [*SHARED, "choices"] for chunk in (first, *middle, last))


@pytest.mark.parametrize("options", [{"include_usage": True}, {"include_usage": False}, {}])
async def test_every_chunk_is_what_the_sdk_says_it_is_and_names_the_same_answer(
    server: ModelServer, options: dict[str, bool]
) -> None:
    chunks = await stream(server, stream_options=options)

    assert len({tuple(chunk[name] for name in SHARED) for chunk in chunks}) == 1
    assert chunks[0]["model"] == "demo"
    assert chunks[0]["service_tier"] == "default"
    for chunk in chunks:
        parsed = ChatCompletionChunk.model_validate_json(json.dumps(chunk), strict=True, extra="forbid")
        assert ("usage" in parsed.model_fields_set) is options.get("include_usage", False)


async def test_usage_comes_last_and_only_when_it_is_asked_for(server: ModelServer) -> None:
    *chunks, last = await stream(server, stream_options={"include_usage": True})

    assert {chunk["usage"] for chunk in chunks} == {None}
    assert last["choices"] == []
    completion, prompt = len(texts(chunks)), 3 + 4 + pieces.count("Hello! How are you?")
    assert last["usage"] == {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


async def test_one_body_says_what_the_stream_says(server: ModelServer) -> None:
    body = await ask_chat(server)
    chunks = await stream(server, stream_options={"include_usage": True})

    parsed = ChatCompletion.model_validate_json(json.dumps(body), strict=True, extra="forbid")
    assert parsed.choices[0].message.content == "".join(texts(chunks))
    assert body["usage"] == chunks[-1]["usage"]
    assert body["choices"] == [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": parsed.choices[0].message.content,
                "refusal": None,
                "annotations": [],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    same = [name for name in SHARED if name not in ("id", "object")]
    assert [body[name] for name in same] == [chunks[0][name] for name in same]
    assert body["object"] == "chat.completion"


async def test_choices_take_turns_and_each_has_its_own_finish(server: ModelServer) -> None:
    chunks = await stream(server, "Why?", n=3, stream_options={"include_usage": True})

    said = ["".join(texts(chunks, choice)) for choice in range(3)]
    finishes = [choice["index"] for chunk in chunks for choice in chunk["choices"] if choice["finish_reason"]]  # type: ignore[attr-defined] # JSON
    assert len(set(said)) == 3
    assert sorted(finishes) == [0, 1, 2]
    assert [chunk["choices"][0]["index"] for chunk in chunks[:9]] == [0, 1, 2] * 3  # type: ignore[index] # JSON
    assert chunks[-1]["usage"]["completion_tokens"] == sum(len(texts(chunks, choice)) for choice in range(3))  # type: ignore[index] # JSON

    body = ChatCompletion.model_validate(await ask_chat(server, "Why?", n=3))
    assert [choice.message.content for choice in body.choices] == said
    assert body.usage is not None
    assert body.usage.model_dump(exclude_unset=True) == chunks[-1]["usage"]


@pytest.mark.parametrize("limit", [{"max_tokens": 3}, {"max_completion_tokens": 3}])
async def test_a_limit_of_tokens_cuts_the_answer(server: ModelServer, limit: dict[str, object]) -> None:
    chunks = await stream(server, "Hello!", **limit)

    assert len(texts(chunks)) == 3
    assert chunks[-1]["choices"][0]["finish_reason"] == "length"  # type: ignore[index] # JSON


async def test_a_stop_text_ends_the_answer_before_it(server: ModelServer) -> None:
    whole = "".join(texts(await stream(server)))
    chunks = await stream(server, stop=["never", "thank you"])

    assert "".join(texts(chunks)) == whole[: whole.index("thank you")]
    assert chunks[-1]["choices"][0]["finish_reason"] == "stop"  # type: ignore[index] # JSON


async def test_half_a_character_comes_back_escaped(server: ModelServer) -> None:
    _, _, body = await ask(server, chat_bytes(chat_body("Why \ud83d?")))

    assert b"Why \\ud83d?" in body
    assert "Why \ud83d?" in json.loads(body)["choices"][0]["message"]["content"]


async def test_the_sdk_reads_a_stream(server: ModelServer) -> None:
    async with openai.AsyncOpenAI(base_url=server.base_url, api_key="any") as client:
        answer = await client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": "Hello! How are you?"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in answer]
        whole = await client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "Hello! How are you?"}]
        )

    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == whole.choices[0].message.content
    assert chunks[-1].usage == whole.usage
    assert whole._request_id is not None
    assert [exchange.outcome for exchange in server.journal] == ["drained", "drained"]


async def test_the_sdk_raises_what_it_raises_for_the_real_thing(server: ModelServer) -> None:
    async with openai.AsyncOpenAI(base_url=server.base_url, api_key="any", max_retries=0) as client:
        with pytest.raises(openai.NotFoundError) as missing:
            await client.chat.completions.create(model="fake/none", messages=[{"role": "user", "content": "Hi"}])
        with pytest.raises(openai.BadRequestError) as bad:
            await client.chat.completions.create(model="demo", messages=[])

    assert missing.value.code == "model_not_found"
    assert (bad.value.code, bad.value.param) == ("empty_array", "messages")
