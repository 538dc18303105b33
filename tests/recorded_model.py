"""What the model and the tools of a recording in ``tests/vectors/clients`` do, in our words."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from service.errors import ServiceError, UpstreamError
from service.model import (
    FileChunk,
    FinishChunk,
    ModelChunk,
    ReasoningChunk,
    SignatureChunk,
    SourceChunk,
    TextChunk,
    ToolCallChunk,
    UsageChunk,
)
from service.tools import Tools
from service.upstream_errors import UpstreamReset
from service.usage import FinishReason, Usage

Act = dict[str, Any]
"""What the model does next."""

PROVIDER = "mock"
"""Who answers in the recordings."""

_FAILURES: dict[str, type[ServiceError]] = {
    "error": UpstreamError,
    "throw": UpstreamError,
    "breakStream": UpstreamReset,
}
_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool-calls": "tool-calls",
    "error": "error",
    "other": "unknown",
}


def chunks_of(act: Act, number: int) -> Iterator[ModelChunk]:
    """Yield what the model says.

    Args:
        act: what it does.
        number: the act's place in its step.

    Raises:
        ServiceError: it fails.
    """
    for name, failure in _FAILURES.items():
        if name in act:
            raise failure(detail=str(act[name]))
    yield from map(TextChunk, act.get("text", ()))
    yield from map(ReasoningChunk, act.get("reasoning", ()))
    if "signature" in act:
        yield SignatureChunk(PROVIDER, act["signature"])
    if tool := act.get("tool"):
        yield from _call(tool, number)
    if source := act.get("source"):
        yield SourceChunk(source["url"], source.get("title"))
    if file := act.get("file"):
        yield FileChunk(file["mediaType"], f"data:{file['mediaType']};base64,{file['data']}")
    if "finish" in act:
        yield FinishChunk(_REASONS[act["finish"]])
    if usage := act.get("usage"):
        yield UsageChunk(Usage(usage["input"], usage["output"]))


def _call(tool: Act, number: int) -> Iterator[ModelChunk]:
    """Yield the call in as many pieces as the recorded model made."""
    text = json.dumps(tool["args"], ensure_ascii=False, separators=(",", ":"))
    size = -(-len(text) // tool.get("deltas", 1))
    yield ToolCallChunk(number, tool["id"], tool["name"], text[:size])
    for begin in range(size, len(text), size):
        yield ToolCallChunk(number, None, None, text[begin : begin + size])


def tools_of(model: Act) -> Tools:
    """Return the tools that the recorded server had: those that it did not run are the client's."""
    tools = Tools()
    for name in model.get("tools", ()):
        client = name not in {**model.get("execute", {}), **model.get("executeThrows", {})}
        asks = name in model.get("needsApproval", ())
        tools.tool(name=name, client=client, needs_approval=asks)(_function(name, model))
    return tools


def _function(name: str, model: Act) -> Callable[..., object]:
    def outcome() -> object:
        if name in model.get("executeThrows", {}):
            raise RuntimeError(model["executeThrows"][name])
        return model["execute"][name]

    def get_weather(city: str, days: int = 1) -> object:
        return outcome()

    def delete_file(path: str) -> object:
        return outcome()

    functions: dict[str, Callable[..., object]] = {"getWeather": get_weather, "deleteFile": delete_file}
    return functions[name]
