"""A provider's raw bytes in OpenAI's dialect -> model chunks, one tuple a network read."""

from collections.abc import AsyncGenerator, AsyncIterator

import anyio

from service import upstream_errors
from service.model import ModelChunk
from service.providers.event_stream import EventTooLarge
from service.providers.openai_decoder import OpenAIDecoder

_MAX_DETAIL = 200
"""Bytes of a strange answer that are kept for the log."""

_END_SECONDS = 0.05
"""How long the end of a body may lag behind ``[DONE]``; it usually comes in the same read."""


async def read_openai_stream(reads: AsyncIterator[bytes]) -> AsyncGenerator[tuple[ModelChunk, ...], None]:
    """Yield what each read holds, until the stream's ``[DONE]`` or its end.

    What a read holds before an error is yielded before the error is raised, so that no text is lost.

    Raises:
        UpstreamInvalid: bytes arrived, but not one event; or an event that can't be read.
        UpstreamError: the provider reports an error inside its stream.
    """
    decoder = OpenAIDecoder()
    opening = b""
    async for data in reads:
        if not decoder.seen:
            opening = (opening + data)[:_MAX_DETAIL]
        try:
            chunks = decoder.feed(data)
        except EventTooLarge:
            raise upstream_errors.UpstreamInvalid(detail="an endless event") from None
        if chunks:
            yield chunks
        if decoder.failure is not None:
            raise decoder.failure
        if decoder.done:
            # The rest is the body's end: once it is read, the connection can carry the next request.
            with anyio.move_on_after(_END_SECONDS):
                async for _ in reads:
                    pass
            return
    if not decoder.seen and opening.strip():
        raise upstream_errors.UpstreamInvalid(detail=f"not an event stream: {opening!r}")
