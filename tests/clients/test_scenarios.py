"""The programs report what was recorded from the same bytes: so what they report of our service can be believed."""

import pytest

from .canned import Canned, Reply
from .case import CASES, Case
from .program import Programs
from .scenario import outcome
from .understanding import without_pages

# The hooks stand on the other door's reader, and take thrice the time.
READERS = [case for case in CASES if case.door != "useChat"]
CUT_EVERYWHERE = [case for case in READERS if case.scenario.name in {"unicode-escapes", "tool-server-multistep"}]
SENT_SLOWLY = [case for case in READERS if case.scenario.name == "plain-text"]


def served(canned: Canned, case: Case) -> str:
    return canned.api(case.scenario.reply(case.understood.body))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_client_makes_of_a_recorded_answer_what_was_recorded(
    case: Case, programs: Programs, canned: Canned
) -> None:
    report = case.client(programs, served(canned, case)).talk(**case.scenario.conversation)

    assert without_pages(outcome(report)) == case.expected
    assert len(report.requests) == 1


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_answer_that_comes_byte_by_byte_is_the_same(case: Case, programs: Programs, canned: Canned) -> None:
    report = case.client(programs, served(canned, case)).talk(**case.scenario.conversation, cut="bytes")

    assert without_pages(outcome(report)) == case.expected


@pytest.mark.parametrize("case", CUT_EVERYWHERE, ids=str)
def test_an_answer_is_the_same_wherever_it_is_cut(case: Case, programs: Programs, canned: Canned) -> None:
    client, positions = case.client(programs, served(canned, case)), range(1, len(case.understood.body))

    reports = client.talk_often({**case.scenario.conversation, "cut": [position]} for position in positions)

    expected = case.expected
    assert [at for at, report in zip(positions, reports, strict=True) if outcome(report) != expected] == []


@pytest.mark.parametrize("case", SENT_SLOWLY, ids=str)
def test_bytes_that_the_network_brings_one_by_one_are_the_same(case: Case, programs: Programs, canned: Canned) -> None:
    api = canned.api(Reply.byte_by_byte(case.understood.body, pause=0.0005))

    assert outcome(case.client(programs, api).talk(**case.scenario.conversation)) == case.expected
