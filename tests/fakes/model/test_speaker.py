import json
from pathlib import Path
from typing import Any

import pytest

from fakes.model import ModelServer
from fakes.model.faults.chaos import Chaos
from fakes.model.faults.fault import Fault
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes, events, request_bytes

pytestmark = pytest.mark.anyio

WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}
CLOCK = {"type": "function", "function": {"name": "clock"}}
CALL = {"call": {"name": "weather", "arguments": {"city": "Rome"}, "id": "call_1"}}


def playing(folder: Path, **scenario: Any) -> Setup:  # noqa: ANN401 - the scenario format
    file = folder / "scenarios.json"
    file.write_text(json.dumps({"scenarios": [{"name": "it", **scenario}]}))
    return Setup(playbook=Playbook.load([file]))


async def answered(setup: Setup, **parameters: object) -> dict[str, Any]:
    async with ModelServer(setup) as server:
        status, _, body = await ask(server, chat_bytes({**chat_body("Hi"), **parameters}))
    document: dict[str, Any] = json.loads(body)
    assert status == 200, document
    return document


async def streamed(setup: Setup, **parameters: object) -> list[dict[str, Any]]:
    async with ModelServer(setup) as server:
        _, _, body = await ask(server, chat_bytes({**chat_body("Hi", stream=True), **parameters}))
    return events(body)


async def test_a_scenario_is_said_and_the_journal_knows_which(tmp_path: Path) -> None:
    async with ModelServer(playing(tmp_path, say="Scripted.")) as server:
        _, _, body = await ask(server, chat_bytes(chat_body()))

        assert json.loads(body)["choices"][0]["message"]["content"] == "Scripted."
        assert server.journal[0].scenario == "it"


async def test_a_call_is_the_same_whole_and_in_pieces(tmp_path: Path) -> None:
    setup = playing(tmp_path, say=[{"text": "One moment."}, CALL])

    (choice,) = (await answered(setup, tools=[WEATHER]))["choices"]
    chunks = await streamed(setup, tools=[WEATHER])

    function = {"name": "weather", "arguments": '{"city":"Rome"}'}
    assert choice["message"]["tool_calls"] == [{"id": "call_1", "type": "function", "function": function}]
    deltas = [call for chunk in chunks for call in chunk["choices"][0]["delta"].get("tool_calls", ())]
    assert (deltas[0]["id"], deltas[0]["function"]) == ("call_1", {"name": "weather", "arguments": ""})
    assert "".join(delta["function"]["arguments"] for delta in deltas) == function["arguments"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("One moment.", "tool_calls")
    assert chunks[-1]["choices"][0]["finish_reason"] == "tool_calls"


async def test_a_call_alone_has_no_content(tmp_path: Path) -> None:
    (choice,) = (await answered(playing(tmp_path, say=[CALL]), tools=[WEATHER]))["choices"]

    assert choice["message"]["content"] is None


async def test_a_refusal_has_its_own_place(tmp_path: Path) -> None:
    setup = playing(tmp_path, say=[{"refusal": "I can't help."}])

    message = (await answered(setup))["choices"][0]["message"]
    chunks = await streamed(setup)

    assert (message["content"], message["refusal"]) == (None, "I can't help.")
    assert "".join(chunk["choices"][0]["delta"].get("refusal") or "" for chunk in chunks) == "I can't help."


async def test_probabilities_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    setup = playing(tmp_path, say="One two")
    wish = {"logprobs": True, "top_logprobs": 2}

    whole = (await answered(setup, **wish))["choices"][0]["logprobs"]["content"]
    chunks = await streamed(setup, **wish)

    told = [chunk["choices"][0]["logprobs"] for chunk in chunks]
    assert [content for logprobs in told if logprobs for content in logprobs["content"]] == whole
    assert [(one["token"], len(one["top_logprobs"]), bytes(one["bytes"])) for one in whole] == [
        ("One", 2, b"One"),
        (" two", 2, b" two"),
    ]


async def test_what_a_request_forbids_altogether_is_not_said(tmp_path: Path) -> None:
    setup = playing(tmp_path, say=[{"call": {"name": "clock", "unoffered": True}}])
    (choice,) = (await answered(setup, tools=[CLOCK], parallel_tool_calls=False))["choices"]
    assert choice["message"]["tool_calls"][0]["function"]["name"] == "clock"

    thinking = playing(tmp_path, say=[{"reasoning": "Hm."}])
    (choice,) = (await answered(thinking))["choices"]
    assert choice["message"]["content"]


@pytest.mark.parametrize(
    ("choice", "called"),
    [
        ("required", ["weather"]),
        ({"type": "function", "function": {"name": "clock"}}, ["clock"]),
        ({"type": "allowed_tools", "allowed_tools": {"mode": "required", "tools": [CLOCK]}}, ["clock"]),
        ({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [CLOCK]}}, []),
        ("none", []),
    ],
)
async def test_the_improvising_model_obeys_a_choice_of_tools(choice: object, called: list[str]) -> None:
    message = (await answered(Setup(), tools=[WEATHER, CLOCK], tool_choice=choice))["choices"][0]["message"]

    assert [call["function"]["name"] for call in message.get("tool_calls", ())] == called


