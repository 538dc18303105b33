import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from fakes.model import ModelServer
from fakes.model.field import Field
from fakes.model.ondemand.catalog import CATALOG, Entry, table
from fakes.model.ondemand.stage import Stage
from fakes.model.ondemand.wish import wish_of
from fakes.model.saying import Source, Text
from fakes.model.scenario.act import Act
from fakes.model.scenario.plausibility import implausible
from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.reading import read_scenarios
from fakes.model.scenario.scenario import Scenario
from fakes.model.setup import Setup
from fakes.model.text.tokenizer import PieceTokenizer
from tests.fakes.model.prompts import prompt
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes, events, request_bytes

pytestmark = pytest.mark.anyio

READY = Setup(on_demand=True)
TOOL = {"type": "function", "function": {"name": "lookUp", "parameters": {"type": "object", "properties": {}}}}


async def answered(body: object, setup: Setup = READY) -> tuple[int, Any]:
    async with ModelServer(setup) as server:
        status, _, answer = await ask(server, chat_bytes(body))
    return status, json.loads(answer)


async def message(words: str, setup: Setup = READY, **parameters: object) -> dict[str, Any]:
    status, body = await answered(chat_body(words, **parameters), setup)
    assert status == 200, body
    found: dict[str, Any] = body["choices"][0]["message"]
    return found


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("/tool", "tool"),
        ("  /tool\n", "tool"),
        ("/error 429 30", "error"),
        ("tool", None),
        ("say /tool", None),
        ("/nothing", None),
        ("/", None),
        ("", None),
        ("/tool-", None),
        ("/TOOL", None),
        ("//tool", None),
        ("/etc/hosts is a file", None),
    ],
)
def test_only_a_slash_and_a_known_word_at_the_beginning_are_a_command(words: str, wish: str | None) -> None:
    found = wish_of(prompt(words))
    assert (found and found.entry.id) == wish


@pytest.mark.parametrize(
    ("words", "model", "values"),
    [
        ("/error", "demo", {"status": 500}),
        ("/error 429", "demo", {"status": 429}),
        ("/error 429 30", "demo", {"status": 429, "retry_after": 30}),
        ("/long 5000", "demo", {"tokens": 5000}),
        ("Hi", "fake/error?retry_after=3", {"status": 500, "retry_after": 3}),
        ("/long", "fake/error", {"tokens": 2000}),
    ],
)
def test_values_are_given_in_their_order_or_by_name(words: str, model: str, values: dict[str, int]) -> None:
    wish = wish_of(prompt(words, model=model))
    assert wish is not None
    assert (wish.values, wish.complaint) == (values, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/error 200", "'status' is '200', and must be an integer from 400 to 599"),
        ("/long many", "'tokens' is 'many'"),
        ("/long 1 2", "it takes at most 1 values"),
        ("/text please", "it takes no values"),
    ],
)
async def test_a_command_that_can_not_be_is_explained(words: str, told: str) -> None:
    content = (await message(words))["content"]
    assert told in content
    assert "Say `/" in content


async def test_nobody_s_commands_are_heard_unless_the_server_is_told_to() -> None:
    assert (await message("/text", Setup()))["content"] != (await message("/text"))["content"]
    assert (await answered(chat_body(model="fake/text"), Setup()))[0] == 404


async def test_they_are_listed_where_they_are_played() -> None:
    async with ModelServer(READY) as server:
        _, _, body = await ask(server, request_bytes("GET", "/v1/models"))
        status, _, _ = await ask(server, request_bytes("GET", "/v1/models/fake/tool-error"))

    listed = [model["id"].removeprefix("fake/") for model in json.loads(body)["data"]]
    assert set(listed) == {"default", *(entry.id for entry in CATALOG)}
    assert len(listed) == len(set(listed))
    assert status == 200


def playing(**scenario: object) -> Setup:
    document = {"scenarios": [{"name": "mine", **scenario}]}
    return Setup(playbook=Playbook.of([read_scenarios(Field(document), "mine")]), on_demand=True)


async def test_a_scenario_of_the_server_comes_first() -> None:
    assert (await message("/text", playing(match={"user": "/text"}, say="Mine.")))["content"] == "Mine."


async def test_what_is_on_demand_is_not_unmatched() -> None:
    async with ModelServer(playing(match={"user": "never"}, say="Mine.")) as server:
        await ask(server, chat_bytes(chat_body("/text")))
        assert server.session.cast.unmatched == 0
        await ask(server, chat_bytes(chat_body("Hello")))
        assert server.session.cast.unmatched == 1


async def test_who_is_strict_plays_none() -> None:
    status, body = await answered(chat_body("/text"), Setup(on_demand=True, strict=True))
    assert (status, body["error"]["code"]) == (404, "no_scenario")


async def test_the_journal_knows_which_was_played() -> None:
    async with ModelServer(READY) as server:
        for words in ("/tool", "/error 503", "/html", "/help", "/fast", "/slow 1 1", "/long nonsense"):
            await ask(server, chat_bytes(chat_body(words)))
        played = [exchange.scenario for exchange in server.journal]
    assert played == ["/tool", "/error", "/html", "/help", "/fast", "/slow", "/long"]


async def test_help_tells_all() -> None:
    content = (await message("/help"))["content"]
    assert all(f"`{entry.usage}` {entry.does}" in content for entry in CATALOG)


