import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import Field as Limited
from pydantic import JsonValue

import service.actions  # noqa: F401 - registers the service's own operations
from service import json_text
from service.errors import InvalidRequest
from service.field import JSON, Field
from service.openapi.document import document
from service.operations import REGISTERED, Operations
from service.protocols.choice import choose
from tests.openapi.components import OPEN, at, component, holding

ROOT = Path(__file__).parent.parent.parent

PATHS = {
    "/": {"post"},
    "/api/chat": {"get", "post"},
    "/api/completion": {"post"},
    "/api/chat/{id}/stream": {"get"},
    "/api/chat/{id}/stop": {"post"},
    "/api/object": {"post"},
    "/healthz": {"get"},
    "/readyz": {"get"},
    "/openapi.json": {"get"},
}


@dataclass(frozen=True)
class Item:
    name: str
    below: "list[Item]"


@dataclass(frozen=True)
class Card:
    kind: Literal["card"]
    number: str


@dataclass(frozen=True)
class Bill:
    kind: Literal["bill"]
    to: Item


@dataclass(frozen=True)
class Order:
    """Its members are named like words of JSON Schema, and one has a value like a reference."""

    items: list[Item]
    default: Item | None = None
    note: dict[str, JsonValue] = field(default_factory=dict)
    pay: Annotated[Card | Bill | None, Limited(discriminator="kind")] = None
    extra: Annotated[dict[str, JsonValue], Limited(examples=[{"$ref": "#/$defs/Item"}])] = field(default_factory=dict)


def shop() -> Operations:
    registry = Operations()

    @registry.operation("order")
    async def order(payload: Order) -> None:
        """Order something.

        Nothing comes.
        """

    @registry.operation("count.items")
    async def count(payload: list[Item]) -> None: ...

    @registry.operation("any")
    async def anything(payload: Field) -> None: ...

    return registry


REGISTRIES = {"none": None, "empty": Operations(), "the service's own": REGISTERED, "an application's": shop()}
every_registry = pytest.mark.parametrize("operations", REGISTRIES.values(), ids=REGISTRIES)


@every_registry
def test_the_document_is_openapi(operations: Operations | None) -> None:
    OpenAPIV31SpecValidator(document(operations)).validate()


@every_registry
def test_the_document_is_json(operations: Operations | None) -> None:
    described = document(operations)
    assert json_text.decode(json_text.encode(described)) == described


def test_every_endpoint_is_described_once() -> None:
    paths: Any = OPEN["paths"]
    assert {path: set(methods) for path, methods in paths.items()} == PATHS
    names = [method["operationId"] for methods in paths.values() for method in methods.values()]
    assert len(names) == len(set(names))


def test_a_chat_may_be_asked_for_in_the_same_way_everywhere() -> None:
    paths: Any = OPEN["paths"]
    one, *others = (dict(paths[path]["post"]) for path in ("/api/chat", "/", "/api/completion"))
    for other in others:
        assert {**other, "operationId": ""} == {**one, "operationId": ""}
    assert [(given["in"], given["name"], given["schema"]["enum"]) for given in one["parameters"]] == [
        ("query", "protocol", ["data", "text", "ui"]),
        ("query", "sdk", [4, 5, 6, 7]),
        ("header", "x-stream-protocol", ["data", "text", "ui"]),
    ]


def parameter(name: str) -> list[JSON]:
    given: Any = OPEN["paths"]
    return next(list(known["schema"]["enum"]) for known in given["/"]["post"]["parameters"] if known["name"] == name)


@pytest.mark.parametrize("sdk", range(3, 9))
def test_the_versions_that_are_described_are_those_that_are_known(sdk: int) -> None:
    if sdk in parameter("sdk"):
        choose(None, str(sdk), is_ui=False)
    else:
        with pytest.raises(InvalidRequest):
            choose(None, str(sdk), is_ui=False)


def test_the_caller_may_change_what_it_was_given() -> None:
    changed: Any = document(None)
    changed["components"]["schemas"]["TextPart"]["properties"].clear()
    assert document(None) == OPEN


