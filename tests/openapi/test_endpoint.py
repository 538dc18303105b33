from collections.abc import MutableMapping
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

from service import json_text
from service.http.openapi import OpenApi
from service.openapi.document import document
from service.operations import Operations
from tests.openapi.components import at

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("operations", [None, Operations()], ids=["streamed", "buffered"])
def test_the_document_is_served_as_json(operations: Operations | None) -> None:
    reply = TestClient(OpenApi(operations)).get("/openapi.json")
    assert reply.status_code == 200
    assert reply.content == json_text.encode(document(operations))
    assert reply.headers["content-type"] == "application/json"
    response = at(document(operations), "paths", "/openapi.json", "get", "responses", "200")
    described = response["headers"].keys() - {"x-request-id"}
    assert reply.headers.keys() - {"content-type", "content-length"} == described


def test_head_has_the_same_headers() -> None:
    client = TestClient(OpenApi(None))
    assert client.head("/openapi.json").headers == client.get("/openapi.json").headers


def test_the_document_is_built_when_it_is_first_asked_for_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[object] = []

    def counted(operations: Operations | None) -> dict[str, object]:
        built.append(operations)
        return {"built": len(built)}

    monkeypatch.setattr("service.openapi.document.document", counted)
    registry = Operations()
    client = TestClient(OpenApi(registry))
    assert built == []
    assert [client.get("/openapi.json").json() for _ in range(2)] == [{"built": 1}, {"built": 1}]
    assert built == [registry]


async def test_building_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    others = anyio.Event()

    def slow(_operations: Operations | None) -> dict[str, object]:
        anyio.from_thread.run_sync(others.set)
        return {}

    monkeypatch.setattr("service.openapi.document.document", slow)
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    with anyio.fail_after(10):
        await OpenApi(None)({"type": "http", "method": "GET"}, receive, send)
    assert others.is_set()
    assert sent[-1]["body"] == b"{}"