@pytest.mark.parametrize(("effort", "thinks"), [("low", True), ("none", False)])
async def test_a_reasoning_model_is_billed_for_thoughts_that_nobody_sees(effort: str, thinks: bool) -> None:  # noqa: FBT001 - a table's column
    body = await answered(Setup(), model="o3-mini", reasoning_effort=effort)

    assert (body["usage"]["completion_tokens_details"]["reasoning_tokens"] > 0) is thinks


async def test_a_conversation_that_does_not_fit_the_window_is_refused() -> None:
    async with ModelServer(Setup(context_window=10)) as server:
        status, _, body = await ask(server, chat_bytes(chat_body("word " * 20)))

    assert (status, json.loads(body)["error"]["code"]) == (400, "context_length_exceeded")


async def test_a_gate_holds_an_event_back_until_it_is_opened(tmp_path: Path) -> None:
    setup = playing(tmp_path, say="One two", gates=[{"event": 2, "name": "go"}, {"event": 99, "name": "end"}])
    async with ModelServer(setup) as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(stream=True)))
        assert b" two" not in await client.until(b'"One"')
        await server.session.gates.awaited("go", 5)
        server.session.gates.open("go")
        await client.until(b"[DONE]")
        await server.session.gates.awaited("end", 5)
        assert server.journal[0].outcome == "running"
        server.session.gates.open("end")
        assert await server.journal[0].ended(5) == "drained"


async def test_a_gate_holds_a_whole_answer_too(tmp_path: Path) -> None:
    setup = playing(tmp_path, say="One", gates=[{"event": 0, "name": "go"}])
    async with ModelServer(setup) as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body()))
        await server.session.gates.awaited("go", 5)
        server.session.gates.open("go")
        assert (await client.reply())[0] == 200


async def test_a_scenario_may_fail(tmp_path: Path) -> None:
    async with ModelServer(playing(tmp_path, fault="status=429;retry-after=2")) as server:
        status, headers, _ = await ask(server, chat_bytes(chat_body()))

    assert (status, headers["retry-after"]) == (429, "2")


async def test_the_requests_own_fault_comes_before_the_sessions_and_chance() -> None:
    async with ModelServer(Setup(chaos=Chaos.parse("status=503:1", "seed"))) as server:
        server.session.faults.append(Fault.parse("status=500"))
        asked = [chat_bytes(chat_body(), **{"x-fake-fault": "status=418"}), *[chat_bytes(chat_body())] * 2]
        statuses = [(await ask(server, request))[0] for request in asked]

    assert statuses == [418, 500, 503]


async def test_an_error_in_a_stream_has_openais_shape() -> None:
    async with ModelServer() as server:
        request = chat_bytes(chat_body(stream=True), **{"x-fake-fault": "error@event=2;status=503"})
        _, _, body = await ask(server, request)

    assert json.loads(body.split(b"\n\n")[2].removeprefix(b"data: "))["error"]["type"] == "server_error"


NAMED = [
    ("/_session/red/v1/models", {}, 200),
    ("/v1/models", {"x-fake-session": "red"}, 200),
    ("/v1/models", {"authorization": "Bearer fake-session-red"}, 200),
    ("/v1/models", {"x-api-key": "fake-session-red"}, 200),
    ("/_session/red", {}, 200),
]


@pytest.mark.parametrize(("target", "headers", "status"), NAMED)
async def test_a_session_is_named_by_path_header_or_key(target: str, headers: dict[str, str], status: int) -> None:
    async with ModelServer() as server:
        assert (await ask(server, request_bytes("GET", target, headers=headers)))[0] == status

        assert (len(server.journal), len(server.sessions.named("red").journal)) == (0, 1)
        assert {session.name for session in server.sessions} == {"", "red"}


async def test_a_session_needs_a_name_that_fits() -> None:
    async with ModelServer() as server:
        request = request_bytes("GET", "/v1/models", headers={"x-fake-session": "a b"})
        status, _, body = await ask(server, request)

    assert (status, json.loads(body)["error"]["code"]) == (400, "session")
