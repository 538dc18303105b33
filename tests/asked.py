"""A conversation that is asked for one answer, in tests."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio

from service.approvals import Approval
from service.conversation import Answering, Conversation, Events, Patience
from service.errors import ServiceError
from service.events import Event, Failure, MessageEnd, MessageStart, StepEnd, StepStart, TextDelta, TextEnd, TextStart
from service.grammar import Grammar
from service.ids import Clock
from service.messages import Message, TextPart, UserMessage
from service.metadata import MetadataOfAnswer
from service.model import FinishChunk, LanguageModel, ModelRequest
from service.stop import Stop
from service.tool_run import ToolRun
from service.tools import Tools
from service.turn import Turn
from service.usage import FinishReason, Usage


@dataclass
class HandClock:
    """A clock that stands still until it is set."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def patient(*, first: float = 60.0, between: float = 60.0, total: float = 600.0) -> Patience:
    """Return ample patience, unless told otherwise."""
    return Patience(first=first, between=between, total=total)


HI = UserMessage((TextPart("Hi"),))
REQUEST = ModelRequest(model="openai/gpt-4o-mini", messages=(HI,), temperature=0.7, max_output_tokens=100)
STOP = FinishChunk("stop")

OPENED = (MessageStart("msg-1", MetadataOfAnswer(REQUEST.model, HandClock()).at_start()), StepStart("msg-1"))
HEL = (*OPENED, TextStart("txt-0"), TextDelta("txt-0", "Hel"))


def verdict(reason: FinishReason = "stop", usage: Usage | None = None) -> MessageEnd:
    """Return the verdict on a whole answer that took no time and whose tokens nobody counted, unless told otherwise."""
    metadata = MetadataOfAnswer(REQUEST.model, HandClock())
    return MessageEnd(reason, usage or Usage(), metadata.at_end(reason, usage or Usage()))


ENDED = (TextEnd("txt-0"), StepEnd("stop", Usage()), verdict())


def failed(error: ServiceError) -> tuple[Event, ...]:
    """Return the end of an answer that broke in its first text."""
    return (TextEnd("txt-0"), StepEnd("error", Usage()), Failure(error.code, error.message))


@dataclass
class Asked:
    """A conversation that was begun, and what it reports. Its clock stands still, unless it is given another."""

    model: LanguageModel
    patience: Patience = field(default_factory=patient)
    clock: Clock = field(default_factory=HandClock)
    stop: Stop = field(default_factory=Stop)
    reports: list[ServiceError] = field(default_factory=list)
    messages: Sequence[Message] = (HI,)
    tools: Tools = field(default_factory=Tools)
    approvals: Sequence[Approval] = ()
    can_approve: bool = True
    max_steps: int = 1
    seconds: float | None = None

    def answering(self) -> Answering:
        """Ask for the answer."""
        conversation = Conversation(model=self.model, patience=self.patience, clock=self.clock, stop=self.stop)
        return conversation.answer(
            Turn(
                request=ModelRequest(
                    model=REQUEST.model,
                    messages=tuple(self.messages),
                    temperature=REQUEST.temperature,
                    max_output_tokens=REQUEST.max_output_tokens,
                    tools=self.tools.specs(),
                ),
                message_id="msg-1",
                report=self.reports.append,
                tools=ToolRun(tools=self.tools, can_approve=self.can_approve, messages=tuple(self.messages)),
                approvals=tuple(self.approvals),
                max_steps=self.max_steps,
                seconds=self.seconds,
            )
        )

    def events(self) -> Events:
        """Return the answer's events."""
        return self.answering().events()

    async def all(self) -> list[tuple[Event, ...]]:
        """Return all events, told together; they are legal."""
        with anyio.fail_after(10):
            told = [events async for events in self.events()]
        grammar = Grammar(approval.call_id for approval in self.approvals)
        for events in told:
            for event in events:
                grammar.accept(event)
        return told

    async def flat(self) -> list[Event]:
        """Return all events, one after the other."""
        return [event for events in await self.all() for event in events]
