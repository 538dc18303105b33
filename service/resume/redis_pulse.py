"""One task for all recordings of a process: shows Redis that they live, and learns which are to be stopped."""

import anyio
import anyio.abc

from service.resume.redis_link import RedisLink, Unavailable
from service.resume.redis_recording import RedisRecording


class Pulse:
    """Begins with the first recording.

    Args:
        link: how to reach Redis.
        stops: the key of the stream that tells what to stop.
        seconds: between two signs of life.
    """

    def __init__(self, link: RedisLink, stops: str, seconds: float) -> None:
        self._link = link
        self._stops = stops
        self._seconds = seconds
        self._place = ""
        self._recordings: dict[str, RedisRecording] = {}
        self._beating = False

    def keep(self, recording: RedisRecording, tasks: anyio.abc.TaskGroup) -> None:
        """Keep a recording alive until it is written or lost."""
        self._recordings[recording.keys.recording] = recording
        tasks.start_soon(self._write, recording)
        if not self._beating:
            self._beating = True
            tasks.start_soon(self._beat)

    async def _write(self, recording: RedisRecording) -> None:
        try:
            await recording.write()
        finally:
            del self._recordings[recording.keys.recording]

    async def _beat(self) -> None:
        while True:
            try:
                self._place, named = await self._link.stops(self._stops, self._place, self._seconds)
                for recording in filter(None, map(self._recordings.get, named)):
                    recording.stopped.set()
                for recording in tuple(self._recordings.values()):
                    await recording.beat()
            except Unavailable:
                # The recordings will notice by themselves, if there is anything to notice.
                await anyio.sleep(self._seconds)
