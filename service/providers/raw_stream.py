"""A provider's raw bytes -> model chunks, one tuple a network read, whatever the dialect."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from typing import Protocol

from service import upstream_errors
from service.model import ModelChunk
from service.providers.event_stream import EventTooLarge

_MAX_DETAIL = 200
"""Bytes of a strange answer that are kept for the log."""

_END_SECONDS = 0.05
"""How long the end of a body may lag behind ``[DONE]``; it usually comes in the same read."""


class Decoder(Protocol):
    """Makes model chunks of a stream's bytes. No I/O."""

    @property
    def seen(self) -> bool:
        """Whether an event has come."""
        ...

    @property
    def done(self) -> bool:
        """Whether the last one has."""
        ...

    @property
    def failure(self) -> Exception | None:
        """What the stream said, or was, instead of an answer; nothing is read behind it."""
        ...

    def feed(self, data: bytes) -> tuple[ModelChunk, ...]:
        """Return what a read says; what stands before a failure included.

        Raises:
            EventTooLarge: an event has no end.
        """
        ...

    def end(self) -> tuple[ModelChunk, ...]:
        """Return what can be said only now that nothing more comes, be it that the answer broke off."""
        ...


async def read_raw_stream(
    reads: AsyncIterator[bytes], decoder: Decoder, release: Callable[[], object] = lambda: None
) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
    """Yield what each read holds, until the stream says that it is done, or ends.

    What a read holds before an error is yielded before the error is raised, so that no text is lost.

    Args:
        reads: the body.
        decoder: knows the dialect.
        release: called when nothing more will be read, whatever happened.

    Raises:
        UpstreamInvalid: bytes arrived, but not one event; or an event that can't be read.
        UpstreamError: the provider reports an error inside its stream.
        Exception: whatever ``reads`` raises, or stands in ``decoder.failure``.
    """
    opening = b""
    try:
        async for data in reads:
            opening = opening if decoder.seen else (opening + data)[:_MAX_DETAIL]
            if chunks := decoder.feed(data):
                yield chunks
            if decoder.done or decoder.failure is not None:
                break
    except Exception as error:
        if last := decoder.end():
            yield last
        if isinstance(error, EventTooLarge):
            raise upstream_errors.UpstreamInvalid(detail="an endless event") from None
        raise
    else:
        if last := decoder.end():
            yield last
        _judge(decoder, opening)
        if decoder.done:
            await _drain(reads)
    finally:
        release()


def _judge(decoder: Decoder, opening: bytes) -> None:
    """Raise what is wrong with a stream that is over."""
    if decoder.failure is not None:
        raise decoder.failure
    if not decoder.done and not decoder.seen and opening.strip():
        raise upstream_errors.UpstreamInvalid(detail=f"not an event stream: {opening!r}")


async def _drain(reads: AsyncIterator[bytes]) -> None:
    """Read the body's end: behind it the connection can carry the next request."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_END_SECONDS):
            async for _ in reads:
                pass
