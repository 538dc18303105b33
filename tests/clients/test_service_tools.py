"""Tools through our service, with the real clients: who makes a call, how often anybody asks, what is left to see."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.messages import AssistantMessage, ToolMessage
from service.tool_job import CANNOT_ASK
from service.tools import Tools
from tests.scripted_model import ScriptedModel

from .client import CHAT_DOORS, Client, name_of
from .conduct import faults
from .generation import DATA_STREAM, Generation
from .program import Programs
from .report import Report
from .script import calls, says
from .services import Services

LYON = {"city": "Lyon"}
WEATHER = {"temp": 21}
FILE = {"path": "/home/x"}

ANSWERING: dict[str, dict[str, Any]] = {
    "onToolCall": {"clientTools": {"getWeather": WEATHER}},
    "addToolResult": {"then": [{"do": "answerTools", "outputs": {"getWeather": WEATHER}}]},
}
"""How a page answers: by itself, or when its user has."""

# callChatApi holds no conversation.
CONVERSATIONS = [door for door in CHAT_DOORS if door[1] != "callChatApi"]
every_conversation = pytest.mark.parametrize("door", CONVERSATIONS, ids=name_of)
every_asker = pytest.mark.parametrize("door", [door for door in CHAT_DOORS if door[0].major > 5], ids=name_of)

Door = tuple[Generation, str]
Talks = Callable[..., Report]


def weather(*, client: bool = False) -> Tools:
    """One tool, of the server's or the client's."""
    tools = Tools()

    @tools.tool(client=client)
    def getWeather(city: str) -> dict[str, int]:  # noqa: N802 - what the client calls it
        return WEATHER

    return tools


class Disk:
    """A tool that asks before it deletes, and remembers what it deleted."""

    def __init__(self) -> None:
        self.deleted: list[str] = []
        self.tools = Tools()
        self.tools.tool(name="deleteFile", needs_approval=True)(self.delete)

    def delete(self, path: str) -> dict[str, bool]:
        self.deleted.append(path)
        return {"deleted": True}


@pytest.fixture
def talks(programs: Programs, services: Services) -> Talks:
    """Talk through a door to our service, where a model has tools; ``sdk`` is told as the client's own."""

    def talk(door: Door, model: ScriptedModel, tools: Tools, *, hint: bool = True, **options: Any) -> Report:  # noqa: ANN401
        generation, name = door
        query = f"?sdk={generation.sdk}" if hint and generation.sdk else ""
        client = Client(program=programs.of(generation), door=name, api=services.api(model, tools=tools) + query)
        return client.talk("Go", **{"maxSteps": 5, **options})

    return talk


def shape(report: Report) -> list[tuple[str, Any]]:
    """What the answer is made of: texts, and tools with their state and outcome."""
    assert report.answer is not None
    return list(_shape(report.answer["parts"]))


