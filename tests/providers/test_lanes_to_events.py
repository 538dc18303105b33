"""Whatever a provider sends, and wherever it is cut, the events that come of it are legal and end in one verdict."""

import json
import re

import pytest

from service.answer import Answer
from service.errors import ServiceError
from service.events import Event, Failure, File, MessageEnd, ReasoningDelta, SourceUrl, TextDelta
from service.model import FileChunk, FinishChunk, ReasoningChunk, SourceChunk, TextChunk
from service.tool_events import ToolInput
from tests.providers.anthropic_answers import ANTHROPICS
from tests.providers.asking import ANTHROPIC, DEEPSEEK, GEMINI, LEAN, LITELLMS_WARNINGS, OPENAI, Outcome
from tests.providers.dialects import ANTHROPIC_MESSAGE
from tests.providers.gemini_answers import GEMINIS
from tests.providers.lanes import Lanes
from tests.providers.openai_answers import OPENAIS, REFUSALS
from tests.providers.spread import spread

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

SENT = {
    **{
        f"{lane}, {name}": (lane, sent)
        for lane in (OPENAI, DEEPSEEK, LEAN)
        for name, (sent, _) in (OPENAIS | REFUSALS).items()
    },
    **{f"{ANTHROPIC}, {name}": (ANTHROPIC, ANTHROPIC_MESSAGE + sent) for name, (sent, _) in ANTHROPICS.items()},
    **{f"{GEMINI}, {name}": (GEMINI, sent) for name, (sent, _) in GEMINIS.items()},
}
"""A lane, and all that a provider sends on it."""

GIVEN = re.compile(rb'"(?:finish_reason|stop_reason|finishReason|blockReason)": ?"')


def told(outcome: Outcome) -> tuple[Event, ...]:
    """Return the events of an answer of one step, as a conversation tells them; the grammar raises what is illegal."""
    answer = Answer("msg-1")
    events = [*answer.begin(), *answer.open(keeps=True)]
    try:
        for arrived in outcome.arrivals:
            events += answer.take(spread(arrived))
        if outcome.failure is not None:
            raise outcome.failure
        events += answer.complete()
    except ServiceError as failure:
        return (*events, *answer.fail(failure))
    step = answer.step
    message = step.message()
    assert all(isinstance(json.loads(call.arguments), dict) for call in message.calls)
    assert len({call.id for call in message.calls}) == len(step.calls)
    events += answer.tell(ToolInput(call.call_id, call.name, json.loads(call.json())) for call in step.calls)
    reason = step.reason
    return (*events, *answer.shut(reason), *answer.end(reason))


def assert_nothing_is_lost(outcome: Outcome, events: tuple[Event, ...]) -> None:
    for chunk, event in ((TextChunk, TextDelta), (ReasoningChunk, ReasoningDelta)):
        said = [one.text for one in outcome.chunks if isinstance(one, chunk) and one.text]
        assert said == [one.text for one in events if isinstance(one, event)]
    for kind, shown in ((SourceChunk, SourceUrl), (FileChunk, File)):
        assert [one.url for one in outcome.chunks if isinstance(one, kind)] == [
            one.url for one in events if isinstance(one, shown)
        ]


@pytest.mark.parametrize(("lane", "sent"), SENT.values(), ids=SENT)
async def test_an_answer_is_told_wherever_it_is_cut(lane: str, sent: bytes, lanes: Lanes) -> None:
    pieces = sent.split(b"\n\n")
    for count in range(len(pieces)):
        arrived = b"\n\n".join([*pieces[:count], b""])
        outcome = await lanes.ask(lane, arrived)
        events = told(outcome)
        assert_nothing_is_lost(outcome, events)
        reasons = [chunk.reason for chunk in outcome.chunks if isinstance(chunk, FinishChunk)]
        assert bool(reasons) == (GIVEN.search(arrived) is not None), "no reason is made up, and none is lost"
        verdict = events[-1]
        if reasons:
            assert isinstance(verdict, MessageEnd)
            assert verdict.finish_reason == reasons[-1]
        else:
            assert isinstance(verdict, Failure)
            assert verdict.code == "upstream_truncated"
