from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import anyio
import pytest

from service import errors, upstream_errors
from service.model import AnswerStart, FinishChunk, ModelChunk, TextChunk, TextRun, UsageChunk
from service.providers import event_stream
from service.providers.openai_stream import read_openai_stream
from service.usage import Usage
from tests.providers.spread import spread

pytestmark = pytest.mark.anyio

ROLE = b'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n'
FINISH = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
USAGE = b'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n'
DONE = b"data: [DONE]\n\n"


def text(words: str) -> bytes:
    return b'data: {"choices":[{"delta":{"content":"%b"}}]}\n\n' % words.encode()


ANSWER = ROLE + text("Hel") + b": comment\n\n" + text("lo é") + FINISH + USAGE + DONE
CHUNKS = (AnswerStart(), TextChunk("Hel"), TextChunk("lo é"), FinishChunk("stop"), UsageChunk(Usage(3, 2)))

Read = bytes | Exception | anyio.Event


class Upstream:
    """Plays reads: bytes that arrive, a failure, or silence until an event; knows what was taken of it."""

    def __init__(self, *reads: Read) -> None:
        self._reads = reads
        self.taken = 0
        self.exhausted = False

    async def __aiter__(self) -> AsyncGenerator[bytes, None]:
        for read in self._reads:
            self.taken += 1
            match read:
                case bytes():
                    yield read
                case Exception():
                    raise read
                case anyio.Event():
                    await read.wait()
        self.exhausted = True


async def read_all(upstream: Upstream) -> list[tuple[ModelChunk, ...]]:
    return [arrived async for arrived in read_openai_stream(upstream.__aiter__())]


async def read_until_failure(upstream: Upstream) -> tuple[list[tuple[ModelChunk, ...]], Exception]:
    arrivals: list[tuple[ModelChunk, ...]] = []
    try:
        async for arrived in read_openai_stream(upstream.__aiter__()):
            arrivals.append(arrived)  # noqa: PERF401 - what came before the failure is what we are after
    except (errors.UpstreamError, OSError) as failure:
        return arrivals, failure
    raise AssertionError("nothing failed")


async def test_what_came_together_leaves_together() -> None:
    reads = (ROLE + text("a") + text("b"), text("c"), FINISH + USAGE, DONE)
    assert await read_all(Upstream(*reads)) == [
        (AnswerStart(), TextRun(("a", "b"))),
        (TextChunk("c"),),
        (FinishChunk("stop"), UsageChunk(Usage(3, 2))),
    ]


async def test_it_may_be_cut_anywhere() -> None:
    for cut in range(len(ANSWER) + 1):
        arrivals = await read_all(Upstream(ANSWER[:cut], ANSWER[cut:]))
        assert tuple(spread(chunk for arrived in arrivals for chunk in arrived)) == CHUNKS, cut
        assert all(arrivals)


async def test_it_may_arrive_byte_by_byte() -> None:
    arrivals = await read_all(Upstream(*(ANSWER[at : at + 1] for at in range(len(ANSWER)))))
    assert arrivals == [(chunk,) for chunk in CHUNKS]


async def test_a_read_that_completes_no_chunk_yields_nothing() -> None:
    assert await read_all(Upstream(b": hi\n\n", b"", b"data: {", b"}\n", b"\n", DONE)) == [(AnswerStart(),)]


@pytest.mark.parametrize("end", [b"", b"data: {", text("lost")[:-1]], ids=["clean", "in a line", "in an event"])
async def test_the_end_of_the_bytes_is_an_end(end: bytes) -> None:
    """Whether an answer is complete is the finish reason's to say, not ours."""
    assert await read_all(Upstream(text("a"), end)) == [(TextChunk("a"),)]


@pytest.mark.parametrize("reads", [(), (b"",), (b"\r\n \n",), (DONE,), (b"data: [DO", b"NE]\n\n")])
async def test_nothing_at_all_ends_quietly(reads: Sequence[bytes]) -> None:
    assert await read_all(Upstream(*reads)) == []


HTML = b"<!DOCTYPE html>\n<html>\n\n<body>503 secret</body>\n\n</html>\n"


@pytest.mark.parametrize(
    "reads",
    [
        (HTML,),
        (HTML[:1], HTML[1:7], HTML[7:]),
        tuple(HTML[at : at + 1] for at in range(len(HTML))),
        (b'{"choices":[{"message":{"content":"not streamed"}}]}',),
        (b": only a comment\n\n",),
        (text("unterminated")[:-2],),
        (b"\xff\x00\xfe",),
    ],
    ids=["HTML", "HTML in parts", "HTML in bytes", "JSON", "comment", "unterminated", "binary"],
)
async def test_bytes_without_one_event_are_no_answer(reads: Sequence[bytes]) -> None:
    arrivals, failure = await read_until_failure(Upstream(*reads))
    assert arrivals == []
    assert isinstance(failure, upstream_errors.UpstreamInvalid)
    assert failure.message == upstream_errors.UpstreamInvalid.sentence
    assert repr(b"".join(reads)[:200]) in failure.detail


