"""A producer in a process of its own: records what it is told on standard input, and says what it is asked.

Arguments: Redis's URL, the prefix, the chat's id.
"""

import sys

import anyio

from service.resume.limits import Limits
from service.resume.redis_store import RedisStore
from tests.resume.following import HEAD


def say(word: str) -> None:
    print(word, flush=True)


async def main(*arguments: str) -> None:
    url, prefix, chat_id = arguments
    async with RedisStore(url, Limits(max_bytes=1_000_000, silence=30), prefix) as store:
        recording = await store.open(chat_id, HEAD)
        say("open")
        while order := (await anyio.to_thread.run_sync(sys.stdin.readline)).split():
            match order:
                case ["append", text]:
                    recording.append(text.encode())
                case ["stopped"]:
                    await recording.stopped.wait()
                    say("stopped")
                case _:
                    await recording.close()
                    say("closed")


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
