import pytest

from fakes.model import ModelServer
from tests.fakes.model.controls.operating import done, refused
from tests.fakes.model.raw_client import ask, chat_body, chat_bytes

pytestmark = pytest.mark.anyio


async def test_faults_strike_the_next_requests_in_their_order() -> None:
    async with ModelServer() as server:
        first, second = {"kind": "status", "status": 503}, "status=429;retry-after=2"
        assert await done(server, "POST", "faults", {"faults": [first]}) == {"faults": ["status=503"]}
        assert await done(server, "POST", "faults", {"faults": [second]}) == {"faults": ["status=503", second]}
        statuses = [(await ask(server, chat_bytes(chat_body())))[0] for _ in range(3)]

        assert statuses == [503, 429, 200]
        assert await done(server, "GET", "faults") == {"faults": []}


async def test_faults_are_replaced_and_taken_back() -> None:
    async with ModelServer() as server:
        await done(server, "POST", "faults", {"faults": ["html", "html"]})

        assert await done(server, "PUT", "faults", {"faults": ["status=500"]}) == {"faults": ["status=500"]}
        assert await done(server, "DELETE", "faults") == {"faults": []}


WRONG: list[tuple[object, str]] = [
    ({}, "faults"),
    ({"faults": "html"}, "faults"),
    ({"fault": []}, "fault"),
    ({"faults": ["html", "hmtl"]}, "faults[1]"),
    ({"faults": [{"kind": "stall", "seconds": -1}]}, "faults[0].seconds"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
async def test_what_is_no_fault_is_named_and_changes_nothing(body: object, field: str) -> None:
    async with ModelServer() as server:
        await done(server, "POST", "faults", {"faults": ["html"]})
        assert (await refused(server, "PUT", "faults", body))[::2] == (400, field)

        assert await done(server, "GET", "faults") == {"faults": ["html"]}
