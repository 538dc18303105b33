"""The same answer without any client: a plain HTTP request, and what its lines say."""

import json
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The ``d:`` line."""

    reason: str
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a data stream holds.

    Attributes:
        text: the ``0:`` lines, joined.
        error: the ``3:`` line, if there is one.
        finish: the ``d:`` line, if there is one.
    """

    text: str
    error: str | None
    finish: Finish | None


def ask(api: str, body: str) -> Answer:
    """Send a body as it is, and return the answer."""
    response = httpx.post(
        api,
        content=body.encode(),
        headers={"content-type": "application/json"},
        timeout=60,
        # The service is on this machine; no proxy is asked.
        trust_env=False,
    )
    return parse(response.raise_for_status().content)


def parse(stream: bytes) -> Answer:
    """Return what these lines say."""
    # Only a line feed ends a line here; str.splitlines knows many more.
    lines = [line.split(":", 1) for line in stream.decode().split("\n") if line]
    parts = [(code, json.loads(value)) for code, value in lines]
    finishes = [value for code, value in parts if code == "d"]
    return Answer(
        text="".join(value for code, value in parts if code == "0"),
        error=next((value for code, value in parts if code == "3"), None),
        finish=_finish(finishes[0]["finishReason"], finishes[0]["usage"]) if finishes else None,
    )


def _finish(reason: str, usage: dict[str, int]) -> Finish:
    return Finish(reason=reason, prompt_tokens=usage["promptTokens"], completion_tokens=usage["completionTokens"])
