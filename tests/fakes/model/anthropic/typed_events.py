"""What the API says, held to the types of the real client: everything required, nothing else."""

import json
from functools import cache
from typing import Any, get_args

from anthropic import BaseModel
from anthropic.types import Message, RawMessageStreamEvent
from anthropic.types.shared import ErrorResponse

Event = dict[str, Any]

PING: Event = {"type": "ping"}
"""The SDK has no type for it: it does not let it through."""


@cache
def _models() -> dict[str, type[BaseModel]]:
    union = get_args(RawMessageStreamEvent)[0]
    return {name: model for model in get_args(union) for name in get_args(model.model_fields["type"].annotation)}


def check_message(message: object) -> None:
    """Assert that it is a message."""
    Message.model_validate_json(json.dumps(message), strict=True, extra="forbid")


def check_error(error: object) -> None:
    """Assert that it is an error."""
    ErrorResponse.model_validate_json(json.dumps(error), strict=True, extra="forbid")


def events(data: bytes) -> list[Event]:
    """The events of a stream, each checked: its name, its type."""
    *parts, nothing = data.split(b"\n\n")
    assert nothing == b""
    found = []
    for part in parts:
        name, line = part.split(b"\n")
        event: Event = json.loads(line.removeprefix(b"data: "))
        assert name == b"event: " + event["type"].encode()
        if event["type"] == "error":
            check_error(event)
        elif event != PING:
            _models()[event["type"]].model_validate_json(json.dumps(event), strict=True, extra="forbid")
        found.append(event)
    return found


def kinds(found: list[Event]) -> list[str]:
    """The types of events and deltas, one for several deltas in a row."""
    names = [event["delta"]["type"] if event["type"] == "content_block_delta" else event["type"] for event in found]
    return [name for at, name in enumerate(names) if at == 0 or name != names[at - 1] or not name.endswith("_delta")]
