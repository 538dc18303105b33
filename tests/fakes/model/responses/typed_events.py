"""The events of a response's stream, held to the types of the real client."""

import json
from functools import cache
from typing import Any, get_args

import openai
from openai.types.responses import Response, ResponseStreamEvent

Event = dict[str, Any]


@cache
def _models() -> dict[str, type[openai.BaseModel]]:
    union = get_args(ResponseStreamEvent)[0]
    return {name: model for model in get_args(union) for name in get_args(model.model_fields["type"].annotation)}


def check_response(response: object) -> None:
    """Assert that a response is what the SDK says it is: everything required, nothing else."""
    Response.model_validate_json(json.dumps(response), strict=True, extra="forbid")


def events(data: bytes) -> list[Event]:
    """The events of a stream, each checked: its name, its number, its type."""
    *parts, nothing = data.split(b"\n\n")
    assert nothing == b""
    found = []
    for number, part in enumerate(parts):
        name, line = part.split(b"\n")
        event: Event = json.loads(line.removeprefix(b"data: "))
        assert name == b"event: " + event["type"].encode()
        assert event["sequence_number"] == number
        check_event(event)
        found.append(event)
    return found


def check_event(event: Event) -> None:
    """Assert that an event is what the SDK says it is."""
    _models()[event["type"]].model_validate_json(json.dumps(event), strict=True, extra="forbid")


def kinds(found: list[Event]) -> list[str]:
    """The types of events, without the prefix they share, one for several deltas in a row."""
    names = [event["type"].removeprefix("response.") for event in found]
    return [name for at, name in enumerate(names) if at == 0 or name != names[at - 1]]