async def test_little_of_a_strange_answer_is_kept() -> None:
    _, failure = await read_until_failure(Upstream(*[b"<p>" * 100] * 100))
    assert isinstance(failure, upstream_errors.UpstreamInvalid)
    assert len(failure.detail) < 300


FAILURES: dict[str, tuple[bytes, type[errors.UpstreamError]]] = {
    "error object": (b'data: {"error":{"code":"rate_limit_exceeded"}}\n\n', upstream_errors.RateLimited),
    "garbage": (b"data: oops\n\n", upstream_errors.UpstreamInvalid),
    "empty data": (b"data:\n\n", upstream_errors.UpstreamInvalid),
}


@pytest.mark.parametrize(("event", "kind"), FAILURES.values(), ids=FAILURES)
async def test_text_before_an_error_is_not_lost(event: bytes, kind: type[errors.UpstreamError]) -> None:
    whole = text("a") + text("b") + event + text("never") + DONE
    for cut in range(len(whole) + 1):
        arrivals, failure = await read_until_failure(Upstream(whole[:cut], whole[cut:]))
        assert spread(chunk for arrived in arrivals for chunk in arrived) == [TextChunk("a"), TextChunk("b")]
        assert all(arrivals)
        assert type(failure) is kind


@pytest.mark.parametrize(("event", "kind"), FAILURES.values(), ids=FAILURES)
async def test_nothing_is_read_after_an_error(event: bytes, kind: type[errors.UpstreamError]) -> None:
    upstream = Upstream(event, text("never"))
    arrivals, failure = await read_until_failure(upstream)
    assert (arrivals, type(failure), upstream.taken) == ([], kind, 1)


async def test_an_endless_event_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "MAX_EVENT_BYTES", 1000)
    upstream = Upstream(text("a"), *[b"data: " + b"x" * 100] * 100)
    arrivals, failure = await read_until_failure(upstream)
    assert arrivals == [(TextChunk("a"),)]
    assert isinstance(failure, upstream_errors.UpstreamInvalid)
    assert upstream.taken < 15


async def test_a_failure_of_the_reads_is_passed_on() -> None:
    broken = OSError("reset")
    assert await read_until_failure(Upstream(text("a"), broken)) == ([(TextChunk("a"),)], broken)


async def test_nothing_counts_after_done() -> None:
    garbage = b'data: oops\n\ndata: {"error":"late"}\n\n'
    assert await read_all(Upstream(text("a") + DONE + garbage)) == [(TextChunk("a"),)]
    assert await read_all(Upstream(text("a"), DONE, garbage)) == [(TextChunk("a"),)]


@pytest.mark.parametrize("rest", [(), (b"",), (b"\n", b": bye\n\n"), (text("late"), text("later"))])
async def test_the_end_of_the_body_is_read_so_that_the_connection_can_be_used_again(rest: Sequence[bytes]) -> None:
    upstream = Upstream(text("a") + DONE, *rest)
    assert await read_all(upstream) == [(TextChunk("a"),)]
    assert upstream.exhausted


@pytest.mark.parametrize("rest", [(), (b": bye\n\n",)], ids=["at once", "after a while"])
async def test_a_server_that_never_ends_the_body_is_not_waited_for(rest: Sequence[bytes]) -> None:
    upstream = Upstream(text("a") + DONE, *rest, anyio.Event())
    with anyio.fail_after(5):
        assert await read_all(upstream) == [(TextChunk("a"),)]
    assert not upstream.exhausted


async def test_a_chunk_is_yielded_before_the_next_read() -> None:
    upstream = Upstream(text("a"), text("b"), DONE)
    async with aclosing(read_openai_stream(upstream.__aiter__())) as arrivals:
        assert await anext(arrivals) == (TextChunk("a"),)
        assert upstream.taken == 1
        assert await anext(arrivals) == (TextChunk("b"),)
        assert upstream.taken == 2


async def test_done_comes_after_the_last_text() -> None:
    """What came with [DONE] does not wait for the end of the body."""
    upstream = Upstream(text("a") + FINISH + DONE, anyio.Event())
    async with aclosing(read_openai_stream(upstream.__aiter__())) as arrivals:
        assert await anext(arrivals) == (TextChunk("a"), FinishChunk("stop"))
        assert upstream.taken == 1
