import json
import sys
from collections.abc import Iterator

import pytest

from service.approvals import Approval
from service.events import Event
from service.field import JSON
from service.tool_call import Call
from service.tool_events import ToolApprovalRequest, ToolInput, ToolOutput, ToolOutputError
from service.tool_modules import import_tools
from service.tool_run import ToolRun
from service.tools import REGISTERED, Tools

pytestmark = pytest.mark.anyio

MODULE = "service.example_tools"


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tools]:
    """The example tools, registered for this test only."""
    monkeypatch.setattr(REGISTERED, "_by_name", {})
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    yield import_tools([MODULE])
    sys.modules.pop(MODULE, None)


async def called(tools: Tools, name: str, arguments: JSON) -> list[Event]:
    run = ToolRun(tools=tools, can_approve=True)
    told = [event async for some in run.calls([Call("c", name, json.dumps(arguments))]) for event in some]
    assert told[0] == ToolInput("c", name, arguments)
    return told[1:]


def test_a_model_is_told_of_all(tools: Tools) -> None:
    assert [(spec.name, spec.description) for spec in tools.specs()] == [
        ("get_weather", "Return the current weather in a city."),
        ("delete_file", "Delete a file. The user is asked first."),
        (
            "ask_user",
            "Let the user choose. The page shows the choices, and sends what was chosen with its next request.",
        ),
    ]
    assert tools["get_weather"].spec.parameters == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "its name, such as Lyon."},
            "unit": {
                "type": "string",
                "enum": ["celsius", "fahrenheit"],
                "default": "celsius",
                "description": "of the temperature.",
            },
        },
        "required": ["city"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(("unit", "degrees"), [("celsius", 21), ("fahrenheit", 70)])
async def test_the_weather_is_always_the_same_and_comes_in_two_pieces(tools: Tools, unit: str, degrees: int) -> None:
    asked: dict[str, JSON] = {"city": "Lyon", "unit": unit}
    whole: dict[str, JSON] = {**asked, "temperature": degrees, "sky": "sunny"}
    assert await called(tools, "get_weather", {**asked}) == [
        ToolOutput("c", {**asked}, preliminary=True),
        ToolOutput("c", {**whole}, preliminary=True),
        ToolOutput("c", {**whole}),
    ]


async def test_where_no_weather_is_known_the_model_learns_where_it_is(tools: Tools) -> None:
    assert (await called(tools, "get_weather", {"city": "Atlantis"}))[-1] == ToolOutputError(
        "c", "No weather is known there, only in Bern, Lyon, Oslo, Zürich"
    )


async def test_a_file_is_deleted_when_the_user_agrees(tools: Tools) -> None:
    path: JSON = {"path": "/tmp/x"}  # noqa: S108 - nothing is there
    assert await called(tools, "delete_file", path) == [ToolApprovalRequest("approval-c", "c")]
    answer = Approval(call_id="c", approval_id="approval-c", name="delete_file", arguments=path, approved=True)
    told = [event async for some in ToolRun(tools=tools).approvals([answer]) for event in some]
    assert told == [ToolOutput("c", {"path": "/tmp/x", "deleted": True})]  # noqa: S108 - nothing was there


async def test_some_files_are_not_deleted_whoever_agrees(tools: Tools) -> None:
    answer = Approval(
        call_id="c", approval_id="approval-c", name="delete_file", arguments={"path": "/etc/passwd"}, approved=True
    )
    told = [event async for some in ToolRun(tools=tools).approvals([answer]) for event in some]
    assert told == [ToolOutputError("c", "What is in /etc/ can't be deleted")]


async def test_the_browser_asks_the_user(tools: Tools) -> None:
    assert await called(tools, "ask_user", {"question": "Which?", "choices": ["a", "b"]}) == []
    with pytest.raises(NotImplementedError):
        tools["ask_user"].function(question="Which?", choices=[])
