from collections.abc import AsyncGenerator, Iterable

import pytest
from starlette.types import Message

from service.events import Event, TextEnd, TextStart
from service.http.streaming_response import StreamingResponse, frames_of, send_stream
from tests.asgi import Exchange

pytestmark = pytest.mark.anyio

START, END = TextStart("1"), TextEnd("1")


class Laconic:
    """A protocol that has a word for the end of a text only."""

    headers = (("content-type", "text/plain"),)

    def encode(self, events: Iterable[Event]) -> bytes:
        return b"".join(b"end\n" for event in events if isinstance(event, TextEnd))


class Sent:
    """What was sent, message by message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.exchange = Exchange()

    async def send(self, message: Message) -> None:
        self.messages.append(message)
        self.exchange.take(message)


async def told(*events: Event) -> AsyncGenerator[tuple[Event, ...], None]:
    for event in events:
        yield (event,)


async def test_events_that_a_protocol_has_no_word_for_make_no_write() -> None:
    sent = Sent()
    await send_stream(sent.send, Laconic(), told(START, END, START))
    exchange = sent.exchange
    assert (exchange.status, exchange.writes, exchange.complete) == (200, [b"end\n"], True)
    assert [len(message.get("body", b"")) for message in sent.messages[1:]] == [4, 0]


async def test_the_first_events_commit_even_where_the_protocol_has_no_word_for_them() -> None:
    sent = Sent()
    statuses: list[int] = []

    async def watched() -> AsyncGenerator[tuple[Event, ...], None]:
        for event in (START, START):
            statuses.append(sent.exchange.status)
            yield (event,)
        statuses.append(sent.exchange.status)

    await send_stream(sent.send, Laconic(), watched())
    assert statuses == [0, 200, 200]


async def test_frames_are_what_a_protocol_has_a_word_for() -> None:
    frames = frames_of(Laconic(), told(START, END, START, END))
    assert [frame async for frame in frames] == [b"end\n", b"end\n"]


async def test_a_response_without_a_single_piece_is_whole_all_the_same() -> None:
    sent = Sent()
    await StreamingResponse(sent.send, [("x", "y")]).end()
    assert (sent.exchange.status, sent.exchange.headers, sent.exchange.complete) == (200, {"x": "y"}, True)
