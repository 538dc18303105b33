"""Streams that outlive their client, which may come back and follow, or stop them on purpose."""

from contextlib import aclosing

from msgspec import Struct
from starlette.types import Send

from service.conversation import Answering
from service.errors import InternalError, ServiceError, StreamInterrupted
from service.events import Failure
from service.http.streaming_response import StreamingResponse, frames_of
from service.protocols.choice import Choice, choose
from service.resume.head import Head
from service.resume.producers import Producers
from service.resume.replay import Interrupted
from service.resume.store import StreamStore
from service.turn import Report


class Resumption(Struct, frozen=True, kw_only=True):
    """Keeps the running stream of each chat.

    Attributes:
        store: where streams are kept.
        producers: the tasks in which they are made.
    """

    store: StreamStore
    producers: Producers

    async def send(self, send: Send, chat_id: str, choice: Choice, answering: Answering, report: Report) -> None:
        """Answer, keep what is said, and write it for as long as the client stays. Failures are reported.

        Raises:
            ServiceError: before the commit point only.
        """
        encoder = choice.encoder()
        response = StreamingResponse(send, encoder.headers)
        recording = await self.store.open(chat_id, Head(protocol=choice.name, headers=encoder.headers))

        def last_word(error: Exception | None) -> bytes:
            if error is None:
                return encoder.encode(answering.abort())
            failure = error if isinstance(error, ServiceError) else InternalError(detail=repr(error))
            report(failure)
            return encoder.encode(answering.fail(failure))

        frames = frames_of(encoder, answering.events())
        await self.producers.produce(frames, recording, response.write, last_word=last_word)
        await response.end()

    async def follow(self, chat_id: str, send: Send) -> bool:
        """Write the chat's stream, from its start to its end; return False, and write nothing, if there is none."""
        replay = await self.store.follow(chat_id)
        if replay is None:
            return False
        response = StreamingResponse(send, replay.head.headers)
        await response.begin()
        async with aclosing(replay):
            try:
                async for pieces in replay:
                    await response.write(pieces)
            except Interrupted:
                error = StreamInterrupted()
                encoder = choose(replay.head.protocol, None, is_ui=False).encoder()
                await response.write(encoder.encode([Failure(error.code, error.message)]))
        await response.end()
        return True
