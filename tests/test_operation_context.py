from collections.abc import Sequence

import anyio
import pytest
from msgspec.structs import replace

from service.approvals import Approval
from service.completion import Completion
from service.errors import ServiceError
from service.messages import TextPart, ToolMessage, UserMessage
from service.model import AnswerStart, FinishChunk, ModelRequest, TextChunk, TextRun, UsageChunk
from service.requests import ChatRequest
from service.upstream_errors import RateLimited, UpstreamReset, UpstreamTruncated
from service.usage import Usage
from tests.operating import Desk
from tests.scripted_model import Arrival
from tests.tool_shop import CALLED, call, shop

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
        [(AnswerStart(),), (TextChunk("H"), TextRun(("e", "l", "lo"))), (STOP,), (UsageChunk(Usage(3, 4)),)],
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


CALLING: list[Arrival] = [
    (TextChunk("Let me see. "), call("double", '{"number": 1}')),
    (CALLED, UsageChunk(Usage(1, 2))),
]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (1, Completion(text="Let me see. ", finish_reason="tool-calls", usage=Usage(1, 2))),
        (2, Completion(text="Let me see. Done", finish_reason="stop", usage=Usage(11, 22))),
    ],
    ids=["no step is left", "a step is left"],
)
async def test_tools_are_called_and_the_text_of_all_steps_is_the_answer(steps: int, expected: Completion) -> None:
    desk = Desk(CALLING)
    desk.model.then = [[(TextChunk("Done"), STOP, UsageChunk(Usage(10, 20)))]]
    context = desk.context()
    equipment = replace(context.equipment, tools=shop(), max_steps=steps)
    context = replace(context, equipment=equipment)
    assert await context.complete(context.defaults.complete(HI)) == expected
    assert len(desk.model.requests) == steps


async def test_what_the_user_said_of_a_call_is_heard_and_a_client_is_never_asked() -> None:
    approval = Approval(call_id="c", name="delete", arguments={}, approval_id="approval-c", approved=True)
    desk = Desk([(call("delete", call_id="d"), CALLED)])
    desk.model.then = [[(TextChunk("Done"), STOP)]]
    context = desk.context()
    equipment = replace(context.equipment, tools=shop(), max_steps=2)
    context = replace(context, equipment=equipment)
    assert (await context.complete(context.defaults.complete(HI), (approval,))).text == "Done"
    results = [message for message in desk.model.requests[1].messages if isinstance(message, ToolMessage)]
    assert [result.call_id for result in results] == ["c", "d"]
    assert results[0].text == "null"
    assert "can't ask for" in results[1].text


def test_a_context_does_not_change() -> None:
    with pytest.raises(AttributeError):
        Desk().context().request_id = "req-2"  # type: ignore[misc] # the type says so too
