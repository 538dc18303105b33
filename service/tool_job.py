"""One call of a tool, with good arguments: asks for consent, or runs it and tells how it went."""

import logging
import math
from collections.abc import Mapping
from enum import Enum, auto
from functools import partial
from types import MappingProxyType
from typing import Any

import anyio
from msgspec import Struct

from service.events import Event
from service.jsonable import jsonable
from service.sole_failure import sole_failure
from service.together import Tell
from service.tool import Tool
from service.tool_context import ToolContext
from service.tool_error import ToolError
from service.tool_events import ToolApprovalRequest, ToolOutput, ToolOutputError
from service.tool_function import perform

FAILED = "The tool failed"
TOO_LONG = "The tool took too long"
CANNOT_ASK = "This tool needs the user's consent, which this client can't ask for"
NOT_ASKED = "This call does not wait for the user's consent"

_logger = logging.getLogger("tokenwire.tool")


class Consent(Enum):
    """Where the user's consent to a call stands."""

    GIVEN = auto()
    POSSIBLE = auto()
    IMPOSSIBLE = auto()


class ToolJob(Struct, frozen=True, kw_only=True):
    """A call to be made.

    Attributes:
        tool: what is called.
        values: with what, validated.
        context: from where.
        seconds: how long it may take; the time in which a client reads does not count.
        consent: whether the user agreed, or could be asked.
    """

    tool: Tool
    values: Mapping[str, Any]
    context: ToolContext
    seconds: float
    consent: Consent

    async def run(self, tell: Tell) -> None:
        """Tell preliminary results, and then what became of the call. Whatever the tool does, nothing is raised."""
        await tell(await self._outcome(tell))

    async def _outcome(self, tell: Tell) -> Event:
        call_id = self.context.call_id
        with anyio.move_on_after(self.seconds) as scope:
            try:
                return await self._refusal() or await self._result(partial(_unhurried, scope, tell))
            except BaseException as error:
                if _is_meant_for_us(error):
                    raise
                return ToolOutputError(call_id, explained(error, self.tool.name, self.context.request_id))
        _logger.warning("a tool took too long", extra=_named(self.tool.name, self.context.request_id))
        return ToolOutputError(call_id, TOO_LONG)

    async def _refusal(self) -> Event | None:
        """Return what is told instead of a result: the question to the user, or why it can't be asked."""
        call_id = self.context.call_id
        needed = await self._needs_approval()
        if self.consent is Consent.GIVEN:
            # A question that we never asked: then neither need the arguments be the model's.
            return None if needed else ToolOutputError(call_id, NOT_ASKED)
        if not needed:
            return None
        if self.consent is Consent.IMPOSSIBLE:
            return ToolOutputError(call_id, CANNOT_ASK)
        return ToolApprovalRequest(question_about(call_id), call_id)

    async def _needs_approval(self) -> bool:
        needs = self.tool.needs_approval
        if isinstance(needs, bool):
            return needs
        return bool(await perform(partial(needs, MappingProxyType(self.values)), _ignore))

    async def _result(self, tell: Tell) -> Event:
        async def show(value: object) -> None:
            await tell(ToolOutput(self.context.call_id, jsonable(value), preliminary=True))

        result = await perform(self.tool.call(self.values, self.context), show)
        return ToolOutput(self.context.call_id, jsonable(result))


def question_about(call_id: str) -> str:
    """Return the id of the question to the user: as unique as the call, and the same in every run."""
    return f"approval-{call_id}"


def explained(error: BaseException, tool: str, request_id: str) -> str:
    """Return the public words for what a tool's code raised: its author's, or else ours, and then it is logged."""
    error = sole_failure(error)
    if isinstance(error, ToolError):
        return error.message
    _logger.error("a tool failed", extra=_named(tool, request_id), exc_info=error)
    return FAILED


def _is_meant_for_us(error: BaseException) -> bool:
    """Whether it ends the task. A tool that leaves the process, or waits for a cancelled task, takes nobody along."""
    if isinstance(error, anyio.get_cancelled_exc_class()):
        return anyio.current_effective_deadline() == -math.inf
    return isinstance(error, KeyboardInterrupt | GeneratorExit)


async def _unhurried(scope: "anyio.CancelScope", tell: Tell, event: Event) -> None:
    """Tell with the clock stopped.

    Raises:
        BrokenResourceError: in a thread that was left alone: the call has its outcome already.
    """
    if scope.cancel_called:
        # Here the call itself ends, if it is the call.
        from anyio.lowlevel import checkpoint  # noqa: PLC0415 - no first token waits for its import

        await checkpoint()
        raise anyio.BrokenResourceError
    left = scope.deadline - anyio.current_time()
    scope.deadline = math.inf
    await tell(event)
    scope.deadline = anyio.current_time() + left


async def _ignore(_value: object) -> None:
    """Show nothing: a question has no preliminary answers."""


def _named(tool: str, request_id: str) -> dict[str, str]:
    return {"request_id": request_id, "tool": tool}
