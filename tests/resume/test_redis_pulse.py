from typing import cast

import anyio
import pytest

from service.resume.limits import Limits
from service.resume.redis_keys import Namespace, StreamKeys
from service.resume.redis_link import Entry, RedisLink, Unavailable
from service.resume.redis_pulse import Pulse
from service.resume.redis_recording import RedisRecording

pytestmark = pytest.mark.anyio


class Link:
    """A Redis in which nothing is stored: it fails at first, then names what to stop, then is silent."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self.beats: list[str] = []
        self.beaten = anyio.Event()

    async def stops(self, key: str, after: str, wait: float) -> tuple[str, list[str]]:
        self.places.append(after)
        match len(self.places):
            case 1:
                raise Unavailable("not yet")
            case 2:
                return "2-0", ["unknown", "r1"]
            case 3:
                return after, []
            case _:
                self.beaten.set()
                await anyio.sleep_forever()
                raise AssertionError("for ever is over")

    async def beat(self, keys: StreamKeys, seconds: float) -> bool:
        self.beats.append(keys.recording)
        return True

    async def close(self, keys: StreamKeys, end: int, *, grace: float, drain: float) -> bool:
        return True

    async def append(self, keys: StreamKeys, entry: Entry, limit: int) -> bool:
        return True


async def test_all_recordings_share_one_pulse_that_outlives_failures() -> None:
    link = Link()
    recordings = [
        RedisRecording(cast("RedisLink", link), Namespace(prefix="x").keys("chat", name), Limits(max_bytes=10))
        for name in ("r1", "r2")
    ]
    pulse = Pulse(cast("RedisLink", link), "x:stops", 0.001)
    async with anyio.create_task_group() as tasks:
        for recording in recordings:
            pulse.keep(recording, tasks)
        await link.beaten.wait()
        assert [recording.stopped.is_set() for recording in recordings] == [True, False]
        # It goes on where it was.
        assert link.places == ["", "", "2-0", "2-0"]
        assert link.beats == ["r1", "r2"] * 2
        await recordings[0].close()
        await anyio.wait_all_tasks_blocked()
        assert list(pulse._recordings.values()) == recordings[1:]
        tasks.cancel_scope.cancel()