@pytest.mark.parametrize("seed", ["1", "2"])
def test_every_process_tells_the_same_bytes(seed: str) -> None:
    program = "import sys; from service.openapi.document import document; from service import json_text as t;"
    program += "sys.stdout.buffer.write(t.encode(document(None)))"
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert told.stdout == json_text.encode(OPEN)


def test_importing_the_room_loads_nothing_that_is_slow() -> None:
    program = "import sys, service.openapi.document, service.openapi.typescript;"
    program += "print([name for name in ('pydantic', 'pydantic_core', 'starlette', 'litellm') if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == "[]\n"


ASKED: dict[str, tuple[JSON, bool]] = {
    "a payload": ({"action": "order", "payload": {"items": [{"name": "a", "below": []}]}}, True),
    "a flat payload": ({"action": "order", "items": []}, True),
    "a tree": ({"action": "order", "payload": {"items": [{"name": "a", "below": [{"name": "b", "below": []}]}]}}, True),
    "another type's reference": ({"action": "count.items", "payload": [{"name": "a", "below": []}]}, True),
    "anything": ({"action": "any", "payload": [1, None]}, True),
    "in a gateway's envelope": ({"body": {"action": "order", "payload": {"items": []}}}, True),
    "a gateway's body beside an action": ({"action": "any", "body": {"prompt": "Hi"}}, True),
    "a member missing": ({"action": "order", "payload": {}}, False),
    "a member of another type": ({"action": "order", "payload": {"items": [{"name": 5, "below": []}]}}, False),
    "a leaf of another type": ({"action": "count.items", "payload": [{"name": "a", "below": [{"name": 1}]}]}, False),
    "a member by the name of a keyword": (
        {"action": "order", "payload": {"items": [], "default": {"name": "a", "below": [{"name": 5}]}}},
        False,
    ),
    "a choice": ({"action": "order", "payload": {"items": [], "pay": {"kind": "card", "number": "1"}}}, True),
    "no choice": ({"action": "order", "payload": {"items": [], "pay": {"kind": "coin"}}}, False),
    "an unknown action": ({"action": "dance", "payload": {"items": []}}, False),
}


@pytest.mark.parametrize(("body", "fits"), ASKED.values(), ids=ASKED)
def test_an_operation_is_asked_for_as_its_payload_says(body: JSON, fits: bool) -> None:  # noqa: FBT001 - a table's column
    assert component("ChatRequest", shop()).is_valid(body) is fits


def test_where_everything_is_streamed_no_operation_is_described() -> None:
    asked: JSON = {"action": "llm-generate", "payload": {"prompt": "Hi"}}
    assert not holding({"$ref": "#/components/schemas/ChatRequest"}).is_valid(asked)
    assert component("ChatRequest", REGISTERED).is_valid(asked)
    assert "OperationResult" not in json.dumps(OPEN)


def test_an_operation_is_described_in_its_own_words() -> None:
    schemas: Any = document(shop())["components"]
    described = schemas["schemas"]["order.request"]["description"]
    assert described.startswith("Order something.\n\nNothing comes.\n\n")


def test_references_lead_to_the_operation_s_own_definitions() -> None:
    properties = at(document(shop()), "components", "schemas", "order.payload", "properties")
    here = "#/components/schemas/order.payload/$defs"
    assert properties["items"]["items"] == {"$ref": f"{here}/Item"}
    assert properties["default"]["anyOf"][0] == {"$ref": f"{here}/Item"}
    assert properties["pay"]["anyOf"][0]["discriminator"]["mapping"] == {"card": f"{here}/Card", "bill": f"{here}/Bill"}
    assert properties["extra"]["examples"] == [{"$ref": "#/$defs/Item"}]


def test_operations_are_told_in_order_whenever_they_were_registered() -> None:
    registry, backwards = shop(), Operations()
    for name in reversed(list(registry)):
        operation = registry.get(name)
        assert operation is not None
        backwards.add(operation)
    assert json.dumps(document(backwards)) == json.dumps(document(registry))
