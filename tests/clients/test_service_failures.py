"""Failures of our service as users of the real clients meet them: told once, in our words, with their code."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from service.errors import ServiceError, UpstreamError
from service.upstream_errors import RateLimited, UpstreamReset
from tests.scripted_model import Arrival, ScriptedModel

from .client import CHAT_DOORS, Client, name_of
from .conduct import faults
from .generation import DATA_STREAM, Generation
from .program import Programs
from .report import Report
from .script import says
from .services import Services

Door = tuple[Generation, str]

SECRET = "sk-secret at 10.0.0.1"

every_door = pytest.mark.parametrize("door", CHAT_DOORS, ids=name_of)
every_conversation = pytest.mark.parametrize(
    "door", [door for door in CHAT_DOORS if door[1] != "callChatApi"], ids=name_of
)


class Talks:
    """Talks to our service, whose model does this and then that."""

    def __init__(self, programs: Programs, services: Services) -> None:
        self._programs = programs
        self._services = services
        self.model = ScriptedModel(())

    def __call__(self, door: Door, *answers: Sequence[Arrival], query: str = "", **options: Any) -> Report:  # noqa: ANN401
        generation, name = door
        self.model = ScriptedModel(answers[0], then=answers[1:])
        client = Client(program=self._programs.of(generation), door=name, api=self._services.api(self.model) + query)
        return client.talk(**{"maxSteps": 5, **options})


@pytest.fixture
def talks(programs: Programs, services: Services) -> Talks:
    return Talks(programs, services)


def code_of(error: ServiceError, generation: Generation) -> dict[str, Any]:
    """How a client is told the code: ai 4 in ``data``, later ones in ``onData``."""
    if generation.major == DATA_STREAM:
        return {"type": "error", "code": error.code}
    return {"type": "data-error", "data": {"code": error.code}, "transient": True}


@every_door
@pytest.mark.parametrize("error", [UpstreamError(detail=SECRET), RateLimited(detail=SECRET)], ids=lambda it: it.code)
def test_a_failure_before_the_first_word_is_a_refusal_with_our_sentence(
    door: Door, error: ServiceError, talks: Talks
) -> None:
    report = talks(door, [error], message="Why?")

    assert report.status == "error"
    (told,) = report.errors
    assert told == report.error
    assert json.loads(told["message"]) == {"success": False, "error": error.message}
    # The one that came to know of statuses.
    assert told["name"] == ("AI_APICallError" if door[0].name == "7" else "Error")
    assert [message["role"] for message in report.messages] == ["user"]
    assert (faults(report), len(talks.model.requests)) == (set(), 1)


@every_door
@pytest.mark.parametrize("error", [UpstreamError(detail=SECRET), UpstreamReset(detail=SECRET)], ids=lambda it: it.code)
def test_a_failure_in_the_middle_keeps_the_text_and_tells_its_code_and_our_sentence(
    door: Door, error: ServiceError, talks: Talks
) -> None:
    report = talks(door, says("Becau", error), message="Why?")

    assert (report.status, report.text, report.finish_reason) == ("error", "Becau", None)
    assert report.errors == [report.error] == [{"name": "Error", "message": error.message}]
    assert report.data == [code_of(error, door[0])]
    assert report.answer is not None
    # Nothing looks as if it still grew, and the code is no part of what is stored.
    assert {part.get("state", "done") for part in report.answer["parts"]} == {"done"}
    assert {part["type"] for part in report.answer["parts"]} <= {"step-start", "text"}
    assert (faults(report), len(talks.model.requests)) == (set(), 1)


@every_door
@pytest.mark.parametrize("words", [(), ("Becau",)], ids=["before", "in the middle"])
def test_nobody_reads_what_the_provider_said(door: Door, words: tuple[str, ...], talks: Talks) -> None:
    report = talks(door, [*says(*words)[:-1], UpstreamError(detail=SECRET)], message="Why?")

    assert report.status == "error"
    assert SECRET not in repr(report)


@every_conversation
@pytest.mark.parametrize("words", [(), ("Becau",)], ids=["before", "in the middle"])
def test_after_a_failure_the_user_asks_again(door: Door, words: tuple[str, ...], talks: Talks) -> None:
    failing = [*says(*words)[:-1], UpstreamError()]

    report = talks(door, failing, says("Because."), message="Why?", then=[{"do": "regenerate"}])

    assert (report.status, report.text) == ("ready", "Because.")
    assert [message["role"] for message in report.messages] == ["user", "assistant"]
    assert faults(report, requests=2) == set()


@every_door
def test_a_text_stream_that_fails_breaks_off_and_is_not_taken_for_whole(door: Door, talks: Talks) -> None:
    report = talks(door, says("Becau", UpstreamError()), message="Why?", protocol="text", query="?protocol=text")

    assert (report.status, report.text) == ("error", "Becau")
    assert len(report.errors) == 1
    assert faults(report) == set()


@every_door
@pytest.mark.parametrize(
    ("query", "words"),
    [("?protocol=grpc", "protocol must be one of data, text, ui"), ("?sdk=3", "sdk must be one of 4, 5, 6, 7")],
)
def test_a_wish_that_nobody_can_grant_is_refused(door: Door, query: str, words: str, talks: Talks) -> None:
    report = talks(door, says("Because."), message="Why?", query=query)

    assert report.error is not None
    assert json.loads(report.error["message"])["error"] == words
    assert talks.model.requests == []


def test_5_0_0_may_not_claim_to_be_the_newest_of_its_major(talks: Talks) -> None:
    for door in (door for door in CHAT_DOORS if door[0].name == "5.0.0"):
        assert talks(door, says("Because."), message="Why?", query="?sdk=5").status == "error"
        assert talks(door, says("Because."), message="Why?").status == "ready"
