"""The tools that a model called, run for it: calls in, events out, in the order in which they become true."""

from collections.abc import Iterable, Sequence
from contextlib import aclosing

from msgspec import Struct, field

from service import json_text
from service.approvals import Approval
from service.events import Event
from service.field import JSON
from service.messages import Message
from service.together import Events, together
from service.tool_call import Call
from service.tool_context import ToolContext
from service.tool_error import ToolError
from service.tool_events import ToolInput, ToolInputError, ToolOutputDenied, ToolOutputError
from service.tool_job import NOT_ASKED, Consent, ToolJob, explained, question_about
from service.tools import Tools

NO_SUCH_TOOL = "There is no such tool"
DENIED = "Tool call execution denied."
"""The AI SDK's words for a user who gave no reason."""


class ToolRun(Struct, frozen=True, kw_only=True):
    """Runs tools for one request.

    Attributes:
        tools: those that the model may call.
        can_approve: whether the client can ask its user.
        messages: the conversation, for tools that want to know it.
        request_id: for the log.
        seconds: how long one call may take.
    """

    tools: Tools = field(default_factory=Tools)
    can_approve: bool = False
    messages: tuple[Message, ...] = ()
    request_id: str = ""
    seconds: float = 60.0

    async def calls(self, calls: Iterable[Call]) -> Events:
        """Yield what becomes of a step's calls: first of their inputs, then of those that run, all at once.

        Close the generator: that cancels what runs.
        """
        consent = Consent.POSSIBLE if self.can_approve else Consent.IMPOSSIBLE
        inputs: list[Event] = []
        jobs: list[ToolJob] = []
        for call in calls:
            value = _value(call)
            try:
                jobs += self._jobs(call.call_id, call.name, value, consent)
            except ToolError as error:
                inputs.append(ToolInputError(call.call_id, call.name, value, error.message))
            else:
                inputs.append(ToolInput(call.call_id, call.name, value))
        async with aclosing(_told(inputs, jobs)) as told:
            async for events in told:
                yield events

    async def approvals(self, answers: Iterable[Approval]) -> Events:
        """Yield what becomes of calls that waited for the user: outputs only, for before the first step.

        Every answer is checked as if the model had just made the call, and runs only if it would have had to wait.
        Close the generator: that cancels what runs.
        """
        outputs: list[Event] = []
        jobs: list[ToolJob] = []
        # A client may say anything twice; a call has one outcome, by what was said last.
        for answer in {answer.call_id: answer for answer in answers}.values():
            if not answer.approved:
                outputs.append(ToolOutputDenied(answer.call_id, answer.reason or DENIED))
                continue
            try:
                jobs += self._approved(answer)
            except ToolError as error:
                outputs.append(ToolOutputError(answer.call_id, error.message))
        async with aclosing(_told(outputs, jobs)) as told:
            async for events in told:
                yield events

    def _approved(self, answer: Approval) -> tuple[ToolJob, ...]:
        if answer.approval_id != question_about(answer.call_id):
            raise ToolError(NOT_ASKED)
        return self._jobs(answer.call_id, answer.name, answer.arguments, Consent.GIVEN)

    def _jobs(self, call_id: str, name: str, arguments: JSON, consent: Consent) -> tuple[ToolJob, ...]:
        """Return the job that a call is; none where the client makes it.

        Raises:
            ToolError: nobody can make it.
        """
        tool = self.tools.get(name)
        if tool is None:
            raise ToolError(NO_SUCH_TOOL)
        try:
            values = tool.arguments.read(arguments)
        except Exception as error:
            # A validator of the application's may raise anything.
            raise ToolError(explained(error, name, self.request_id)) from error
        if tool.client:
            if consent is Consent.GIVEN:
                raise ToolError(NOT_ASKED)
            return ()
        context = ToolContext(call_id=call_id, request_id=self.request_id, messages=self.messages)
        return (ToolJob(tool=tool, values=values, context=context, seconds=self.seconds, consent=consent),)


async def _told(known: Sequence[Event], jobs: Sequence[ToolJob]) -> Events:
    if known:
        yield tuple(known)
    if jobs:
        async with aclosing(together([job.run for job in jobs])) as told:
            async for events in told:
                yield events


def _value(call: Call) -> JSON:
    """Return the arguments; as text where they are not JSON. A tool without parameters may be called without any."""
    try:
        return json_text.decode(call.text.strip() or "{}")
    except ValueError:
        return call.text
