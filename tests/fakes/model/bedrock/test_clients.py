"""The real boto3 client against the server; the service model of botocore judges every shape."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError, EventStreamError

from fakes.model import ModelServer
from tests.fakes.model.bedrock.clients import CLAUDE, HELLO, Client, Json, boto, events, playing, post, streamed, whole
from tests.fakes.model.bedrock.typed_frames import check_message, check_whole
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("litellm"), *LITELLMS_WARNINGS]

Answer = Any
"""What litellm returns, in whose types everything may be absent."""
Ask = Callable[..., Awaitable[Answer]]

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}


def offered(*names: str, **choice: object) -> Json:
    tools = [{"toolSpec": {"name": name, "inputSchema": {"json": SCHEMA}}} for name in names]
    return {"tools": tools, **({"toolChoice": choice} if choice else {})}


BOTH = offered("get_weather", "read_news")
THINKING = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
CALL = {"call": {"name": "get_weather", "arguments": {"city": "Ulm"}, "id": "tooluse_1"}}
OTHER = {"call": {"name": "read_news", "arguments": {"city": "Bonn"}, "id": "tooluse_2"}}
THOUGHT = {"reasoning": "Let me see.", "signature": "c2ln"}

SAYINGS: list[tuple[str, object, Json, list[Json], str]] = [
    ("text", "Hello there.", {}, [{"text": "Hello there."}], "end_turn"),
    ("refusal", [{"refusal": "No."}], {}, [{"text": "No."}], "end_turn"),
    ("call", [{"text": "Wait."}, CALL], {"toolConfig": BOTH},
     [{"text": "Wait."}, {"toolUse": {"toolUseId": "tooluse_1", "name": "get_weather", "input": {"city": "Ulm"}}}],
     "tool_use"),
    ("parallel calls", [CALL, OTHER], {"toolConfig": BOTH},
     [{"toolUse": {"toolUseId": "tooluse_1", "name": "get_weather", "input": {"city": "Ulm"}}},
      {"toolUse": {"toolUseId": "tooluse_2", "name": "read_news", "input": {"city": "Bonn"}}}], "tool_use"),
    ("one call", [CALL, OTHER],
     {"toolConfig": BOTH,
      "additionalModelRequestFields": {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}}},
     [{"toolUse": {"toolUseId": "tooluse_1", "name": "get_weather", "input": {"city": "Ulm"}}}], "tool_use"),
    ("unasked thought", [THOUGHT, {"text": "Yes."}], {}, [{"text": "Yes."}], "end_turn"),
    ("thought", [THOUGHT, {"text": "Yes."}], {"additionalModelRequestFields": THINKING},
     [{"reasoningContent": {"reasoningText": {"text": "Let me see.", "signature": "c2ln"}}}, {"text": "Yes."}],
     "end_turn"),
    ("redacted", [{"redacted_reasoning": "c2VjcmV0"}, {"redacted_reasoning": "no base64"}, {"text": "Yes."}],
     {"additionalModelRequestFields": {"reasoning_config": {"type": "adaptive"}}},
     [{"reasoningContent": {"redactedContent": b"secret"}}, {"reasoningContent": {"redactedContent": b"no base64"}},
      {"text": "Yes."}], "end_turn"),
    ("limit", "one two three four", {"inferenceConfig": {"maxTokens": 2}}, [{"text": "one two"}], "max_tokens"),
    ("stop", "one two three", {"inferenceConfig": {"stopSequences": [" three"]}}, [{"text": "one two"}],
     "stop_sequence"),
]  # fmt: skip


def gathered(said: list[Json]) -> tuple[list[Json], str, Json]:
    """The blocks, the reason and the usage that events add up to."""
    blocks: dict[int, Json] = {}
    stopped = []
    for event in said:
        ((kind, body),) = event.items()
        index = body.get("contentBlockIndex")
        if kind == "contentBlockStart":
            blocks[index] = {"toolUse": {**body["start"]["toolUse"], "input": ""}}
        elif kind == "contentBlockDelta":
            add(blocks.setdefault(index, {}), body["delta"])
        elif kind == "contentBlockStop":
            stopped.append(index)
    assert stopped == list(blocks) == list(range(len(blocks)))
    assert list(said[0]) == ["messageStart"]
    assert [next(iter(event)) for event in said[-2:]] == ["messageStop", "metadata"]
    assert sum("messageStop" in event or "metadata" in event for event in said) == 2
    return [*blocks.values()], said[-2]["messageStop"]["stopReason"], said[-1]["metadata"]["usage"]


def add(block: Json, delta: Json) -> None:
    ((kind, piece),) = delta.items()
    if kind == "text":
        block["text"] = block.get("text", "") + piece
    elif kind == "toolUse":
        block["toolUse"]["input"] += piece["input"]
    elif "redactedContent" in piece:
        block["reasoningContent"] = piece
    else:
        thought = block.setdefault("reasoningContent", {"reasoningText": {"text": ""}})["reasoningText"]
        thought["text"] += piece.get("text", "")
        thought |= {"signature": piece["signature"]} if "signature" in piece else {}


def parsed(blocks: list[Json]) -> list[Json]:
    """Blocks of a stream with their arguments read."""
    for block in blocks:
        if "toolUse" in block:
            block["toolUse"]["input"] = json.loads(block["toolUse"]["input"])
    return blocks


@pytest.mark.parametrize(
    ("say", "body", "blocks", "reason"), [case[1:] for case in SAYINGS], ids=[c[0] for c in SAYINGS]
)
async def test_a_stream_and_a_whole_answer_say_the_same(
    tmp_path: Path, say: object, body: Json, blocks: list[Json], reason: str
) -> None:
    async with playing(tmp_path, say) as server:
        client = boto(server.origin)
        answer = await whole(client, **body)
        said, ended, usage = gathered(await streamed(client, **body))

    assert answer["output"]["message"] == {"role": "assistant", "content": blocks}
    assert parsed(said) == blocks
    assert answer["stopReason"] == ended == reason
    assert answer["usage"] == usage
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]
    assert answer["metrics"] == {"latencyMs": 0}


@pytest.mark.parametrize(
    ("guarded", "reason"), [({}, "content_filtered"), ({"guardrailConfig": {}}, "guardrail_intervened")]
)
async def test_an_answer_that_is_held_back_says_who_did_it(tmp_path: Path, guarded: Json, reason: str) -> None:
    async with playing(tmp_path, "No.", finish="content_filter") as server:
        client = boto(server.origin)
        assert (await whole(client, **guarded))["stopReason"] == reason
        assert gathered(await streamed(client, **guarded))[1] == reason


@pytest.mark.parametrize("arguments", ['{"city": "U', "[1]"], ids=["cut", "no object"])
async def test_arguments_that_are_no_object_are_left_out_of_a_whole_answer(tmp_path: Path, arguments: str) -> None:
    say = [{"call": {"name": "get_weather", "arguments": arguments, "unoffered": True}}]
    async with playing(tmp_path, say) as server:
        client = boto(server.origin)
        (block,) = (await whole(client))["output"]["message"]["content"]
        (said,), _, _ = gathered(await streamed(client))
    assert block["toolUse"]["input"] == {}
    assert said["toolUse"]["input"] == arguments


async def test_only_the_block_of_a_call_begins_with_an_event(tmp_path: Path) -> None:
    async with playing(tmp_path, [{"text": "Wait."}, CALL]) as server:
        said = await streamed(boto(server.origin), toolConfig=BOTH)
    assert [event["contentBlockStart"]["contentBlockIndex"] for event in said if "contentBlockStart" in event] == [1]


async def test_tools_are_called_and_their_results_are_told(bedrock: Client) -> None:
    question = {"role": "user", "content": [{"text": "What is the weather, and what is the news?"}]}
    answer = await whole(bedrock, messages=[question], toolConfig=BOTH)
    calls = [block["toolUse"] for block in answer["output"]["message"]["content"]]
    assert [call["name"] for call in calls] == ["get_weather", "read_news"]

    fine: Json = {"toolUseId": calls[0]["toolUseId"], "content": [{"json": {"sun": True}}]}
    bad: Json = {"toolUseId": calls[1]["toolUseId"], "content": [{"text": "No paper."}], "status": "error"}
    results = {
        "role": "user",
        "content": [{"toolResult": fine}, {"toolResult": bad}, {"cachePoint": {"type": "default"}}],
    }
    told = await whole(bedrock, messages=[question, answer["output"]["message"], results], toolConfig=BOTH)
    text = told["output"]["message"]["content"][0]["text"]
    assert '**get_weather** says: {"sun":true}' in text
    assert "**read_news** failed: No paper." in text


@pytest.mark.parametrize(
    ("choice", "names"),
    [({"any": {}}, ["get_weather"]), ({"tool": {"name": "read_news"}}, ["read_news"]), ({"auto": {}}, [])],
)
async def test_a_choice_of_tools_is_obeyed(bedrock: Client, choice: Json, names: list[str]) -> None:
    answer = await whole(bedrock, toolConfig=offered("get_weather", "read_news", **choice))
    assert [block["toolUse"]["name"] for block in answer["output"]["message"]["content"] if "toolUse" in block] == names


@pytest.mark.parametrize(
    ("model", "extra", "thinks"),
    [
        (CLAUDE, {"thinking": {"type": "disabled"}}, False),
        ("us.amazon.nova-2-lite-v1:0", {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}, True),
        ("us.deepseek.r1-v1:0", {}, True),
        ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.deepseek.r1-v1:0", {}, True),
        (CLAUDE, {}, False),
    ],
)
async def test_a_model_thinks_where_it_is_asked_to(bedrock: Client, model: str, extra: Json, thinks: bool) -> None:  # noqa: FBT001 - a table's column
    answer = await whole(bedrock, model, additionalModelRequestFields=extra)
    assert any("reasoningContent" in block for block in answer["output"]["message"]["content"]) is thinks


@pytest.mark.parametrize(
    ("say", "city"), [('{"city":"Ulm"}', "Ulm"), ([{"reasoning": "Hm."}, {"text": "No JSON"}], None)], ids=["it", "no"]
)
async def test_a_model_that_is_made_to_call_says_nothing_else(say: object, city: str | None, tmp_path: Path) -> None:
    """What it would have said is what it calls the tool with, if the tool takes that: so it is given a form."""
    async with playing(tmp_path, say) as server:
        answer = await whole(boto(server.origin), toolConfig=offered("get_weather", tool={"name": "get_weather"}))
    (block,) = answer["output"]["message"]["content"]
    assert city in (None, block["toolUse"]["input"]["city"])
    assert answer["stopReason"] == "tool_use"


async def test_an_answer_fits_the_schema_that_is_asked_for(bedrock: Client) -> None:
    form = {
        "type": "json_schema",
        "structure": {"jsonSchema": {"schema": '{"type":"object","properties":{"n":{"const":7}},"required":["n"]}'}},
    }
    answer = await whole(bedrock, outputConfig={"textFormat": form})
    assert answer["output"]["message"]["content"] == [{"text": '{"n":7}'}]


@pytest.mark.parametrize(
    ("status", "code", "name", "seen"),
    [
        (400, "", "ValidationException", 400),
        (401, "", "UnrecognizedClientException", 403),
        (403, "", "AccessDeniedException", 403),
        (404, "", "ResourceNotFoundException", 404),
        (408, "", "ModelTimeoutException", 408),
        (424, "", "ModelErrorException", 424),
        (429, "", "ThrottlingException", 429),
        (429, "ModelNotReadyException", "ModelNotReadyException", 429),
        (500, "", "InternalServerException", 500),
        (503, "", "ServiceUnavailableException", 503),
        (418, "", "ValidationException", 418),
        (599, "", "InternalServerException", 599),
    ],
)
async def test_an_error_is_of_its_class(origin: str, status: int, code: str, name: str, seen: int) -> None:
    fault = f"status={status};message=Oh;retry-after=3" + (f";code={code}" if code else "")
    client = boto(origin, x_fake_fault=fault)
    for ask in (whole, streamed):
        with pytest.raises(ClientError) as caught:
            await ask(client)
        answer: Any = caught.value.response
        assert isinstance(caught.value, getattr(client.exceptions, name, ClientError))
        assert answer["Error"] == {"Message": "Oh", "Code": name}
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == seen
        assert answer["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "3"
        assert [len(part) for part in answer["ResponseMetadata"]["RequestId"].split("-")] == [8, 4, 4, 4, 12]


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (429, "throttlingException"),
        (503, "serviceUnavailableException"),
        (500, "internalServerException"),
        (424, "modelStreamErrorException"),
        (400, "validationException"),
    ],
)
async def test_an_error_inside_a_stream_is_an_exception(origin: str, status: int, name: str) -> None:
    client = boto(origin, x_fake_fault=f"error@event=2;status={status};message=Oh")
    with pytest.raises(EventStreamError) as caught:
        await streamed(client)
    assert caught.value.response["Error"] == {"Code": name, "Message": "Oh"}


EVERYTHING = [THOUGHT, {"redacted_reasoning": "c2Vj"}, {"text": "Wait."}, CALL, OTHER]
ASKED = {"messages": HELLO, "toolConfig": BOTH, "additionalModelRequestFields": THINKING}


async def test_the_service_model_knows_all_that_is_said(tmp_path: Path) -> None:
    async with playing(tmp_path, EVERYTHING) as server:
        path = f"/model/{quote(CLAUDE, safe='')}/converse"
        answer = await post(server.origin, path, ASKED)
        stream = await post(server.origin, f"{path}-stream", ASKED)
        failed = await post(server.origin, f"{path}-stream", ASKED, **{"x-fake-fault": "error@event=0;status=424"})

    assert stream.headers["content-type"] == "application/vnd.amazon.eventstream"
    assert answer.headers["content-type"] == "application/json"
    check_whole(answer.json())
    said = events(stream.content)
    assert len(said) > 15
    for headers, payload in said:
        assert list(headers) == [":event-type", ":content-type", ":message-type"]
        check_message((headers, payload))
    headers, payload = events(failed.content)[0]
    assert (headers[":exception-type"], headers[":message-type"]) == ("modelStreamErrorException", "exception")
    check_message((headers, payload))


@pytest.mark.parametrize("prefix", ["", "/bedrock"])
@pytest.mark.parametrize(
    "model", [CLAUDE, "fake/default", "fake/long?tokens=3", "arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0"]
)
async def test_a_model_is_found_under_every_address(origin: str, prefix: str, model: str) -> None:
    answer = await whole(boto(f"{origin}{prefix}"), model)
    assert answer["output"]["message"]["content"][0]["text"]
    assert len(answer["ResponseMetadata"]["RequestId"]) == 36


async def test_the_same_request_gets_the_same_bytes(origin: str) -> None:
    path = f"/model/{CLAUDE}/converse-stream"
    first, second = [(await post(origin, path, ASKED)).content for _ in range(2)]
    assert first == second


async def test_a_script_that_nobody_wrote_is_not_found() -> None:
    async with ModelServer() as server:
        answer = await post(server.origin, "/model/fake%2Fnone/converse", {"messages": HELLO})
    assert (answer.status_code, answer.headers["x-amzn-errortype"]) == (404, "ResourceNotFoundException")
