import pytest

from fakes.model import ModelServer
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.controls.operating import done, refused
from tests.fakes.model.raw_client import RawClient, chat_body, chat_bytes

pytestmark = pytest.mark.anyio


async def test_virtual_time_is_moved_and_answers_come_with_it() -> None:
    async with ModelServer(Setup(time=VirtualTime)) as server, RawClient(server) as client:
        assert await done(server, "GET", "time") == {"virtual": True, "now": 0.0}
        await client.send(chat_bytes(chat_body(model="fake/default?first_ms=60000")))
        await server.journal.arrived(1, 10)
        assert await done(server, "POST", "time", {"advance": 59.5}) == {"virtual": True, "now": 59.5}
        assert server.journal[0].outcome == "running"
        assert (await done(server, "POST", "time", {"advance": 1}))["now"] == 60.5

        assert (await client.reply())[0] == 200


async def test_real_time_is_told_and_cannot_be_moved() -> None:
    async with ModelServer() as server:
        document = await done(server, "GET", "time")
        assert document["virtual"] is False
        assert document["now"] > 0
        status, code, _, message = await refused(server, "POST", "time", {"advance": 1})
        assert (status, code) == (409, "real_time")
        assert "--virtual-time" in message


@pytest.mark.parametrize(
    ("body", "field"), [({}, "advance"), ({"advance": -1}, "advance"), ({"seconds": 1}, "seconds")]
)
async def test_an_advance_that_is_none_is_refused(body: object, field: str) -> None:
    async with ModelServer(Setup(time=VirtualTime)) as server:
        assert (await refused(server, "POST", "time", body))[::2] == (400, field)
