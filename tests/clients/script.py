"""What a scripted model does in one step, in short: arrivals of tests.scripted_model."""

import json

from service.model import FinishChunk, TextChunk, ToolCallChunk, UsageChunk
from service.usage import Usage
from tests.scripted_model import Arrival

USAGE = UsageChunk(Usage(3, 4))
STOP: Arrival = (FinishChunk("stop"), USAGE)


def says(*words: str | Arrival) -> tuple[Arrival, ...]:
    """Text, or whatever else happens between it; and that is all."""
    return (*((TextChunk(word),) if isinstance(word, str) else word for word in words), STOP)


def calls(*tools: tuple[str, object], text: str = "") -> tuple[Arrival, ...]:
    """Text, and then calls of these tools with these arguments, which get the ids ``call_0`` and so on."""
    chunks = [
        (ToolCallChunk(number, f"call_{number}", name, json.dumps(arguments)),)
        for number, (name, arguments) in enumerate(tools)
    ]
    return ((TextChunk(text),), *chunks, (FinishChunk("tool-calls"), USAGE))
