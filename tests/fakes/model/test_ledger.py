from typing import Any

import pytest

from fakes.model import ModelServer
from fakes.model.field import Field
from fakes.model.ledger import Report
from fakes.model.scenario.playbook import Playbook
from fakes.model.scenario.reading import read_scenarios
from fakes.model.session import Session
from fakes.model.setup import Setup
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes

pytestmark = pytest.mark.anyio

ONE, TWO, THREE, LAST = (
    {"name": name, "match": {"user": name}, "say": "x"} for name in ("one", "two", "three", "last")
)
BELOW = {"name": "below", "match": {"user": "one", "turn": 1}, "say": "x"}


def playbook(*scenarios: dict[str, Any]) -> Playbook:
    return Playbook.of([read_scenarios(Field({"scenarios": list(scenarios)}), "file")])


async def said(server: ModelServer, session: str, *questions: str) -> Session:
    for question in questions:
        await ask(server, chat_bytes(chat_body(question), **{"x-fake-session": session}))
    return server.sessions.named(session)


async def test_a_server_that_nobody_asked_has_unused_scenarios() -> None:
    report = ModelServer(Setup(playbook=playbook(ONE, BELOW))).report()

    assert (report.unused, report.shadowed, report.clean) == (
        ("'one' (file)", "'below' (file)"),
        ("'below' (file)",),
        False,
    )


async def test_a_scenario_that_spoke_in_any_session_was_used() -> None:
    async with ModelServer(Setup(playbook=playbook(ONE, TWO, THREE, LAST))) as server:
        (await said(server, "a", "one", "nil")).reset()
        await said(server, "b", "two")
        server.sessions.forget("b")
        (await said(server, "c", "three")).clear_journal()

        first, again = server.report(), server.report()

    assert first == again
    assert (first.unused, first.spoken_count, first.unmatched_count) == (("'last' (file)",), 3, 1)
    assert str(first).splitlines() == [
        "3 of 4 scenarios spoke, 1 requests were unmatched",
        "unused: 'last' (file)",
        "unmatched: POST /v1/chat/completions, model demo, user 'nil'",
    ]


async def test_failures_are_told_whatever_became_of_them() -> None:
    async with ModelServer(Setup(playbook=playbook(ONE), strict=True)) as server:
        (await said(server, "a", "nil")).reset()
        (await said(server, "b", "nil", "one")).clear_journal()
        await said(server, "c", "nil")
        report = server.report()

    assert (len(report.failures), report.unmatched_count, report.clean) == (3, 3, False)
    assert str(report).count("failure: No scenario matches this request.") == 3


async def test_what_was_replaced_is_counted_before() -> None:
    async with ModelServer(Setup(playbook=playbook(ONE, TWO))) as server:
        session = await said(server, "a", "one", "nil")
        session.play_only([read_scenarios(Field({"scenarios": [THREE, LAST]}), "other")])
        await said(server, "a", "last")
        report = server.report()

    assert (report.unused, report.unmatched_count) == (("'two' (file)", "'three' (other)"), 1)


WRONG = {
    "unused": Report(unused=("a",)),
    "unmatched": Report(unmatched_count=1),
    "failed": Report(failures=("no",)),
}


@pytest.mark.parametrize("report", WRONG.values(), ids=WRONG)
def test_anything_wrong_is_not_clean(report: Report) -> None:
    assert Report(spoken_count=1).clean
    assert not report.clean


def test_a_shadowed_scenario_is_marked() -> None:
    assert str(Report(unused=("a", "b"), shadowed=("b",))).splitlines()[1:] == ["unused: a", "unused: b (shadowed)"]
