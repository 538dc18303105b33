"""One server, several processes, several threads in each: nobody hears of anybody else."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any

import pytest

from fakes.model import ModelServer
from fakes.model.access.policy import AccessPolicy
from fakes.model.access.quota import Quota
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.isolation.guest import LIMIT, WAYS, name_of
from tests.fakes.model.raw_client import RawClient, chat_body, chat_bytes

pytestmark = pytest.mark.anyio

PROCESSES = 2
GUESTS = 2 * len(WAYS)
PATIENCE = 60.0


def expected(number: int) -> dict[str, Any]:
    """What a guest sees who is alone."""
    name = name_of(number)
    # A fault replaces what was said; who is beyond the limit is told so, and nothing is said.
    faults = [503, 502][: number % 3]
    let_in = [[200, f"{name} says {count}."] for count in range(LIMIT)]
    struck = [[status, ""] for status in faults]
    asked = LIMIT + number + 2
    return {
        "asked": struck + let_in[len(faults) :] + [[429, ""]] * number,
        "now": 60.0 + number,
        "again": [200, f"{name} says {LIMIT}."],
        "gates": [False, 1, True, True],
        "journal": [asked, [name]],
        "verdict": [True, 0, []],
        "left": [["drop@event=0"], []] if number % 2 else [[], [{"name": "same", "open": True, "waiting": 0}]],
        "count": 0 if number % 2 else asked,
    }


async def started(origin: str, first: int) -> Process:
    arguments = ("-m", "tests.fakes.model.isolation.guests", origin, str(first), str(GUESTS))
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE)
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    return process


async def test_guests_of_one_server_see_what_they_would_see_alone() -> None:
    setup = Setup(time=VirtualTime, access=AccessPolicy(quota=Quota(requests=LIMIT)))
    async with asyncio.timeout(PATIENCE), ModelServer(setup) as server, RawClient(server) as bystander:
        processes = [await started(server.origin, turn * GUESTS) for turn in range(PROCESSES)]
        told = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
        seen = [guest for output, _ in told for guest in json.loads(output)]

        assert seen == [expected(number) for number in range(PROCESSES * GUESTS)]
        names = {session.name for session in server.sessions}
        assert names == {name_of(number) for number in range(PROCESSES * GUESTS)}

        # Whoever names no session finds nothing of it: nothing is prepared, nothing was asked, all is allowed.
        answer = await bystander.ask(chat_bytes(chat_body("who")))
        assert (answer[0], b"guest" in answer[2]) == (200, False)
        assert (server.journal.count, server.session.now(), server.session.gates.names()) == (1, 0.0, {})
        assert (len(server.session.faults), server.session.cast.roles, server.verdict()) == (0, (), ())
