"""What the model answered earlier, as frontends send it back: thoughts, text, tools that it called, what they returned.

Rules: ``convertToCoreMessages`` of ai 4.3 where a message has ``content``, ``convertToModelMessages`` of ai 5 to 7
where it has ``parts`` only. A call without a result is left out, where the SDK raises: an abandoned call must not end a
conversation. So is one that waits for the user's consent, or has it, unless the caller is about to make it.
"""

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct, field

from service import json_text
from service.field import JSON, Field
from service.messages import AssistantMessage, Message, ReasoningPart, ToolCall, ToolMessage
from service.reasoning_parts import read_reasoning
from service.tool_part import arguments_of, tool_name
from service.well_formed import well_formed


class _Step(Struct):
    """One call of the model.

    Attributes:
        texts: what it said.
        reasoning: what it thought.
        calls: the tools that it called.
        results: what they returned.
        answered: calls that the user was asked about, and answered.
        has_file: whether it made a file; no model is told more of it.
    """

    texts: list[str] = field(default_factory=list)
    reasoning: list[ReasoningPart] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    results: list[ToolMessage] = field(default_factory=list)
    answered: list[ToolCall] = field(default_factory=list)
    has_file: bool = False

    def messages(self) -> Iterator[Message]:
        """Yield the step as messages; nothing where the step has nothing for a model."""
        if self.texts or self.calls or self.reasoning or self.has_file:
            text = "".join(self.texts) if self.texts or not self.calls else None
            yield AssistantMessage(text, tuple(self.calls), tuple(self.reasoning))
        yield from self.results


def read_assistant(message: Field, parts: list[Field], awaited: Collection[str] = ()) -> Iterator[Message]:
    """Yield what an assistant's message is to a model.

    Args:
        message: the message.
        parts: its parts; its content as one text part where it has none.
        awaited: ids of calls that the user has answered for and that are about to get their results: they are not left
            out, if they stand in the last step.

    Raises:
        InvalidRequest: naming the field.
    """
    if message.member("content") is None:
        steps = _steps(parts)
        steps[-1].calls += [call for call in steps[-1].answered if call.id in awaited]
        for step in steps:
            yield from step.messages()
        return
    invoked = _invoked_steps(message) if message.member("parts") is None else []
    for step in [*invoked, *_blocks(parts)]:
        # ai 4 keeps an empty text, also beside calls, where ai 5 to 7 say nothing.
        step.texts = step.texts or [""]
        yield from step.messages()


def _steps(parts: Iterable[Field]) -> list[_Step]:
    """Return the steps of ai 5 to 7: a step-start part begins one, whatever stands before it."""
    steps = [_Step()]
    for part in parts:
        match part.required("type").string():
            case "step-start":
                steps.append(_Step())
            case "text":
                steps[-1].texts.append(well_formed(part.required("text").string()))
            case "reasoning":
                steps[-1].reasoning.extend(read_reasoning(part))
            case "file":
                steps[-1].has_file = True
            case _:
                name = tool_name(part)
                if name is not None:
                    _add_tool(steps[-1], part, name)
    return steps


def _add_tool(step: _Step, part: Field, name: str) -> None:
    match part.required("state").string():
        case "output-available":
            output = part.object().get("output")
            result = well_formed(output) if isinstance(output, str) else json_text.encode(output).decode()
        case "output-error":
            result = well_formed(part.required("errorText").string())
        case "output-denied":
            approval = part.member("approval")
            result = well_formed((approval and approval.text("reason")) or "Tool call execution denied.")
        case "approval-responded":
            step.answered.append(_part_call(part, name))
            return
        case _:
            return
    step.calls.append(_part_call(part, name))
    step.results.append(ToolMessage(step.calls[-1].id, result))


def _part_call(part: Field, name: str) -> ToolCall:
    value = arguments_of(part)
    return _call(part, name, value if isinstance(value, dict) else {})


def _blocks(parts: Iterable[Field]) -> list[_Step]:
    """Return the blocks of ai 4: text behind a tool begins one, and so does a tool of another step."""
    blocks = [_Step()]
    invoked = False
    thoughts: list[ReasoningPart] = []
    for part in parts:
        kind = part.required("type").string()
        if kind == "reasoning":
            # Whatever is thought of decides which block the thoughts belong to.
            thoughts.extend(read_reasoning(part))
        elif kind == "text":
            if invoked:
                blocks.append(_Step())
                invoked = False
            blocks[-1].reasoning += thoughts
            thoughts = []
            blocks[-1].texts.append(well_formed(part.required("text").string()))
        elif kind == "tool-invocation":
            invocation = part.required("toolInvocation")
            if _number(invocation) != len(blocks) - 1:
                blocks.append(_Step())
            blocks[-1].reasoning += thoughts
            thoughts = []
            _add_invocation(blocks[-1], invocation)
            invoked = True
    return blocks


def _invoked_steps(message: Field) -> list[_Step]:
    """Return the steps in ``toolInvocations``, which only very old ai 4 clients send without parts beside them."""
    steps: dict[int, _Step] = {}
    invocations = message.member("toolInvocations")
    for invocation in invocations.items() if invocations is not None else ():
        _add_invocation(steps.setdefault(_number(invocation), _Step()), invocation)
    return [step for _, step in sorted(steps.items()) if step.calls]


def _add_invocation(step: _Step, invocation: Field) -> None:
    if invocation.required("state").string() != "result":
        return
    # Not told of arguments that could not be read, ai 4 has none to send back.
    arguments = {} if invocation.member("args") is None else invocation.required("args").object()
    step.calls.append(_call(invocation, invocation.required("toolName").string(), arguments))
    # ai 4 writes every result as JSON, a string too.
    step.results.append(ToolMessage(step.calls[-1].id, json_text.encode(invocation.object().get("result")).decode()))


def _number(invocation: Field) -> int:
    step = invocation.object().get("step", 0)
    return step if isinstance(step, int) else 0


def _call(part: Field, name: str, arguments: dict[str, JSON]) -> ToolCall:
    identity = well_formed(part.required("toolCallId").string())
    return ToolCall(identity, well_formed(name), json_text.encode(arguments).decode())
