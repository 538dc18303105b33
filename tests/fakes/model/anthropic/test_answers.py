"""The real client against the server: whole answers and streams say the same, in shapes that its types allow."""

import json
from pathlib import Path
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from tests.fakes.model.anthropic.clients import (
    HELLO,
    MODEL,
    Claude,
    Json,
    body_of,
    claude,
    playing,
    post,
    streamed,
    whole,
)
from tests.fakes.model.anthropic.typed_events import PING, check_message, events, kinds

pytestmark = pytest.mark.anyio

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [{"name": name, "input_schema": SCHEMA} for name in ("get_weather", "read_news")]
THINKING = {"type": "enabled", "budget_tokens": 1024}
CALL = {"call": {"name": "get_weather", "arguments": {"city": "Ulm"}, "id": "toolu_1"}}
OTHER = {"call": {"name": "read_news", "arguments": {"city": "Bonn"}, "id": "toolu_2"}}
THOUGHT = {"reasoning": "Let me see.", "signature": "c2ln"}
CALLED = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {"city": "Ulm"}}
ALSO_CALLED = {"type": "tool_use", "id": "toolu_2", "name": "read_news", "input": {"city": "Bonn"}}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def thought(words: str) -> Json:
    return {"type": "thinking", "thinking": words, "signature": "c2ln"}


def choice(kind: str, **more: object) -> Json:
    return {"tools": TOOLS, "tool_choice": {"type": kind, **more}}


