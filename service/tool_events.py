"""What happens to a tool that the model calls, in the order in which a client may be told. See events.py."""

from dataclasses import dataclass

from service.field import JSON


@dataclass(frozen=True, slots=True)
class ToolInputStart:
    """The model begins to call a tool."""

    call_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ToolInputDelta:
    """JSON text to append to the call's arguments; never empty."""

    call_id: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolInput:
    """The call is complete and its arguments are good."""

    call_id: str
    name: str
    value: JSON


@dataclass(frozen=True, slots=True)
class ToolInputError:
    """The call is complete and can't be made: no such tool, or arguments that it does not take.

    Attributes:
        call_id: which.
        name: what the model called.
        value: the arguments; as text where they are not JSON.
        message: our words, public.
    """

    call_id: str
    name: str
    value: JSON
    message: str


@dataclass(frozen=True, slots=True)
class ToolApprovalRequest:
    """The call waits for the user's consent."""

    approval_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """The tool's result; a preliminary one is replaced by the next."""

    call_id: str
    value: JSON
    preliminary: bool = False


@dataclass(frozen=True, slots=True)
class ToolOutputError:
    """The tool failed; our words, public."""

    call_id: str
    message: str


@dataclass(frozen=True, slots=True)
class ToolOutputDenied:
    """The user did not consent; the reason is theirs, for the model."""

    call_id: str
    reason: str


ToolEvent = (
    ToolInputStart
    | ToolInputDelta
    | ToolInput
    | ToolInputError
    | ToolApprovalRequest
    | ToolOutput
    | ToolOutputError
    | ToolOutputDenied
)
