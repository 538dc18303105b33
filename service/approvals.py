"""What the user said of calls that waited for their consent, as ai 6 and 7 send it back."""

from msgspec import Struct

from service.field import JSON, Field
from service.tool_part import arguments_of, tool_name
from service.well_formed import well_formed


class Approval(Struct, frozen=True, kw_only=True):
    """An answer, as the client tells it: nothing of it can be trusted.

    Attributes:
        call_id: which call.
        name: of the tool.
        arguments: that it was called with.
        approval_id: which question was answered.
        approved: whether the call may be made.
        reason: why; empty for none.
    """

    call_id: str
    name: str
    arguments: JSON
    approval_id: str
    approved: bool
    reason: str = ""


def read_approvals(messages: Field) -> tuple[Approval, ...]:
    """Return the answers that the conversation ends with: those in the last step of its last message.

    An answer further up is history, and so is its call: nobody made it.

    Raises:
        InvalidRequest: naming the field.
    """
    last = next(reversed(list(messages.items())), None)
    if last is None or last.required("role").string() != "assistant":
        return ()
    parts = last.member("parts")
    step: list[Field] = []
    for part in parts.items() if parts is not None else ():
        if part.required("type").string() == "step-start":
            step.clear()
        step.append(part)
    return tuple(approval for part in step if (approval := _approval(part)) is not None)


def _approval(part: Field) -> Approval | None:
    name = tool_name(part)
    if name is None or part.required("state").string() != "approval-responded":
        return None
    answer = part.required("approval")
    return Approval(
        call_id=well_formed(part.required("toolCallId").string()),
        name=well_formed(name),
        arguments=arguments_of(part),
        approval_id=answer.required("id").string(),
        approved=answer.required("approved").boolean(),
        reason=well_formed(answer.text("reason") or ""),
    )
