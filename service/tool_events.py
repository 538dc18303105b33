"""What happens to a tool that the model calls, in the order in which a client may be told. See events.py."""

from msgspec import Struct

from service.field import JSON


class ToolInputStart(Struct, frozen=True):
    """The model begins to call a tool."""

    call_id: str
    name: str


class ToolInputDelta(Struct, frozen=True):
    """JSON text to append to the call's arguments; never empty."""

    call_id: str
    text: str


class ToolInput(Struct, frozen=True):
    """The call is complete and its arguments are good."""

    call_id: str
    name: str
    value: JSON


class ToolInputError(Struct, frozen=True):
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


class ToolApprovalRequest(Struct, frozen=True):
    """The call waits for the user's consent."""

    approval_id: str
    call_id: str


class ToolOutput(Struct, frozen=True):
    """The tool's result; a preliminary one is replaced by the next."""

    call_id: str
    value: JSON
    preliminary: bool = False


class ToolOutputError(Struct, frozen=True):
    """The tool failed; our words, public."""

    call_id: str
    message: str


class ToolOutputDenied(Struct, frozen=True):
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
