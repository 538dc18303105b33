import dataclasses
from collections.abc import Sequence

import anyio
import pytest

from service.completion import Completion
from service.errors import ServiceError
from service.events import Usage
from service.messages import TextPart, UserMessage
from service.model import AnswerStart, FinishChunk, ModelRequest, TextChunk, UsageChunk
from service.requests import ChatRequest
from service.upstream_errors import RateLimited, UpstreamReset, UpstreamTruncated
from tests.operating import Desk
from tests.scripted_model import Arrival

pytestmark = pytest.mark.anyio

HI = ChatRequest(messages=(UserMessage((TextPart("Hi"),)),))
STOP = FinishChunk("stop")


def request_of(desk: Desk) -> ModelRequest:
    return desk.context().defaults.complete(HI)


async def complete(desk: Desk) -> Completion:
    with anyio.fail_after(10):
        return await desk.context().complete(request_of(desk))


WHOLE: dict[str, tuple[Sequence[Arrival], Completion]] = {
    "text": (
        [(AnswerStart(),), (TextChunk("Hel"), TextChunk("lo")), (STOP,), (UsageChunk(Usage(3, 4)),)],
        Completion(text="Hello", finish_reason="stop", usage=Usage(3, 4)),
    ),
    "no text": ([(FinishChunk("length"),)], Completion(finish_reason="length")),
    "a character in halves": (
        [(TextChunk("\ud83d"),), (TextChunk("\ude00"), STOP)],
        Completion(text="😀", finish_reason="stop"),
    ),
    "half a character": ([(TextChunk("\ud83d"), STOP)], Completion(text="\ufffd", finish_reason="stop")),
}


@pytest.mark.parametrize(("arrivals", "expected"), WHOLE.values(), ids=WHOLE)
async def test_an_answer_is_collected_whole(arrivals: Sequence[Arrival], expected: Completion) -> None:
    desk = Desk(arrivals)
    assert await complete(desk) == expected
    assert desk.model.requests == [request_of(desk)]
    assert desk.model.closed.is_set()
    assert desk.reports == []


FAILURES: dict[str, tuple[Sequence[Arrival], type[ServiceError]]] = {
    "before the first chunk": ([RateLimited()], RateLimited),
    "nothing at all": ([], UpstreamTruncated),
    "in mid-answer": ([(TextChunk("Hel"),), UpstreamReset()], UpstreamReset),
    "no finish reason": ([(TextChunk("Hel"),)], UpstreamTruncated),
}


@pytest.mark.parametrize(("arrivals", "kind"), FAILURES.values(), ids=FAILURES)
async def test_a_failure_is_raised_whenever_it_happens(arrivals: Sequence[Arrival], kind: type[ServiceError]) -> None:
    desk = Desk(arrivals)
    with pytest.raises(ServiceError) as caught:
        await complete(desk)
    assert type(caught.value) is kind
    assert desk.model.closed.is_set()
    # Who catches it logs it.
    assert desk.reports == []


async def test_what_breaks_behind_a_finish_reason_is_logged_and_the_answer_is_whole() -> None:
    desk = Desk([(TextChunk("Hi"), STOP), UpstreamReset()])
    assert (await complete(desk)).text == "Hi"
    assert [type(error) for error in desk.reports] == [UpstreamReset]


async def test_a_model_may_be_asked_more_than_once() -> None:
    desk = Desk([(TextChunk("Hi"), STOP)])
    context = desk.context()
    assert await context.complete(request_of(desk)) == await context.complete(request_of(desk))
    assert len(desk.model.requests) == 2


def test_a_context_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Desk().context().request_id = "req-2"  # type: ignore[misc] # the type says so too