SAYINGS: list[tuple[str, object, Json, list[Json], str]] = [
    ("text", "Hello there.", {}, [text("Hello there.")], "end_turn"),
    ("refusal", [{"refusal": "No."}], {}, [text("No.")], "end_turn"),
    ("call", [{"text": "Wait."}, CALL], {"tools": TOOLS}, [text("Wait."), CALLED], "tool_use"),
    ("parallel calls", [CALL, OTHER], {"tools": TOOLS}, [CALLED, ALSO_CALLED], "tool_use"),
    ("one call", [CALL, OTHER], choice("auto", disable_parallel_tool_use=True), [CALLED], "tool_use"),
    ("one of any", [CALL, OTHER], choice("any", disable_parallel_tool_use=True), [CALLED], "tool_use"),
    ("the named call", [CALL, OTHER], choice("tool", name="read_news"), [ALSO_CALLED], "tool_use"),
    ("unasked thought", [THOUGHT, {"text": "Yes."}], {}, [text("Yes.")], "end_turn"),
    ("disabled thought", [THOUGHT, {"text": "Yes."}], {"thinking": {"type": "disabled"}}, [text("Yes.")], "end_turn"),
    ("thought", [THOUGHT, {"text": "Yes."}], {"thinking": THINKING}, [thought("Let me see."), text("Yes.")],
     "end_turn"),
    ("adaptive thought", [THOUGHT, {"text": "Yes."}], {"thinking": {"type": "adaptive"}},
     [thought("Let me see."), text("Yes.")], "end_turn"),
    ("hidden thought", [THOUGHT, {"text": "Yes."}], {"thinking": {"type": "adaptive", "display": "omitted"}},
     [thought(""), text("Yes.")], "end_turn"),
    ("shown thought", [THOUGHT, {"text": "Yes."}], {"thinking": {**THINKING, "display": "summarized"}},
     [thought("Let me see."), text("Yes.")], "end_turn"),
    ("redacted", [{"redacted_reasoning": "c2VjcmV0"}, {"text": "Yes."}], {"thinking": THINKING},
     [{"type": "redacted_thinking", "data": "c2VjcmV0"}, text("Yes.")], "end_turn"),
    ("limit", "one two three four", {"max_tokens": 2}, [text("one two")], "max_tokens"),
    ("nothing", "one two", {"max_tokens": 0}, [], "max_tokens"),
    ("held back", "No.", {}, [text("No.")], "refusal"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("say", "body", "blocks", "reason"), [case[1:] for case in SAYINGS], ids=[c[0] for c in SAYINGS]
)
async def test_a_stream_and_a_whole_answer_say_the_same(
    tmp_path: Path, say: object, body: Json, blocks: list[Json], reason: str
) -> None:
    act = {"finish": "content_filter"} if reason == "refusal" else {}
    async with playing(tmp_path, say, **act) as server, claude(server.origin) as client:
        answer = await whole(client, **body)
        said = await streamed(client, **body)
        raw = await post(server.origin, body_of(**body))
        stream = await post(server.origin, body_of(stream=True, **body))

    assert answer["content"] == said["content"] == blocks
    assert answer["stop_reason"] == said["stop_reason"] == reason
    assert answer["usage"] == said["usage"]
    assert ("stop_details" in answer) == ("stop_details" in said) == (reason == "refusal")
    check_message(raw.json())
    assert events(stream.content)[-1] == {"type": "message_stop"}
    assert raw.headers["content-type"] == "application/json"
    assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert raw.headers["request-id"].startswith("req_")


async def test_a_scenario_says_what_it_says_to_openais_client(tmp_path: Path) -> None:
    functions = [{"type": "function", "function": {"name": one["name"], "parameters": SCHEMA}} for one in TOOLS]
    asked: Any = {"model": MODEL, "messages": HELLO, "tools": functions}
    async with playing(tmp_path, [{"text": "Wait."}, CALL, OTHER]) as server, claude(server.origin) as client:
        answer = await whole(client, tools=TOOLS)
        async with openai.AsyncOpenAI(api_key="key", base_url=f"{server.origin}/v1", max_retries=0) as other:
            completion: Any = await other.chat.completions.create(**asked)
    said, spent = completion.choices[0].message, completion.usage
    calls = [(call.id, call.function.name, json.loads(call.function.arguments)) for call in said.tool_calls]
    words, *called = answer["content"]
    assert words == text(said.content)
    assert [(call["id"], call["name"], call["input"]) for call in called] == calls
    assert answer["usage"]["input_tokens"] == spent.prompt_tokens
    assert answer["usage"]["output_tokens"] == spent.completion_tokens


async def test_a_stop_sequence_is_told(tmp_path: Path) -> None:
    body = {"stop_sequences": ["four", " three"]}
    async with playing(tmp_path, "one two three") as server, claude(server.origin) as client:
        for answer in (await whole(client, **body), await streamed(client, **body)):
            assert answer["content"] == [text("one two")]
            assert (answer["stop_reason"], answer["stop_sequence"]) == ("stop_sequence", " three")


def arguments_in(found: list[Json]) -> list[str]:
    deltas = [event["delta"] for event in found if event["type"] == "content_block_delta"]
    return [delta["partial_json"] for delta in deltas if delta["type"] == "input_json_delta"]


async def test_events_come_in_the_order_of_the_api(tmp_path: Path) -> None:
    say = [THOUGHT, {"redacted_reasoning": "c2Vj"}, {"text": "Wait a moment."}, CALL, OTHER]
    async with playing(tmp_path, say) as server:
        stream = await post(server.origin, body_of(stream=True, tools=TOOLS, thinking=THINKING))
    found = events(stream.content)

    block = ["content_block_start", "content_block_stop"]
    call = ["content_block_start", "input_json_delta", "content_block_stop"]
    assert kinds(found) == [
        "message_start",
        *("content_block_start", "ping", "thinking_delta", "signature_delta", "content_block_stop"),
        *block,
        *("content_block_start", "text_delta", "content_block_stop"),
        *call,
        *call,
        *("message_delta", "message_stop"),
    ]
    assert [event["index"] for event in found if event["type"] == "content_block_stop"] == [0, 1, 2, 3, 4]
    assert found.count(PING) == 1
    pieces = arguments_in(found)
    assert pieces[0] == ""
    assert pieces.count("") == 2
    assert json.loads("".join(pieces).partition("}")[0] + "}") == {"city": "Ulm"}


async def test_the_beginning_bills_the_prompt_and_the_end_the_answer(tmp_path: Path) -> None:
    async with playing(tmp_path, [THOUGHT, {"text": "Yes."}]) as server:
        found = events((await post(server.origin, body_of(stream=True, thinking=THINKING))).content)
    begun, ended = found[0]["message"]["usage"], found[-2]["usage"]
    assert begun["input_tokens"] == ended["input_tokens"] == 8
    assert (begun["output_tokens"], ended["output_tokens"]) == (0, 6)
    assert ended["output_tokens_details"] == {"thinking_tokens": 4}
    assert found[0]["message"]["content"] == []


@pytest.mark.parametrize("arguments", ['{"city": "U', "[1]"], ids=["cut", "no object"])
async def test_arguments_that_are_no_object_are_left_out_of_a_whole_answer(tmp_path: Path, arguments: str) -> None:
    say = [{"call": {"name": "get_weather", "arguments": arguments, "unoffered": True}}]
    async with playing(tmp_path, say) as server, claude(server.origin) as client:
        answer = await whole(client)
        found = events((await post(server.origin, body_of(stream=True))).content)
    assert answer["content"][0]["input"] == {}
    assert answer["content"][0]["id"].startswith("toolu_01")
    assert "".join(arguments_in(found)) == arguments


async def test_tools_are_called_and_their_results_are_told(client: Claude) -> None:
    question: Json = {"role": "user", "content": "What is the weather, and what is the news?"}
    for ask in (whole, streamed):
        answer = await ask(client, messages=[question], tools=TOOLS)
        calls = answer["content"]
        assert [call["name"] for call in calls] == ["get_weather", "read_news"]
        fine = {"type": "tool_result", "tool_use_id": calls[0]["id"], "content": [text("Sun.")]}
        bad = {"type": "tool_result", "tool_use_id": calls[1]["id"], "content": "No paper.", "is_error": True}
        results = {"role": "user", "content": [fine, bad]}
        told = await ask(client, messages=[question, {"role": "assistant", "content": calls}, results], tools=TOOLS)
        assert "**get_weather** says: Sun." in told["content"][0]["text"]
        assert "**read_news** failed: No paper." in told["content"][0]["text"]


@pytest.mark.parametrize(
    ("wished", "names"),
    [
        (choice("any"), ["get_weather"]),
        (choice("tool", name="read_news"), ["read_news"]),
        (choice("auto"), ["get_weather"]),
        (choice("none"), []),
        ({"tools": [{"type": "web_search_20250305", "name": "web_search"}], "tool_choice": {"type": "any"}}, []),
    ],
    ids=["any", "tool", "auto", "none", "only the provider's own"],
)
async def test_a_choice_of_tools_is_obeyed(client: Claude, wished: Json, names: list[str]) -> None:
    answer = await whole(client, messages=[{"role": "user", "content": "How is the weather?"}], **wished)
    assert [block["name"] for block in answer["content"] if block["type"] == "tool_use"] == names


async def test_a_forced_call_stands_instead_of_words(tmp_path: Path, client: Claude) -> None:
    answer = await whole(client, thinking={"type": "adaptive"}, **choice("any"))
    assert [block["type"] for block in answer["content"]] == ["thinking", "tool_use"]
    async with playing(tmp_path, '{"city":"Ulm"}') as server, claude(server.origin) as other:
        (call,) = (await whole(other, **choice("any")))["content"]
    assert (call["name"], call["input"]) == ("get_weather", {"city": "Ulm"})


@pytest.mark.parametrize(
    ("after_tools", "thinks"), [(False, False), (True, True)], ids=["to begin with", "between tools"]
)
async def test_a_model_may_think_between_tools_only(client: Claude, after_tools: bool, thinks: bool) -> None:  # noqa: FBT001 - a table's column
    results = [
        {"role": "assistant", "content": [CALLED]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "Sun."}]},
    ]
    messages = [{"role": "user", "content": "Hello"}, *(results if after_tools else [])]
    answer = await whole(client, messages=messages, tools=TOOLS, thinking={"type": "between_tools"})
    assert (answer["content"][0]["type"] == "thinking") is thinks


