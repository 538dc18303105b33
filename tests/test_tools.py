import subprocess
import sys

import pytest

from service import tools
from service.tool import Tool
from service.tools import REGISTERED, Tools


def get_time(zone: str) -> str:
    """Return the time."""
    return zone


def test_what_is_registered_is_found_by_its_name_and_stays_as_it_is() -> None:
    registry = Tools()
    assert registry.tool(get_time) is get_time
    assert registry.tool(name="clock", needs_approval=True)(get_time) is get_time
    assert registry["get_time"].function is registry["clock"].function is get_time
    assert (registry["get_time"].needs_approval, registry["clock"].needs_approval) == (False, True)
    assert registry.get("watch") is None


def test_a_clients_tool_is_registered_as_such() -> None:
    registry = Tools()
    registry.tool(get_time)
    assert registry.tool(name="clock", client=True)(get_time) is get_time
    assert (registry["get_time"].client, registry["clock"].client) == (False, True)
    with pytest.raises(TypeError, match="tool 'watch': the client makes the call"):
        registry.tool(name="watch", client=True, needs_approval=True)(get_time)
    assert list(registry) == ["get_time", "clock"]


def test_a_registry_is_a_mapping_of_its_tools() -> None:
    registry = Tools()
    assert (list(registry), len(registry), "get_time" in registry, registry.specs()) == ([], 0, False, ())
    registry.add(Tool.of(get_time))
    registry.tool(name="clock")(get_time)
    assert (list(registry), len(registry), "get_time" in registry) == (["get_time", "clock"], 2, True)
    assert [(spec.name, spec.description) for spec in registry.specs()] == [
        ("get_time", "Return the time."),
        ("clock", "Return the time."),
    ]


def test_a_name_is_registered_once() -> None:
    registry = Tools()
    registry.tool(get_time)
    with pytest.raises(ValueError, match="there is a tool 'get_time' already"):
        registry.tool(get_time)


def test_what_cannot_be_served_is_not_registered() -> None:
    registry = Tools()
    with pytest.raises(ValueError, match="is no name"):
        registry.tool(name="what time")(get_time)
    with pytest.raises(TypeError, match="must be a function"):
        registry.tool(5)  # type: ignore[call-overload] # that is the mistake
    assert len(registry) == 0


def test_the_decorator_of_the_module_registers_for_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTERED, "_by_name", {})
    tools.tool(get_time)
    assert list(REGISTERED) == ["get_time"]


def test_naming_a_tool_costs_no_library() -> None:
    program = (
        "import sys, service.example_tools; print(sorted({'pydantic', 'pydantic_core', 'anyio'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "[]\n"
