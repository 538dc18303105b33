import pytest

from fakes.model import ModelServer
from fakes.model.access.cors import Cors
from fakes.model.access.policy import AccessPolicy
from fakes.model.setup import Setup
from tests.fakes.model.raw_client import RawClient, chat_body, chat_bytes, request_bytes

pytestmark = pytest.mark.anyio

ORIGIN = "https://app.example"
ASKING = {"origin": ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}


def allowing(*origins: str) -> ModelServer:
    return ModelServer(Setup(access=AccessPolicy(cors=Cors(origins))))


@pytest.mark.parametrize(
    ("origins", "told"),
    [
        (("*",), {"access-control-allow-origin": "*"}),
        (("http://b", ORIGIN), {"access-control-allow-origin": ORIGIN, "vary": "origin"}),
    ],
)
async def test_a_preflight_is_answered_without_a_body_and_not_recorded(
    origins: tuple[str, ...], told: dict[str, str]
) -> None:
    async with allowing(*origins) as server, RawClient(server) as client:
        await client.send(request_bytes("OPTIONS", "/v1/chat/completions", headers=ASKING))
        head = (await client.until(b"\r\n\r\n")).decode()
        status, *lines = head.split("\r\n")[:-2]
        # What follows on the connection is the next answer: nothing stood between the two.
        assert (await client.ask(request_bytes("GET", "/v1/models")))[0] == 200

        assert status == "HTTP/1.1 204 No Content"
        assert dict(line.split(": ") for line in lines) == {
            **told,
            "access-control-expose-headers": "*",
            "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
            "access-control-max-age": "600",
            "access-control-allow-headers": "authorization",
        }
        assert [exchange.method for exchange in server.journal] == ["GET"]


async def test_a_page_of_another_origin_is_told_nothing() -> None:
    async with allowing("http://b") as server, RawClient(server) as client:
        await client.send(request_bytes("OPTIONS", "/v1/chat/completions", headers=ASKING))
        assert await client.until(b"\r\n\r\n") == b"HTTP/1.1 204 No Content\r\nvary: origin\r\n\r\n"
        _, headers, _ = await client.ask(chat_bytes(chat_body(), origin=ORIGIN))
        assert headers["vary"] == "origin"
        assert "access-control-allow-origin" not in headers


async def test_a_public_page_may_ask_for_a_private_address() -> None:
    asking = {"origin": ORIGIN, "access-control-request-method": "GET"}
    private = {"access-control-request-private-network": "true"}
    async with allowing("*") as server, RawClient(server) as client:
        for headers, expected in ((asking, False), (asking | private, True)):
            await client.send(request_bytes("OPTIONS", "/v1/models", headers=headers))
            head = await client.until(b"\r\n\r\n")
            assert (b"access-control-allow-private-network: true" in head) is expected
            assert b"access-control-allow-headers" not in head


EVERY_ANSWER = [
    chat_bytes(chat_body()),
    chat_bytes(chat_body(stream=True)),
    chat_bytes({}),
    chat_bytes(chat_body(), **{"x-fake-fault": "status=503"}),
    chat_bytes(chat_body(), **{"x-fake-fault": "html"}),
    chat_bytes(chat_body(), **{"x-fake-session": "?"}),
    request_bytes("GET", "/none"),
    request_bytes("GET", "/_fake/health"),
    # No preflight: it says of no method that it asks for it.
    request_bytes("OPTIONS", "/v1/models", headers={"origin": ORIGIN}),
]


@pytest.mark.parametrize("request_", EVERY_ANSWER)
async def test_every_answer_may_be_read_whatever_it_says(request_: bytes) -> None:
    async with allowing("*") as server, RawClient(server) as client:
        _, headers, _ = await client.ask(request_)

    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-expose-headers"] == "*"
    assert "vary" not in headers


async def test_without_it_a_preflight_is_a_request_like_any_other() -> None:
    async with ModelServer() as server, RawClient(server) as client:
        status, headers, _ = await client.ask(request_bytes("OPTIONS", "/v1/chat/completions", headers=ASKING))

        assert status == 405
        assert not [name for name in headers if name.startswith("access-control")]
        assert len(server.journal) == 1
