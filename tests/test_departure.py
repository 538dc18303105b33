"""A client that is killed in mid-stream: seen from the other end, the fake model's sockets."""

import json
import socket
from urllib.parse import urlsplit

import anyio.to_thread
import pytest

from fakes.model import ModelServer, Pacing
from service.main import create
from service.providers.litellm import load
from service.settings import Settings
from tests.providers.asking import LITELLMS_WARNINGS
from tests.running import running

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

WITHIN = 30.0
"""Seconds after which a test gives up: far less than the silence and the flood would last, so that only the
client's leaving can have closed the socket. How soon it does is not asserted: a busy machine is no defect."""


def begin(url: str, body: object, until: bytes) -> socket.socket:
    """Ask over a bare socket and return it once ``until`` has arrived."""
    target = urlsplit(url)
    connection = socket.create_connection((target.hostname, target.port), timeout=30)
    document = json.dumps(body).encode()
    connection.sendall(
        b"POST /api/chat HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        + f"content-length: {len(document)}\r\n\r\n".encode()
        + document
    )
    seen = b""
    while until not in seen:
        data = connection.recv(4096)
        assert data, seen
        seen += data
    return connection


@pytest.fixture(params=["lean", "litellm"])
def lane(request: pytest.FixtureRequest) -> str:
    if request.param == "litellm":
        # Before anybody waits for an answer: the import takes seconds.
        load()
    return str(request.param)


@pytest.mark.parametrize(
    "pace",
    [Pacing(delay_ms=20), Pacing(delay_ms=60_000), Pacing()],
    ids=["between tokens", "in a long silence", "in a flood that the client does not read"],
)
async def test_killing_the_client_closes_the_upstream_socket(pace: Pacing, lane: str) -> None:
    async with ModelServer(pacing=pace) as upstream:
        settings = Settings.from_env(
            {
                "OPENAI_API_KEY": "sk-test",
                "OPENAI_BASE_URL": upstream.base_url,
                "CHAT_MODEL": "openai/fake/long?tokens=1000000",
                "MAX_OUTPUT_TOKENS": "10000000",
                "LANE": lane,
            }
        )
        with running(create(settings)) as url:
            client = await anyio.to_thread.run_sync(begin, url, {"prompt": "Hi"}, b'\n0:"')
            (exchange,) = upstream.journal
            assert exchange.outcome == "running"
            client.close()
            assert await exchange.ended(WITHIN) == "aborted"
            assert upstream.journal.open_sockets == 0


async def test_a_client_that_leaves_before_the_first_token_closes_the_upstream_socket_too(lane: str) -> None:
    async with ModelServer(pacing=Pacing(first_ms=60_000)) as upstream:
        environ = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": upstream.base_url, "LANE": lane}
        settings = Settings.from_env(environ)
        with running(create(settings)) as url:
            client = await anyio.to_thread.run_sync(begin, url, {"prompt": "Hi"}, b"")
            await upstream.journal.arrived(1, 30)
            client.close()
            assert await upstream.journal[0].ended(WITHIN) == "aborted"
