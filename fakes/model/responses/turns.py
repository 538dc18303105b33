"""Items that were judged -> the turns of the conversation, and the law of calls and their outputs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.prompt import MadeCall, Role, ToolResult, Turn
from fakes.model.responses.content import INPUT_PARTS, OUTPUT_PARTS, read_content
from fakes.model.responses.store import Item

_ROLES: Mapping[str, Role] = {"user": "user", "system": "system", "developer": "system", "assistant": "assistant"}
_CALLS: Final = {"function_call": "arguments", "custom_tool_call": "input"}
_OUTPUTS: Final = ("function_call_output", "custom_tool_call_output")


def read_turns(items: Sequence[Item]) -> tuple[Turn, ...]:
    """Return the turns of a conversation: the calls that follow a message of the assistant belong to its turn.

    Reasoning, and what the provider's own tools did, is no turn.

    Raises:
        ApiError: an output without its call, or a call without an output.
    """
    _check_calls(items)
    turns: list[Turn] = []
    for item in items:
        if item["type"] in _CALLS:
            call = _call(item)
            if turns and turns[-1].role == "assistant":
                turns[-1] = replace(turns[-1], calls=(*turns[-1].calls, call))
            else:
                turns.append(Turn("assistant", calls=(call,)))
        elif item["type"] in _OUTPUTS:
            content = read_content(Field(item["output"]), INPUT_PARTS)
            turns.append(Turn("tool", content.text, tuple(content.images), result=ToolResult(str(item["call_id"]))))
        elif item["type"] == "message":
            content = read_content(Field(item["content"]), (*INPUT_PARTS, *OUTPUT_PARTS))
            turns.append(Turn(_ROLES[str(item["role"])], content.text, tuple(content.images)))
    return tuple(turns)


def _call(item: Item) -> MadeCall:
    return MadeCall(str(item["call_id"]), str(item["name"]), str(item[_CALLS[str(item["type"])]]))


def _check_calls(items: Sequence[Item]) -> None:
    waiting: dict[str, str] = {}
    for item in items:
        kind, name = str(item["type"]), str(item.get("call_id"))
        if kind in _CALLS:
            waiting[name] = kind
        elif kind in _OUTPUTS and waiting.pop(name, None) is None:
            said = "function call output" if kind == "function_call_output" else "custom tool call output"
            raise ApiError(400, f"No tool call found for {said} with call_id {name}.", param="input")
    for name, kind in waiting.items():
        said = "function call" if kind == "function_call" else "custom tool call"
        raise ApiError(400, f"No tool output found for {said} {name}.", param="input")