class City(BaseModel):
    name: str
    people: int


async def test_an_answer_is_parsed_into_a_model(client: Claude) -> None:
    asked: Any = {"model": MODEL, "max_tokens": 500, "messages": [{"role": "user", "content": "A city?"}]}
    message = await client.messages.parse(**asked, output_format=City)
    assert isinstance(message.parsed_output, City)
    async with client.messages.stream(**asked, output_format=City) as stream:
        assert (await stream.get_final_message()).parsed_output == message.parsed_output


async def test_the_raw_stream_is_read_by_the_client(client: Claude) -> None:
    stream = await client.messages.create(**body_of(stream=True))
    found = [event async for event in stream]
    said = "".join(event.delta.text for event in found if event.type == "content_block_delta")
    assert said == (await whole(client))["content"][0]["text"]


async def test_the_same_request_gets_the_same_bytes(origin: str) -> None:
    asked = body_of(stream=True, tools=TOOLS, thinking=THINKING)
    first, second = [(await post(origin, asked)).content for _ in range(2)]
    assert first == second


async def test_many_tokens_at_once_are_the_events_of_each(origin: str) -> None:
    asked = body_of(stream=True, model="fake/long?tokens=300")
    fast = await post(origin, asked)
    slow = await post(origin, asked, x_fake_delay_ms="1")
    assert fast.content == slow.content
    assert len(events(fast.content)) == 306
