"""Every recorded scenario through our service: each client ends up with the message that it had of the SDK's server."""

import copy
import re
from typing import Any

import pytest

from service.tool_job import question_about
from tests.recorded_model import tools_of

from .case import CASES, Case
from .conduct import faults
from .expectation import ABORTED, OURS, UNASKED, OwnWay, expected_of_us
from .generation import DATA_STREAM
from .program import Programs
from .report import Report
from .scenario import outcome
from .scripted_scenario import ScenarioModel
from .services import Services

NAMED_BY_US = frozenset({"id", "sourceId", "approvalId", "metadata"})
"""What is the server's choice: ids, and what it tells about the answer. They have tests of their own."""

ENDS_ON_A_RESULT = "tool-invalid-args"
"""The recorded servers stop there, and any client that goes on by itself asks again: test_ui_message_stream_hazards."""

UNHINTED = [(case, None) for case in CASES if case.scenario.name not in {ABORTED, UNASKED}]
HINTED = [(case, case.generation.sdk) for case in CASES if case.generation.sdk and case.scenario.name != ABORTED]

MODEL = "openai/gpt-4o-mini"

every_case = pytest.mark.parametrize(
    ("case", "sdk"), [pytest.param(*given, id=f"{given[0]}-sdk={given[1]}") for given in (*UNHINTED, *HINTED)]
)


def api_of(services: Services, case: Case, sdk: str | None) -> str:
    """Our service, with the model and the tools of this scenario."""
    document = case.scenario.document
    query = [*(["protocol=text"] if document["protocol"] == "text" else []), *([f"sdk={sdk}"] if sdk else [])]
    steps = str(document["model"].get("maxSteps", 1))
    api = services.api(ScenarioModel(case.scenario), tools=tools_of(case.scenario.document["model"]), MAX_STEPS=steps)
    return f"{api}?{'&'.join(query)}"


def conversation(case: Case, **options: object) -> dict[str, Any]:
    """What is asked; a question that waits for the user's answer is ours, and so is its name."""
    asked = copy.deepcopy(case.scenario.conversation)
    for part in (part for held in asked.get("history", ()) for part in held["parts"]):
        if "approval" in part:
            part["approval"]["id"] = question_about(part["toolCallId"])
    goes_on = case.scenario.name != ENDS_ON_A_RESULT
    return {**asked, **options, "maxSteps": 3 if goes_on else None}


def nameless(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same without what is the server's choice."""
    match value:
        case dict():
            return {name: nameless(member) for name, member in value.items() if name not in NAMED_BY_US}
        case list():
            return [nameless(item) for item in value]
        case _:
            return value


def talked(programs: Programs, services: Services, case: Case, sdk: str | None) -> list[Report]:
    """What becomes of the answer, as the network brings it and byte by byte."""
    asked = [conversation(case, api=api_of(services, case, sdk), cut=cut) for cut in (None, "bytes")]
    return case.client(programs, "").talk_often(asked)


@every_case
def test_the_client_ends_up_with_what_it_had_of_the_sdks_own_server(
    case: Case, sdk: str | None, programs: Programs, services: Services
) -> None:
    expected = expected_of_us(case, sdk)
    silent = expected["message"] is None and expected["status"] == "ready"

    for report in talked(programs, services, case, sdk):
        assert nameless(outcome(report)) == nameless(expected)
        assert faults(report) == ({"ends silently"} if silent else set())


NAMING = [
    (case, sdk)
    for case, sdk in HINTED
    if case.door != "useChat" and case.scenario.name in {"plain-text", "tool-server-multistep", "source"}
]


@pytest.mark.parametrize(("case", "sdk"), [pytest.param(*given, id=f"{given[0]}-sdk={given[1]}") for given in NAMING])
def test_the_message_has_our_id_and_says_what_is_known_about_it(
    case: Case, sdk: str | None, programs: Programs, services: Services
) -> None:
    one, other = talked(programs, services, case, sdk)

    assert one.answer is not None
    assert other.answer is not None
    assert re.fullmatch(r"msg-[0-9A-Za-z]{24}", one.answer["id"])
    assert other.answer["id"] != one.answer["id"]
    assert source_ids(one.answer) == (["src-0"] if case.scenario.name == "source" else [])
    if case.generation.major > DATA_STREAM:
        told = one.answer["metadata"]
        assert told.pop("timeToFirstTokenMs") >= 0
        assert told == {"model": MODEL, "usage": one.usage, "finishReason": one.finish_reason}


def source_ids(answer: dict[str, Any]) -> list[str]:
    """The ids of sources; ai 4 has them a level deeper."""
    parts = [part.get("source", part) for part in answer["parts"] if part["type"].startswith("source")]
    return [part.get("sourceId", part.get("id")) for part in parts]


@pytest.mark.parametrize("own", OURS, ids=lambda own: own.scenarios[0])
@pytest.mark.parametrize("major", [4, 5, 6, 7])
def test_what_we_do_in_our_own_way_is_not_what_was_recorded(own: OwnWay, major: int) -> None:
    for case in (case for case in CASES if case.generation.major == major and case.scenario.name in own.scenarios):
        recorded, ours = case.scenario.expected, case.scenario.expected
        own.apply(case, ours)
        change = own.change4 if major == DATA_STREAM else own.change
        assert (ours == recorded) == (change is None)


def test_there_is_little_that_we_do_in_our_own_way() -> None:
    assert len({name for own in OURS for name in own.scenarios}) == sum(len(own.scenarios) for own in OURS)
    assert len(OURS) < 10
