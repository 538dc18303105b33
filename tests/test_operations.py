import subprocess
import sys

import pytest

from service import operations
from service.field import JSON
from service.operation import Operation
from service.operations import REGISTERED, Operations


async def act(payload: JSON) -> JSON:
    return payload


def test_what_is_registered_is_found_by_its_name_and_stays_as_it_is() -> None:
    registry = Operations()
    assert registry.operation("act")(act) is act
    found = registry.get("act")
    assert found is not None
    assert (found.name, found.function) == ("act", act)
    assert registry.get("dance") is None


def test_a_registry_is_the_collection_of_its_names() -> None:
    registry = Operations()
    assert (list(registry), len(registry), "act" in registry) == ([], 0, False)
    registry.add(Operation.of("act", act))
    registry.operation("rest")(act)
    assert (list(registry), len(registry), "act" in registry) == (["act", "rest"], 2, True)


def test_a_name_is_registered_once() -> None:
    registry = Operations()
    registry.operation("act")(act)
    with pytest.raises(ValueError, match="there is an operation 'act' already"):
        registry.operation("act")(act)


def test_what_cannot_be_served_is_not_registered() -> None:
    registry = Operations()
    with pytest.raises(ValueError, match="is no name"):
        registry.operation("Act")(act)
    with pytest.raises(TypeError, match="must be a function"):
        registry.operation("act")(5)  # type: ignore[type-var] # that is the mistake
    assert len(registry) == 0


def test_registries_do_not_know_each_other() -> None:
    one, other = Operations(), Operations()
    one.operation("act")(act)
    other.operation("act")(act)
    assert "act" not in REGISTERED


def test_the_decorator_of_the_module_registers_for_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(REGISTERED, "_by_name", {})
    operations.operation("act")(act)
    assert list(REGISTERED) == ["act"]


def test_naming_an_operation_costs_no_library() -> None:
    program = "import sys, service.actions; print(sorted({'pydantic', 'jsonschema', 'litellm'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "[]\n"
