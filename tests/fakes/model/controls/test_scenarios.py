from pathlib import Path
from typing import Any

import pytest

from fakes.model import ModelServer
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup
from tests.fakes.model.controls.operating import done, refused
from tests.fakes.model.raw_client import ask_chat
from tests.fakes.model.scripts_on_disk import exchange, loaded

pytestmark = pytest.mark.anyio


def scenario(name: str, say: str = "Hi.", **fields: object) -> dict[str, object]:
    return {"name": name, "say": say, **fields}


async def said(server: ModelServer, question: str = "x") -> str:
    answer: Any = await ask_chat(server, question)
    text: str = answer["choices"][0]["message"]["content"]
    return text


def counts(document: dict[str, Any]) -> dict[str, int]:
    return {scenario["name"]: scenario["spoken"] for scenario in document["scenarios"]}


async def test_scenarios_are_listed_in_their_order_with_their_counts(tmp_path: Path) -> None:
    async with ModelServer(scripts=loaded(tmp_path, it=[exchange()])) as server:
        await done(server, "POST", "scenarios", [scenario("low"), scenario("high", priority=1, times=1)])
        await said(server)
        await said(server)

        assert await done(server, "GET", "scenarios") == {
            "scenarios": [
                {"name": "high", "file": "over HTTP", "priority": 1, "times": 1, "spoken": 1, "passed_over": 0},
                {"name": "low", "file": "over HTTP", "priority": 0, "times": None, "spoken": 1, "passed_over": 1},
            ],
            "scripts": [{"model": "fake/it", "played": 0}],
            "unmatched": 0,
        }


async def test_what_is_added_comes_behind_and_what_was_there_keeps_its_counts() -> None:
    async with ModelServer() as server:
        assert counts(await done(server, "POST", "scenarios", {"scenarios": [scenario("a", "A.", times=1)]})) == {
            "a": 0
        }
        assert await said(server) == "A."
        assert counts(await done(server, "POST", "scenarios", [scenario("b", "B.")])) == {"a": 1, "b": 0}
        assert await said(server) == "B."


async def test_what_is_put_replaces_everything_and_counts_begin_again() -> None:
    async with ModelServer() as server:
        await done(server, "POST", "scenarios", [scenario("a", "A.")])
        assert await said(server) == "A."
        assert counts(await done(server, "PUT", "scenarios", [scenario("a", "A."), scenario("b")])) == {"a": 0, "b": 0}
        assert counts(await done(server, "POST", "scenarios", [scenario("c")])) == {"a": 0, "b": 0, "c": 0}


async def test_what_is_deleted_is_gone_until_a_reset(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"scenarios": [{"name": "file", "say": "F."}]}')
    async with ModelServer(Setup(playbook=Playbook.load([file]))) as server:
        await done(server, "POST", "scenarios", [scenario("more")])
        assert await done(server, "DELETE", "scenarios") == {"scenarios": [], "scripts": [], "unmatched": 0}
        assert await said(server) != "F."
        await done(server, "POST", "reset")

        assert counts(await done(server, "GET", "scenarios")) == {"file": 0}
        assert await said(server) == "F."


async def test_sessions_do_not_hear_of_each_others_scenarios() -> None:
    async with ModelServer() as server:
        await done(server, "PUT", "scenarios", [scenario("a")], x_fake_session="one")

        assert (await done(server, "GET", "scenarios"))["scenarios"] == []


WRONG: list[tuple[object, str, str]] = [
    ({}, "missing_required_parameter", "scenarios"),
    ("x", "invalid_type", "None"),
    ({"scenario": []}, "invalid_value", "scenario"),
    ([{"say": "x"}], "invalid_scenario", "scenarios[0].name"),
    ([scenario("a", matches={})], "invalid_scenario", "scenarios[0].matches"),
    ([scenario("a", finish="tool_calls")], "invalid_scenario", "scenarios[0].finish"),
    ([scenario("a", "{{ x", template=True)], "invalid_scenario", "scenarios[0]"),
    ([scenario("taken")], "invalid_scenario", "name"),
    ([scenario("a"), scenario("a")], "invalid_scenario", "name"),
]


@pytest.mark.parametrize(("body", "code", "field"), WRONG)
async def test_what_is_wrong_is_named_and_changes_nothing(body: object, code: str, field: str) -> None:
    async with ModelServer() as server:
        await done(server, "PUT", "scenarios", [scenario("taken")])
        status, got, param, _ = await refused(server, "POST", "scenarios", body)

        assert (status, got, str(param)) == (400, code, field)
        assert counts(await done(server, "GET", "scenarios")) == {"taken": 0}