def _shape(parts: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for part in parts:
        match part:
            case {"type": "text", "text": text}:
                yield "text", text
            case {"type": "tool-invocation", "toolInvocation": {"state": state} as call}:
                yield state, call.get("result")
            case {"state": state, "toolCallId": _}:
                yield state, part.get("output", part.get("errorText"))
            case _:
                assert part["type"] == "step-start"


def outcome(generation: Generation, value: object) -> tuple[str, object]:
    """How a call that went well looks."""
    return ("result" if generation.major == DATA_STREAM else "output-available"), value


def failure(generation: Generation, words: str) -> tuple[str, object]:
    """How a call that failed looks."""
    return ("result", {"error": words}) if generation.major == DATA_STREAM else ("output-error", words)


@every_conversation
@pytest.mark.parametrize("answering", ANSWERING.values(), ids=ANSWERING)
def test_a_tool_of_the_client_takes_two_requests_and_makes_one_message(
    door: Door, answering: dict[str, Any], talks: Talks
) -> None:
    model = ScriptedModel(calls(("getWeather", LYON), text="Let me look. "), then=[says("It is 21.")])

    report = talks(door, model, weather(client=True), **answering)

    assert faults(report, requests=2) == set()
    assert (len(report.requests), len(model.requests)) == (2, 2)
    assert [message["role"] for message in report.messages] == ["user", "assistant"]
    assert shape(report) == [("text", "Let me look. "), outcome(door[0], WEATHER), ("text", "It is 21.")]
    *_, said, told = model.requests[1].messages
    assert isinstance(said, AssistantMessage)
    assert [call.name for call in said.calls] == ["getWeather"]
    assert told == ToolMessage("call_0", '{"temp":21}')


@every_conversation
def test_two_tools_of_the_client_at_once_are_answered_in_one_request(door: Door, talks: Talks) -> None:
    model = ScriptedModel(calls(("getWeather", LYON), ("getWeather", {"city": "Bern"})), then=[says("Both 21.")])

    report = talks(door, model, weather(client=True), then=[{"do": "answerTools", "outputs": {"getWeather": WEATHER}}])

    assert faults(report, requests=2) == set()
    assert len(model.requests) == 2
    assert shape(report) == [outcome(door[0], WEATHER)] * 2 + [("text", "Both 21.")]


@pytest.mark.parametrize("door", CHAT_DOORS, ids=name_of)
def test_a_tool_of_the_servers_takes_one_request_and_its_result_is_seen(door: Door, talks: Talks) -> None:
    model = ScriptedModel(
        calls(("getWeather", LYON), text="Let me look. "), then=[calls(("getWeather", LYON)), says("Still 21.")]
    )

    report = talks(door, model, weather())

    assert faults(report) == set()
    assert (len(report.requests), len(model.requests)) == (1, 3)
    told = outcome(door[0], WEATHER)
    assert shape(report) == [("text", "Let me look. "), told, told, ("text", "Still 21.")]


@pytest.mark.parametrize("door", CHAT_DOORS, ids=name_of)
def test_a_call_that_nobody_can_make_is_told_to_the_model_and_nobody_asks_again(door: Door, talks: Talks) -> None:
    model = ScriptedModel(calls(("getWeather", {"town": 5}), ("nothing", {})), then=[says("Sorry.")])

    report = talks(door, model, weather())

    assert faults(report) == set()
    assert len(model.requests) == 2
    assert report.text == "Sorry."
    wrong, unknown, _ = shape(report)
    assert (wrong, unknown) == (
        failure(door[0], "arguments.city is missing"),
        failure(door[0], "There is no such tool"),
    )


@every_conversation
def test_tools_of_both_sides_in_one_step_take_two_requests(door: Door, talks: Talks) -> None:
    tools = weather()
    tools.tool(name="confirm", client=True)(lambda: None)
    model = ScriptedModel(calls(("getWeather", LYON), ("confirm", {})), then=[says("Done.")])

    report = talks(door, model, tools, then=[{"do": "answerTools", "outputs": {"confirm": "yes"}}])

    assert faults(report, requests=2) == set()
    assert (len(report.requests), len(model.requests)) == (2, 2)
    assert shape(report) == [outcome(door[0], WEATHER), outcome(door[0], "yes"), ("text", "Done.")]


@every_asker
def test_a_call_that_the_user_allows_runs_once(door: Door, talks: Talks) -> None:
    model, disk = ScriptedModel(calls(("deleteFile", FILE)), then=[says("Deleted.")]), Disk()

    report = talks(door, model, disk.tools, then=[{"do": "approve", "approved": True}])

    assert disk.deleted == ["/home/x"]
    assert faults(report, requests=2) == set()
    assert (len(report.requests), len(model.requests)) == (2, 2)
    assert shape(report) == [("output-available", {"deleted": True}), ("text", "Deleted.")]
    assert model.requests[1].messages[-1] == ToolMessage("call_0", '{"deleted":true}')


@every_asker
def test_a_call_that_the_user_forbids_does_not_run(door: Door, talks: Talks) -> None:
    model, disk = ScriptedModel(calls(("deleteFile", FILE)), then=[says("Then not.")]), Disk()

    report = talks(door, model, disk.tools, then=[{"do": "approve", "approved": False, "reason": "I need it"}])

    assert disk.deleted == []
    assert faults(report, requests=2) == set()
    assert (len(report.requests), len(model.requests)) == (2, 2)
    assert shape(report) == [("output-denied", None), ("text", "Then not.")]
    assert "I need it" in str(model.requests[1].messages[-1])


@every_asker
def test_the_next_turn_runs_no_allowed_call_again(door: Door, talks: Talks) -> None:
    model, disk = ScriptedModel(calls(("deleteFile", FILE)), then=[says("Deleted."), says("You are welcome.")]), Disk()
    turns = [{"do": "approve", "approved": True}, {"do": "submit", "text": "Thanks"}]

    report = talks(door, model, disk.tools, then=turns)

    assert disk.deleted == ["/home/x"]
    assert (report.text, len(report.requests), len(model.requests)) == ("You are welcome.", 3, 3)


@pytest.mark.parametrize("door", CHAT_DOORS, ids=name_of)
def test_who_can_t_ask_the_user_deletes_nothing_and_the_model_is_told(door: Door, talks: Talks) -> None:
    model, disk = ScriptedModel(calls(("deleteFile", FILE)), then=[says("I can't.")]), Disk()

    report = talks(door, model, disk.tools, hint=False)

    assert disk.deleted == []
    assert faults(report) == set()
    assert shape(report) == [failure(door[0], CANNOT_ASK), ("text", "I can't.")]


@pytest.mark.parametrize("hint", [True, False], ids=["hint", "no hint"])
@pytest.mark.parametrize("door", [door for door in CHAT_DOORS if door[1] == "Chat"], ids=name_of)
def test_preliminary_results_are_seen_by_who_says_that_it_knows_them(door: Door, *, hint: bool, talks: Talks) -> None:
    tools = Tools()

    @tools.tool
    def count() -> Iterator[int]:
        yield 1
        yield 2

    report = talks(door, ScriptedModel(calls(("count", {})), then=[says("Two.")]), tools, hint=hint)

    assert faults(report) == set()
    assert shape(report) == [("output-available", 2), ("text", "Two.")]
    assert report.previews == ([1, 2] if hint and door[0].sdk else [])
