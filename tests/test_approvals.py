import pytest

from service.approvals import Approval, read_approvals
from service.errors import InvalidRequest
from service.field import JSON, Field

STEP: JSON = {"type": "step-start"}
USER: JSON = {"role": "user", "parts": [{"type": "text", "text": "Q"}]}
YES: JSON = {"id": "ap", "approved": True}


def part(call_id: str = "c1", **members: JSON) -> JSON:
    known: dict[str, JSON] = {
        "type": "tool-look",
        "toolCallId": call_id,
        "state": "approval-responded",
        "approval": YES,
    }
    return known | members


def assistant(*parts: JSON) -> JSON:
    return {"role": "assistant", "parts": [*parts]}


def approval(call_id: str = "c1", arguments: JSON = None, *, approved: bool = True, reason: str = "") -> Approval:
    return Approval(
        call_id=call_id, name="look", arguments=arguments, approval_id="ap", approved=approved, reason=reason
    )


READ: dict[str, tuple[list[JSON], tuple[Approval, ...]]] = {
    "allowed": ([assistant(part(input={"x": 1}))], (approval(arguments={"x": 1}),)),
    "denied": ([assistant(part(approval={"id": "ap", "approved": False}))], (approval(approved=False),)),
    "denied for a reason": (
        [assistant(part(approval={"id": "ap", "approved": False, "reason": "too late"}))],
        (approval(approved=False, reason="too late"),),
    ),
    "a lone surrogate in the reason": (
        [assistant(part(approval={"id": "ap", "approved": False, "reason": "\ud83d"}))],
        (approval(approved=False, reason="\ufffd"),),
    ),
    "a dynamic tool": ([assistant(part(type="dynamic-tool", toolName="look"))], (approval(),)),
    "arguments that are no object": ([assistant(part(input="x"))], (approval(arguments="x"),)),
    "arguments as the model sent them": ([assistant(part(rawInput="{"))], (approval(arguments="{"),)),
    "an id that has no UTF-8": ([assistant(part("\ud83d"))], (approval("\ufffd"),)),
    "several": ([assistant(STEP, part("a"), {"type": "text", "text": "T"}, part("b"))], (approval("a"), approval("b"))),
    "of the last step only": ([assistant(part("a"), STEP, part("b"))], (approval("b"),)),
    "of the last message only": ([assistant(part("a")), assistant(part("b"))], (approval("b"),)),
    "behind it the user said more": ([assistant(part()), USER], ()),
    "not answered": ([assistant(part(state="approval-requested"), part(state="output-available"))], ()),
    "no tools": ([assistant(STEP, {"type": "text", "text": "T"})], ()),
    "no parts": ([{"role": "assistant", "content": "T"}], ()),
    "ai 4's": (
        [{"role": "assistant", "parts": [{"type": "tool-invocation", "toolInvocation": {"state": "result"}}]}],
        (),
    ),
    "no messages": ([], ()),
}
"""A conversation, and the answers that it ends with."""

REFUSED: dict[str, tuple[JSON, str]] = {
    "no state": ({"type": "tool-look"}, "state is missing"),
    "no approval": (part(approval=None), "approval is missing"),
    "no id": (part(approval={"approved": True}), "approval.id is missing"),
    "no answer": (part(approval={"id": "ap"}), "approval.approved is missing"),
    "an answer of another type": (
        part(approval={"id": "ap", "approved": "yes"}),
        "approval.approved must be a boolean, not a string",
    ),
    "a reason of another type": (
        part(approval={"id": "ap", "approved": False, "reason": 1}),
        "approval.reason must be a string, not a number",
    ),
    "no call": (part(toolCallId=None), "toolCallId is missing"),
}


@pytest.mark.parametrize(("messages", "approvals"), READ.values(), ids=READ)
def test_the_answers_that_a_conversation_ends_with_are_read(
    messages: list[JSON], approvals: tuple[Approval, ...]
) -> None:
    assert read_approvals(Field(messages, "messages")) == approvals


@pytest.mark.parametrize(("broken", "complaint"), REFUSED.values(), ids=REFUSED)
def test_a_broken_answer_is_named(broken: JSON, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_approvals(Field([USER, assistant(STEP, broken)], "messages"))
    assert refusal.value.message == f"messages[1].parts[1].{complaint}"


def test_messages_are_an_array() -> None:
    with pytest.raises(InvalidRequest, match=r"^messages must be an array, not an object$"):
        read_approvals(Field({}, "messages"))
