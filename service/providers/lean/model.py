"""A LanguageModel that asks the providers it knows by itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from weakref import WeakKeyDictionary

from service.errors import NotConfigured, UpstreamError
from service.model import ModelChunk, ModelRequest
from service.providers.lean.asking import Asking
from service.providers.lean.connection import Connection
from service.providers.lean.pool import Pool
from service.providers.lean.question import Question
from service.providers.lean.refusal import refusal
from service.providers.lean.reply import Reply
from service.providers.lean.retry import pause
from service.providers.lean.step_aside import KeyMissing, StepAside
from service.providers.openai_stream import read_openai_stream
from service.upstream_errors import UpstreamInvalid, UpstreamReset, UpstreamTimeout, UpstreamUnreachable

_LOST = (UpstreamReset, UpstreamTimeout, UpstreamUnreachable)
_ANSWERED = range(200, 300)

_Chunks = AsyncGenerator[tuple[ModelChunk, ...], None]


class LeanModel:
    """Speaks OpenAI's dialect over a pool of connections, one for each event loop.

    Args:
        asking: knows what is asked, and how.
        timeout: seconds for a connection to open, and between two reads.
        max_retries: how often a refused or lost request is sent again before the failure is shown.
    """

    def __init__(self, asking: Asking, *, timeout: float, max_retries: int) -> None:
        self._asking = asking
        self._timeout = timeout
        self._max_retries = max_retries
        self._pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()

    def question(self, request: ModelRequest) -> Question:
        """Return what the provider is sent.

        Raises:
            StepAside: litellm is to be asked.
            InvalidRequest: the model can't be sent what the user shows.
        """
        return self._asking.question(request)

    async def stream(self, request: ModelRequest) -> _Chunks:
        """Ask, and yield what arrives; see LanguageModel.

        Raises:
            NotConfigured: this lane does not know the request.
            ServiceError: the provider failed.
        """
        try:
            question = self.question(request)
        except KeyMissing:
            raise NotConfigured("The model provider's API key is not configured") from None
        except StepAside as reason:
            raise NotConfigured(f"The lean lane can't ask the model: {reason}") from None
        async with aclosing(self.ask(question)) as chunks:
            async for arrived in chunks:
                yield arrived

    def ask(self, question: Question) -> _Chunks:
        """Return what arrives for a question of ours; as ``stream``."""
        pool = self._pool()
        body = _Body(partial(self._answered, pool, question), partial(pool.release, question.address))
        return read_openai_stream(body, body.release)

    async def aclose(self) -> None:
        """Close the connections that wait in this event loop."""
        self._pool().close()

    def _pool(self) -> Pool:
        loop = asyncio.get_running_loop()
        if loop not in self._pools:
            self._pools[loop] = Pool(self._timeout)
        return self._pools[loop]

    async def _answered(self, pool: Pool, question: Question) -> Connection:
        """Return a connection on which an answer has begun, asking as often as it may take."""
        retries = 0
        while True:
            failure: UpstreamError
            try:
                connection = await pool.ask(question)
            except _LOST as lost:
                failure, seconds = lost, pause(retries, None, {})
            else:
                if connection.reply.status in _ANSWERED:
                    return connection
                failure = await _refused(pool, question, connection)
                seconds = pause(retries, connection.reply.status, connection.reply.headers)
            if seconds is None or retries >= self._max_retries:
                raise failure
            await asyncio.sleep(seconds)
            retries += 1


class _Body(AsyncIterator[bytes]):
    """The body of an answer; the first read asks for it.

    A read is the connection's own: with each token, one more that waits for it would cost as much as the parser.
    """

    def __init__(self, answered: Callable[[], Awaitable[Connection]], release: Callable[[Connection], object]) -> None:
        self._answered = answered
        self._release = release
        self._connection: Connection | None = None

    def __anext__(self) -> Awaitable[bytes]:
        return self._begun() if self._connection is None else self._connection.__anext__()

    def release(self) -> None:
        """Give the connection back, if there is one."""
        if self._connection is not None:
            self._release(self._connection)

    async def _begun(self) -> bytes:
        connection = self._connection = await self._answered()
        _require_plain(connection.reply)
        return await anext(connection)


def _require_plain(reply: Reply) -> None:
    """Look whether the answer is readable: we ask for no compression, and know none."""
    coding = reply.headers.get("content-encoding", "identity")
    if coding != "identity":
        raise UpstreamInvalid(detail=f"the answer is encoded: {coding}")


async def _refused(pool: Pool, question: Question, connection: Connection) -> UpstreamError:
    try:
        return await refusal(connection)
    finally:
        pool.release(question.address, connection)