@pytest.mark.parametrize("words", ["/long 1500", "/fast 1500"])
async def test_length_is_as_it_was_asked_for_whatever_the_limit(words: str) -> None:
    _, body = await answered(chat_body(words, max_tokens=10, n=2))

    assert body["usage"]["completion_tokens"] == 3000
    assert [choice["finish_reason"] for choice in body["choices"]] == ["stop", "stop"]


async def test_thoughts_pages_and_files_have_their_places_whole_and_in_pieces() -> None:
    thinking, citing, picturing = [await message(words) for words in ("/reasoning", "/sources", "/file")]

    assert thinking["reasoning_content"].startswith("The user wants to see me think")
    assert [page["url_citation"]["title"] for page in citing["annotations"]][-1] == ""
    assert picturing["images"][0]["image_url"]["url"].startswith("data:image/png;base64,")
    wholes: tuple[tuple[str, str, object], ...] = (
        ("/sources", "annotations", citing["annotations"]),
        ("/file", "images", picturing["images"]),
    )
    for words, key, whole in wholes:
        async with ModelServer(READY) as server:
            _, _, body = await ask(server, chat_bytes(chat_body(words, stream=True)))
        chunks: list[dict[str, Any]] = events(body)
        deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
        assert [item for delta in deltas for item in delta.get(key, ())] == whole


async def test_thoughts_are_shown_in_another_api_only_where_they_are_wished_for() -> None:
    body = {"model": "claude-sonnet-4-5", "max_tokens": 2000, "messages": [{"role": "user", "content": "/reasoning"}]}
    kinds = []
    for wish in ({}, {"thinking": {"type": "enabled", "budget_tokens": 1024}}):
        async with ModelServer(READY) as server:
            request = request_bytes(
                "POST", "/v1/messages", json.dumps(body | wish).encode(), {"anthropic-version": "2023-06-01"}
            )
            _, _, answer = await ask(server, request)
        kinds.append([block["type"] for block in json.loads(answer)["content"]])

    assert kinds == [["text"], ["thinking", "text"]]


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        ("/v1/messages", {"model": "claude-sonnet-4-5", "max_tokens": 9}, 529),
        ("/api/chat", {"model": "llama3"}, 529),
        ("/mistral/v1/chat/completions", {"model": "mistral-small"}, 529),
    ],
)
async def test_a_command_is_heard_in_every_api(target: str, body: dict[str, object], status: int) -> None:
    asked = json.dumps({**body, "messages": [{"role": "user", "content": "/error 529"}]}).encode()
    async with ModelServer(READY) as server:
        answered, _, _ = await ask(server, request_bytes("POST", target, asked, {"anthropic-version": "2023-06-01"}))
    assert answered == status


async def test_a_tool_of_one_s_own_is_called_where_the_examples_are_not_offered() -> None:
    calls = (await message("/tools", tools=[TOOL]))["tool_calls"]
    assert [call["function"]["name"] for call in calls] == ["lookUp"]
    assert "offers no tool" in (await message("/tool"))["content"]
    assert "does not offer `delete_file`" in (await message("/approval", tools=[TOOL]))["content"]


async def test_a_fault_may_stand_in_the_models_name() -> None:
    status, body = await answered(chat_body("Hi", model="fake/default?fault=status%3D503"), Setup())
    assert (status, body["error"]["type"]) == (503, "server_error")
    status, body = await answered(chat_body("Hi", model="fake/text?fault=earthquake"))
    assert (status, body["error"]["param"]) == (400, "model")


async def everything(words: str) -> tuple[bytes, str]:
    """All that comes, and how it ends."""
    came, ended = b"", "in order"
    async with httpx.AsyncClient(transport=ModelServer(READY).transport(), base_url="http://m", timeout=1) as client:
        try:
            async with client.stream("POST", "/v1/chat/completions", json=chat_body(words, stream=True)) as answer:
                async for part in answer.aiter_raw():
                    came += part
        except httpx.HTTPError as error:
            ended = type(error).__name__
    return came, ended


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
async def test_the_same_is_said_to_the_same_request(entry: Entry) -> None:
    words = {"slow": "/slow 1 1", "stall": "/stall 3 0"}.get(entry.id, f"/{entry.id}")
    said = [await everything(words) for _ in range(2)]

    assert said[0] == said[1]
    assert said[0][0] or entry.id == "timeout"


def test_prose_may_be_read_again() -> None:
    prose = Stage("seed", PieceTokenizer()).prose(30)
    assert list(prose) == list(prose)
    assert len(list(prose)) == 30


def test_the_table_is_json() -> None:
    assert json.loads(json.dumps(table())) == table()
    assert [row["id"] for row in table()] == [entry.id for entry in CATALOG]


async def test_pages_files_and_thoughts_are_said_only_where_there_is_room() -> None:
    target = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
    for words in ("/sources", "/file", "/reasoning"):
        async with ModelServer(READY) as server:
            sent = json.dumps({"messages": [{"role": "user", "content": words}]}).encode()
            status, _, body = await ask(server, request_bytes("POST", target, sent, {"api-key": "k"}))
        said = json.loads(body)["choices"][0]["message"]
        assert status == 200
        assert said["content"]
        assert not {"images", "reasoning_content"} & set(said)
        assert not said.get("annotations")


def test_a_page_that_is_cited_is_plausible() -> None:
    document = {"name": "cites", "say": [{"text": "See there."}]}
    scenario = Scenario.read(Field(document), "mine")
    cited = replace(scenario, acts=(Act("", ((Text("See there."), Source("https://example.com/", "")),)),))

    assert [*implausible(cited)] == []
