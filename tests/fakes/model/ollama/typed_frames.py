"""What Ollama says, held to the types of its client."""

import json
from typing import Any

import ollama


def check(line: dict[str, Any]) -> None:
    """Assert that it is a line of a stream, or a whole answer: everything required, nothing else."""
    model = ollama.ChatResponse if "message" in line else ollama.GenerateResponse
    model.model_validate_json(json.dumps(line), strict=True, extra="forbid")
