import asyncio
import json
from typing import Any

import pytest

from fakes.model import ModelServer, journal
from tests.fakes.model.controls.operating import UNTIL_SOON, done, one_turn_of, refused, until
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes, request_bytes

pytestmark = pytest.mark.anyio

SLOW = "fake/default?first_ms=600000"


async def asked(server: ModelServer, *models: str, **headers: str) -> None:
    for model in models:
        await ask(server, chat_bytes(chat_body(model=model), **headers))


def models(document: dict[str, Any]) -> list[str]:
    return [exchange["model"] for exchange in document["exchanges"]]


async def test_an_exchange_tells_what_was_delivered_and_when() -> None:
    async with ModelServer() as server:
        await ask(server, chat_bytes(chat_body(stream=True), **{"x-fake-session": "one"}))
        document = await done(server, "GET", "journal", x_fake_session="one")
        (entry,) = document["exchanges"]

        assert (entry["session"], entry["scenario"], entry["outcome"]) == ("one", "", "drained")
        assert (entry["target"], entry["path"]) == ("/v1/chat/completions", "/v1/chat/completions")
        assert entry["events_sent"] > 1
        assert entry["bytes_sent"] > entry["events_sent"]
        assert 0 <= entry["time_to_first_event"] <= entry["seconds"]
        assert entry["finished"] - entry["started"] == pytest.approx(entry["seconds"])
        assert await done(server, "GET", "journal/0", x_fake_session="one") == entry
        assert (document["generation"], document["count"], document["next"]) == (0, 1, 1)


async def test_what_has_not_come_yet_is_null() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(model=SLOW)))
        await done(server, "POST", "journal/wait", {"until": "arrived", "count": 1})
        entry = await done(server, "GET", "journal/0")

        assert (entry["outcome"], entry["finished"], entry["seconds"], entry["time_to_first_event"]) == (
            "running",
            None,
            None,
            None,
        )


FILTERS = [
    ("", ["a", "b", "a", "b"]),
    ("?model=a", ["a", "a"]),
    ("?since=2", ["a", "b"]),
    ("?limit=1", ["a"]),
    ("?limit=0", []),
    ("?model=b&since=1&limit=1", ["b"]),
    ("?path=/v1/chat/completions&outcome=drained&scenario=", ["a", "b", "a", "b"]),
    ("?path=/v1/none", []),
    ("?outcome=aborted", []),
    ("?scenario=x", []),
    ("?generation=0", ["a", "b", "a", "b"]),
]


@pytest.mark.parametrize(("query", "found"), FILTERS)
async def test_the_journal_can_be_asked_for_some_of_it(query: str, found: list[str]) -> None:
    async with ModelServer() as server:
        await asked(server, "a", "b", "a", "b")

        assert models(await done(server, "GET", f"journal{query}")) == found


async def test_the_journal_can_be_read_page_by_page() -> None:
    async with ModelServer() as server:
        await asked(server, "a", "b", "c")
        first = await done(server, "GET", "journal?limit=2")
        second = await done(server, "GET", f"journal?limit=2&since={first['next']}")

        assert (models(first), models(second)) == (["a", "b"], ["c"])
        assert (first["next"], second["next"]) == (2, 3)


REFUSED: list[tuple[str, str, object, int, str | None]] = [
    ("GET", "journal?modle=a", None, 400, "modle"),
    ("GET", "journal?since=-1", None, 400, "since"),
    ("GET", "journal?limit=many", None, 400, "limit"),
    ("GET", "journal?outcome=lost", None, 400, "outcome"),
    ("GET", "journal?generation=3", None, 409, "generation"),
    ("GET", "journal/x", None, 400, "index"),
    ("GET", "journal/7", None, 404, "index"),
    ("POST", "journal/wait", {}, 400, "until"),
    ("POST", "journal/wait", [], 400, None),
    ("POST", "journal/wait", {"until": "ever"}, 400, "until"),
    ("POST", "journal/wait", {"until": "arrived"}, 400, "count"),
    ("POST", "journal/wait", {"until": "arrived", "count": -1}, 400, "count"),
    ("POST", "journal/wait", {"until": "settled", "count": 1}, 400, "count"),
    ("POST", "journal/wait", {"until": "settled", "index": 1}, 400, "index"),
    ("POST", "journal/wait", {"until": "cancelled", "index": 7}, 400, "index"),
    ("POST", "journal/wait", {"until": "settled", "seconds": 601}, 400, "seconds"),
    ("POST", "journal/wait", {"until": "settled", "second": 1}, 400, "second"),
    ("POST", "journal/wait", {"until": "settled", "generation": 1}, 409, "generation"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "field"), REFUSED)
async def test_what_is_wrong_in_a_request_is_named(
    method: str, path: str, body: object, status: int, field: str | None
) -> None:
    async with ModelServer() as server:
        got, _, param, message = await refused(server, method, path, body)

        assert (got, param) == (status, field)
        assert status != 400 or field is None or f"'{field}' " in message


