import json

import pytest

from fakes.model import ModelServer
from fakes.model.control import ROUTES
from tests.fakes.model.controls.operating import done, operate, refused
from tests.fakes.model.raw_client import RawClient, ask, request_bytes

pytestmark = pytest.mark.anyio


async def test_what_a_route_does_not_take_is_refused_with_what_it_takes() -> None:
    async with ModelServer() as server:
        for path, allowed in (
            ("journal", "GET, DELETE"),
            ("faults", "GET, PUT, POST, DELETE"),
            ("gates/a/open", "POST"),
        ):
            status, headers, body = await ask(server, request_bytes("PATCH", f"/_fake/{path}"))
            assert (status, headers["allow"]) == (405, allowed)
            assert json.loads(body)["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["", "none", "gates/", "gates/a/b/open", "journal/1/2"])
async def test_what_is_not_there_is_not_found(path: str) -> None:
    async with ModelServer() as server:
        assert (await refused(server, "GET", path))[:2] == (404, "unknown_url")


async def test_the_head_of_what_can_be_read_can_be_had_alone() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        await client.send(request_bytes("HEAD", "/_fake/health", headers={"connection": "close"}))

        assert (await client.rest()).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_no_control_is_recorded() -> None:
    async with ModelServer() as server:
        for route in ROUTES:
            if route.template == "metrics":
                await ask(server, request_bytes(route.method, f"/_fake/{route.template}"))
            elif not route.template.endswith("/wait"):
                await operate(server, route.method, route.template)
        assert len(server.journal) == 0


async def test_a_body_that_cannot_be_read_is_refused() -> None:
    async with ModelServer() as server:
        target = "/_fake/faults"
        for data, code in (
            (b"{", "invalid_json"),
            (b"[" * 100_000, "invalid_json"),
            (b'{"faults": NaN}', "invalid_json"),
        ):
            status, _, body = await ask(server, request_bytes("PUT", target, data))
            assert (status, json.loads(body)["error"]["code"]) == (400, code)
        status, _, body = await ask(server, request_bytes("PUT", target, headers={"content-length": "99999999999"}))
        assert (status, json.loads(body)["error"]["code"]) == (413, "request_too_large")


async def test_ready_says_what_is_played_and_health_that_somebody_is_there() -> None:
    async with ModelServer(seed="s") as server:
        assert await done(server, "GET", "health") == {"status": "ok"}
        assert await done(server, "GET", "ready", x_fake_session="one") == {
            "status": "ready",
            "session": "one",
            "seed": "s",
            "scenarios": 0,
            "scripts": 0,
        }


SESSION_BY = [
    {"x_fake_session": "mine"},
    {"authorization": "Bearer fake-session-mine"},
    {"x_api_key": "fake-session-mine"},
]


@pytest.mark.parametrize("headers", SESSION_BY)
async def test_a_control_is_about_the_session_of_its_header_or_key(headers: dict[str, str]) -> None:
    async with ModelServer() as server:
        await done(server, "POST", "faults", {"faults": ["html"]}, **headers)

        assert (len(server.sessions.named("mine").faults), len(server.session.faults)) == (1, 0)


async def test_a_control_is_about_the_session_of_its_path() -> None:
    async with ModelServer() as server:
        data = request_bytes("POST", "/_session/mine/_fake/faults", b'{"faults": ["html"]}')
        assert (await ask(server, data))[0] == 200

        assert (len(server.sessions.named("mine").faults), len(server.session.faults)) == (1, 0)
