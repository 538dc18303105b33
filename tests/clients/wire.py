"""Bytes in the clients' two formats, written by hand: also those that no server should send."""

import json
from typing import Any

DONE = b"data: [DONE]\n\n"


def ui(*chunks: dict[str, Any]) -> bytes:
    """Chunks of a UI message stream."""
    return b"".join(f"data: {json.dumps(chunk)}\n\n".encode() for chunk in chunks)


def text(words: str, part_id: str = "t") -> tuple[dict[str, Any], ...]:
    """A text part."""
    return (
        {"type": "text-start", "id": part_id},
        {"type": "text-delta", "id": part_id, "delta": words},
        {"type": "text-end", "id": part_id},
    )


def server_tool() -> tuple[dict[str, Any], ...]:
    """A call and its result."""
    return (
        {"type": "tool-input-available", "toolCallId": "c", "toolName": "getWeather", "input": {}},
        {"type": "tool-output-available", "toolCallId": "c", "output": 21},
    )


START = {"type": "start", "messageId": "m"}
STEP = {"type": "start-step"}
STEP_END = {"type": "finish-step"}
FINISH = {"type": "finish"}


def data(*parts: tuple[str, Any]) -> bytes:
    """Lines of a data stream."""
    return b"".join(f"{code}:{json.dumps(value)}\n".encode() for code, value in parts)


TOOL4 = (
    ("9", {"toolCallId": "c", "toolName": "getWeather", "args": {}}),
    ("a", {"toolCallId": "c", "result": 21}),
)
STEP4 = ("f", {"messageId": "m"})
STEP_END4 = ("e", {"finishReason": "stop"})
FINISH4 = ("d", {"finishReason": "stop"})
