"""The other hooks: useCompletion and useObject."""

import json
from typing import Any

import pytest

from .canned import Canned, Reply
from .client import Client
from .generation import GENERATIONS, Generation
from .program import Programs
from .scenario import scenarios
from .understanding import understanding

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "number"}}}
ANSWER = '{"city": "Zürich", "days": 2}'

pytestmark = pytest.mark.parametrize("generation", GENERATIONS, ids=str)


def hook(programs: Programs, generation: Generation, door: str) -> Client:
    return Client(program=programs.of(generation), door=door)


def test_a_completion_is_the_text_of_the_answer(generation: Generation, programs: Programs, canned: Canned) -> None:
    scenario = scenarios(generation.major)["plain-text"]
    api = canned.api(scenario.reply(understanding(generation, scenario).body))

    for cut in (None, "bytes"):
        report = hook(programs, generation, "useCompletion").talk("Say hello", api=api, body={"model": "m"}, cut=cut)

        assert (report.status, report.text, report.errors) == ("ready", "Hello, world!", [])
    assert [request.json for request in canned.received(api)] == [{"prompt": "Say hello", "model": "m"}] * 2


def test_a_completion_of_plain_text_is_that_text(generation: Generation, programs: Programs, canned: Canned) -> None:
    api = canned.api(Reply.whole("Zażółć 👍🏽"))

    report = hook(programs, generation, "useCompletion").talk("Say hello", api=api, protocol="text", cut="bytes")

    assert (report.status, report.text, report.errors) == ("ready", "Zażółć 👍🏽", [])


def test_a_completion_that_fails_says_so(generation: Generation, programs: Programs, canned: Canned) -> None:
    scenario = scenarios(generation.major)["error-mid-stream"]
    api = canned.api(scenario.reply(understanding(generation, scenario).body))

    report = hook(programs, generation, "useCompletion").talk("Say hello", api=api)

    assert (report.status, report.text) == ("error", "Partial ")
    assert report.error is not None
    assert report.error["message"] == "An error occurred."


@pytest.mark.parametrize("cut", [None, "bytes"])
def test_an_object_grows_from_plain_text(
    generation: Generation, cut: str | None, programs: Programs, canned: Canned
) -> None:
    api = canned.api(Reply.whole(ANSWER))
    asked: dict[str, Any] = {"question": "Where?"}

    report = hook(programs, generation, "useObject").talk(api=api, body=asked, schema=SCHEMA, cut=cut)

    assert (report.status, report.object, report.errors) == ("ready", json.loads(ANSWER), [])
    assert [request.json for request in canned.received(api)] == [asked]
    assert len(report.updates) > (1 if cut else 0)


def test_a_refused_object_is_an_error(generation: Generation, programs: Programs, canned: Canned) -> None:
    api = canned.api(Reply.whole("no such model", status=400))

    report = hook(programs, generation, "useObject").talk(api=api, body={"question": "Where?"}, schema=SCHEMA)

    assert (report.status, report.object) == ("error", None)
    assert report.error is not None
    assert report.error["message"] == "no such model"