async def test_a_wait_for_arrivals_ends_with_the_last_of_them_and_holds_nobody_up() -> None:
    async with ModelServer() as server:
        wait = asyncio.create_task(
            done(server, "POST", "journal/wait", {"until": "arrived", "count": 2, "seconds": 60})
        )
        await asked(server, "a")
        assert await done(server, "GET", "health") == {"status": "ok"}
        await one_turn_of(wait)
        await asked(server, "a")

        assert await wait == {"until": "arrived", "generation": 0, "count": 2, "running": 0}


async def test_a_wait_until_all_has_settled_ends_with_the_last_answer() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(model=SLOW)))
        await server.journal.arrived(1, 10)
        vain = await refused(server, "POST", "journal/wait", {"until": "settled", **UNTIL_SOON})
        assert vain[:2] == (409, "not_reached")
        assert "still running after 0.01 s: #0 POST /v1/chat/completions" in vain[3]
        wait = asyncio.create_task(done(server, "POST", "journal/wait", {"until": "settled", "generation": 0}))
        client.close()

        assert (await wait)["running"] == 0


async def test_a_wait_until_the_client_has_left_is_an_assertion() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        nobody = await refused(server, "POST", "journal/wait", {"until": "cancelled"})
        assert nobody == (409, "not_reached", None, "no request came.")
        await asked(server, "a")
        whole = await refused(server, "POST", "journal/wait", {"until": "cancelled", "index": 0})
        assert whole[3].startswith("not cancelled, but drained: #0 ")
        await client.send(chat_bytes(chat_body(model=SLOW)))
        await server.journal.arrived(2, 10)
        still = await refused(server, "POST", "journal/wait", {"until": "cancelled", **UNTIL_SOON})
        assert still[3].startswith("not cancelled: still running after 0.01 s: #1 ")
        client.close()

        assert (await done(server, "POST", "journal/wait", {"until": "cancelled"}))["until"] == "cancelled"
        assert (await done(server, "POST", "journal/wait", {"until": "cancelled", "index": 1}))["count"] == 2


async def test_a_client_that_leaves_while_it_waits_is_forgotten() -> None:
    async with ModelServer() as server:
        async with RawClient(server) as client:
            body = json.dumps({"until": "arrived", "count": 9, "seconds": 600}).encode()
            await client.send(request_bytes("POST", "/_fake/journal/wait", body))
            await done(server, "GET", "health")
        await until(lambda: not server.journal.open_sockets)


async def test_a_journal_that_is_cleared_begins_again_and_late_answers_do_not_show_up() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await client.send(chat_bytes(chat_body(model=SLOW)))
        await server.journal.arrived(1, 10)
        late = server.journal[0]
        five = {"until": "arrived", "count": 5, "generation": 0}
        wait = asyncio.create_task(refused(server, "POST", "journal/wait", five))
        await one_turn_of(wait)

        assert await done(server, "DELETE", "journal") == {"generation": 1}
        assert (await wait)[:2] == (409, "generation_over")
        client.close()
        assert await late.ended(10) == "aborted"
        await asked(server, "next")
        document = await done(server, "GET", "journal")
        assert (models(document), document["generation"], document["count"]) == (["next"], 1, 1)
        assert document["exchanges"][0]["index"] == 0


async def test_a_request_of_an_earlier_generation_is_refused_and_counts_nowhere() -> None:
    async with ModelServer() as server:
        await done(server, "DELETE", "journal")
        await done(server, "POST", "faults", {"faults": ["html"]})
        status, _, body = await ask(server, chat_bytes(chat_body(), **{"x-fake-generation": "0"}))
        assert (status, json.loads(body)["error"]["code"]) == (409, "generation_over")
        assert (len(server.journal), len(server.session.faults)) == (0, 1)

        status, headers, _ = await ask(server, chat_bytes(chat_body(), **{"x-fake-generation": "1"}))
        assert (headers["content-type"], len(server.journal)) == ("text/html; charset=utf-8", 1)
        status, _, body = await ask(server, chat_bytes(chat_body(), **{"x-fake-generation": "one"}))
        assert (status, json.loads(body)["error"]["code"]) == (400, "invalid_header")


async def test_a_forgotten_exchange_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "KEPT_EXCHANGES", 1)
    async with ModelServer() as server:
        await asked(server, "a", "b")

        assert (await refused(server, "GET", "journal/0"))[0] == 404
        assert (await done(server, "GET", "journal/1"))["model"] == "b"


async def test_a_key_in_the_address_is_not_told() -> None:
    async with ModelServer() as server:
        await ask(server, request_bytes("GET", "/v1beta/models?key=AIza-secret&pageSize=1"))
        document = await done(server, "GET", "journal/0")

        assert (document["path"], document["target"]) == ("/v1beta/models", "/v1beta/models?key=[redacted]&pageSize=1")
        assert server.journal[0].target.endswith("?key=AIza-secret&pageSize=1")
