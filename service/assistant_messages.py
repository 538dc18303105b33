"""What the model answered earlier, as frontends send it back: its text, the tools it called and what they returned.

Rules: ``convertToCoreMessages`` of ai 4.3 where a message has ``content``, ``convertToModelMessages`` of ai 5 to 7
where it has ``parts`` only. A call without a result is left out, where the SDK raises: an abandoned call must not end a
conversation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service import json_text
from service.field import JSON, Field
from service.messages import AssistantMessage, Message, ToolCall, ToolMessage
from service.well_formed import well_formed


@dataclass
class _Step:
    """One call of the model: what it said, the tools it called, what they returned."""

    texts: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    results: list[ToolMessage] = field(default_factory=list)

    def messages(self) -> Iterator[Message]:
        """Yield the step as messages; nothing where the step has nothing for a model."""
        if self.texts or self.calls:
            yield AssistantMessage("".join(self.texts) if self.texts else None, tuple(self.calls))
        yield from self.results


def read_assistant(message: Field, parts: list[Field]) -> Iterator[Message]:
    """Yield what an assistant's message is to a model.

    Args:
        message: the message.
        parts: its parts; its content as one text part where it has none.

    Raises:
        InvalidRequest: naming the field.
    """
    if message.member("content") is None:
        for step in _steps(parts):
            yield from step.messages()
        return
    steps = _invoked_steps(message) if message.member("parts") is None else []
    for step in [*steps, *_blocks(parts)]:
        # ai 4 keeps an empty text, also beside calls, where ai 5 to 7 say nothing.
        step.texts = step.texts or [""]
        yield from step.messages()


def _steps(parts: Iterable[Field]) -> list[_Step]:
    """Return the steps of ai 5 to 7: a step-start part begins one, whatever stands before it."""
    steps = [_Step()]
    for part in parts:
        kind = part.required("type").string()
        if kind == "step-start":
            steps.append(_Step())
        elif kind == "text":
            steps[-1].texts.append(well_formed(part.required("text").string()))
        elif kind == "dynamic-tool":
            _add_tool(steps[-1], part, part.required("toolName").string())
        elif kind.startswith("tool-"):
            _add_tool(steps[-1], part, kind.removeprefix("tool-"))
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
        case _:
            return
    value = part.object().get("input", part.object().get("rawInput"))
    step.calls.append(_call(part, name, value if isinstance(value, dict) else {}))
    step.results.append(ToolMessage(step.calls[-1].id, result))


def _blocks(parts: Iterable[Field]) -> list[_Step]:
    """Return the blocks of ai 4: text behind a tool begins one, and so does a tool of another step."""
    blocks = [_Step()]
    invoked = False
    for part in parts:
        kind = part.required("type").string()
        if kind == "text":
            if invoked:
                blocks.append(_Step())
                invoked = False
            blocks[-1].texts.append(well_formed(part.required("text").string()))
        elif kind == "tool-invocation":
            invocation = part.required("toolInvocation")
            if _number(invocation) != len(blocks) - 1:
                blocks.append(_Step())
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
    arguments = invocation.required("args").object()
    step.calls.append(_call(invocation, invocation.required("toolName").string(), arguments))
    # ai 4 writes every result as JSON, a string too.
    step.results.append(ToolMessage(step.calls[-1].id, json_text.encode(invocation.object().get("result")).decode()))


def _number(invocation: Field) -> int:
    step = invocation.object().get("step", 0)
    return step if isinstance(step, int) else 0


def _call(part: Field, name: str, arguments: dict[str, JSON]) -> ToolCall:
    identity = well_formed(part.required("toolCallId").string())
    return ToolCall(identity, well_formed(name), json_text.encode(arguments).decode())
