from collections.abc import AsyncGenerator, Iterable

import pytest
from starlette.types import Message

from service.events import Event, TextEnd, TextStart
from service.http.streaming_response import send_stream
from tests.asgi import Exchange

pytestmark = pytest.mark.anyio


class Laconic:
    """A protocol that has a word for the end of a text only."""

    headers = (("content-type", "text/plain"),)

    def encode(self, events: Iterable[Event]) -> bytes:
        return b"".join(b"end\n" for event in events if isinstance(event, TextEnd))


async def test_events_that_a_protocol_has_no_word_for_make_no_write() -> None:
    async def events() -> AsyncGenerator[tuple[Event, ...], None]:
        for event in (TextStart(), TextEnd(), TextStart()):
            yield (event,)

    exchange = Exchange()

    async def send(message: Message) -> None:
        sent.append(message)
        exchange.take(message)

    sent: list[Message] = []
    await send_stream(send, Laconic(), events())
    assert (exchange.status, exchange.writes, exchange.complete) == (200, [b"end\n"], True)
    assert [len(message.get("body", b"")) for message in sent[1:]] == [4, 0]
