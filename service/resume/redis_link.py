"""Every command that we send to Redis (6.2 or newer): the only module that imports redis.

A recording is a Redis stream, because that is history and waiting in one: a reader asks for what comes behind its
position, whether it is there already or not, so that nothing is missed or told twice between the two, which a list
beside a pub/sub channel does not give. An entry's id is its place in the stream of bytes::

    0-1        head    what the response says before its bytes
    <end>-0    data    bytes, the last of which is number <end>; so entries that are gone are noticed
    <end>-2    end     there will be no more

One key holds the id of a chat's current recording, and one more stream tells all processes which recordings to stop.
Every key has a time to live, and is only ever written where it is given one, or already has one.
"""

from typing import Any

import anyio
from msgspec import Struct
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from service.resume.redis_keys import StreamKeys

_PATIENCE = 2.0
"""Seconds for a command, beyond those that it waits on purpose."""

_AT_ONCE = 16
"""Entries that a reader takes at once."""

_START, _HEAD, _END = "0-0", b"0-1", b"-2"

_OPEN = """
redis.call('XADD', KEYS[2], '0-1', 'head', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
"""
_BEAT = """
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
if not last then return 0 end
if string.sub(last[1], -2) == '-2' then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
"""
_CLOSE = """
if not redis.call('XADD', KEYS[2], 'NOMKSTREAM', ARGV[2], 'end', '') then return 0 end
redis.call('PEXPIRE', KEYS[2], ARGV[4])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 1 end
if ARGV[3] == '0' then redis.call('DEL', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
"""
_LOOK = """
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if not first then return {} end
return {first[1], first[2][2], redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]}
"""
_STOP = """
redis.call('XADD', KEYS[1], 'MAXLEN', '~', 1000, '*', 'recording', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""


class Unavailable(RuntimeError):
    """Redis did not do what it was asked."""


class Look(Struct, frozen=True, kw_only=True):
    """What a recording looks like now: its head, if its start is still there, and whether it has ended."""

    head: bytes | None
    ended: bool


class Entry(Struct, frozen=True, kw_only=True):
    """Bytes of a recording up to the one with the number ``end``; None instead of bytes is the recording's end."""

    end: int
    data: bytes | None


class RedisLink:
    """The commands, none of which is ever sent twice.

    Raises:
        Unavailable: by each of them.
    """

    def __init__(self, url: str) -> None:
        # Every follower keeps a connection busy, so there is no upper bound of our own.
        once = Retry(NoBackoff(), 0)
        pool = ConnectionPool.from_url(url, max_connections=2**31, socket_timeout=None, retry=once)
        self._client = Redis.from_pool(pool)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def open(self, keys: StreamKeys, head: bytes, seconds: float) -> None:
        """Begin a recording that lives for so many seconds, and make it its chat's current one."""
        await self._run(_OPEN, (keys.current, keys.stream), keys.recording, head, _ms(seconds))

    async def beat(self, keys: StreamKeys, seconds: float) -> bool:
        """Let a recording live for so many seconds from now; False if it is gone."""
        return bool(await self._run(_BEAT, (keys.current, keys.stream), keys.recording, _ms(seconds)))

    async def append(self, keys: StreamKeys, entry: Entry, limit: int) -> bool:
        """Add an entry, and drop what lies further back than the limit; False if the recording is gone."""
        trim = ("MINID", "=", entry.end - limit + 1) if entry.end > limit else ()
        return bool(await self._ask("XADD", keys.stream, "NOMKSTREAM", *trim, f"{entry.end}-0", "data", entry.data))

    async def close(self, keys: StreamKeys, end: int, *, grace: float, drain: float) -> bool:
        """End a recording: followers may come for ``grace`` seconds, and stay for ``drain``; False if it is gone."""
        arguments = (keys.recording, f"{end}-2", _ms(grace), _ms(max(grace, drain)))
        return bool(await self._run(_CLOSE, (keys.current, keys.stream), *arguments))

    async def current(self, key: str) -> str | None:
        """Return the id of a chat's current recording."""
        found = await self._ask("GET", key)
        return None if found is None else found.decode()

    async def look(self, keys: StreamKeys) -> Look | None:
        """Return what a recording looks like; None if it is gone."""
        found = await self._run(_LOOK, (keys.stream,))
        if not found:
            return None
        first, head, last = found
        return Look(head=head if first == _HEAD else None, ended=last.endswith(_END))

    async def read(self, keys: StreamKeys, position: int, wait: float) -> list[Entry]:
        """Return what lies behind a position, waiting for it; nothing if nothing came in time."""
        return [_entry(name, fields) for name, fields in await self._read(keys.stream, f"{position}-1", wait)]

    async def ask_to_stop(self, key: str, recording: str, seconds: float) -> None:
        """Tell all processes that a recording is to be stopped."""
        await self._run(_STOP, (key,), recording, _ms(seconds))

    async def stops(self, key: str, after: str, wait: float) -> tuple[str, list[str]]:
        """Return which recordings are to be stopped, waiting for news, and the place behind them."""
        found = await self._read(key, after or _START, wait)
        return found[-1][0].decode() if found else after, [fields[b"recording"].decode() for _, fields in found]

    async def _read(self, key: str, after: str, wait: float) -> list[tuple[bytes, dict[bytes, bytes]]]:
        command = ("XREAD", "COUNT", _AT_ONCE, "BLOCK", _ms(wait), "STREAMS", key, after)
        found = await self._ask(*command, seconds=wait)
        return found[0][1] if found else []

    async def _run(self, script: str, keys: tuple[str, ...], *arguments: str | bytes | int) -> Any:  # noqa: ANN401
        return await self._ask("EVAL", script, len(keys), *keys, *arguments)

    async def _ask(self, *command: object, seconds: float = 0.0) -> Any:  # noqa: ANN401 - Redis's answers have any type
        try:
            with anyio.fail_after(seconds + _PATIENCE):
                return await self._client.execute_command(*command)  # type: ignore[no-untyped-call]  # it says nothing
        except (RedisError, OSError) as error:
            raise Unavailable(repr(error)) from error


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _entry(name: bytes, fields: dict[bytes, bytes]) -> Entry:
    end = int(name.partition(b"-")[0])
    return Entry(end=end, data=None if name.endswith(_END) else fields[b"data"])
