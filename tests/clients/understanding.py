"""What each release makes of a recorded answer, which is not always what the newest of its major does."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .generation import Generation
from .scenario import Outcome, Scenario

_FINISH_REASON = re.compile(rb'"finishReason":"[^"]*",?')


@dataclass(frozen=True, slots=True)
class Understanding:
    """A release and a scenario.

    Attributes:
        body: what is served, where the recorded bytes are fatal for every answer of an old release.
        expected: what its client reports.
    """

    body: bytes
    expected: Outcome


def understanding(generation: Generation, scenario: Scenario) -> Understanding:
    """Return what this release is to make of the scenario."""
    body, expected = scenario.body, scenario.expected
    if generation.name == "5.0.0":
        # The field came with 5.0.92; before, every chunk with an unknown field is fatal.
        body = _FINISH_REASON.sub(b"", body).replace(b'"finish",}', b'"finish"}')
        expected["finishReason"] = None
    differ(generation, scenario.name, expected)
    return Understanding(body, expected)


def differ(generation: Generation, name: str, expected: Outcome) -> None:
    """Change what the newest release of the major makes of a scenario to what this one does."""
    for change in _DIFFERENCES.get(generation.name, ()):
        change(name, expected)


def _without_steps(name: str, expected: Outcome) -> None:
    """ai 4.1 has no step-start, and shows no message for an answer that brings nothing else."""
    message = expected["message"]
    if message is None:
        return
    message["parts"] = [part for part in message["parts"] if part["type"] != "step-start"]
    if not message["parts"]:
        expected.update(message=None, messageCount=1)


def _without_reasoning_ids(name: str, expected: Outcome) -> None:
    """The first release of each major from 5 on."""
    message = expected["message"] or {"parts": ()}
    for part in message["parts"]:
        if part["type"] == "reasoning":
            del part["id"]


def _without_tool_input_errors(name: str, expected: Outcome) -> None:
    """5.0.0 knows no such chunk, and ends there."""
    if name == "tool-invalid-args":
        del expected["message"]["parts"][1:], expected["message"]["metadata"]["usage"]
        expected.update(status="error", usage=None, errors=[_UNKNOWN])


def _without_abort_reasons(name: str, expected: Outcome) -> None:
    """6.0.0 knows the chunk without its reason, and ends there."""
    if name == "abort-server-side":
        expected.update(status="error", errors=[_UNKNOWN])


def _with_raw_input(name: str, expected: Outcome) -> None:
    """7.0.0 still has it as 6 does."""
    if name == "tool-invalid-args":
        part = expected["message"]["parts"][1]
        part["rawInput"] = part.pop("input")


_UNKNOWN = {"name": "AI_TypeValidationError"}
"""An error whose message is a page of zod's."""

_DIFFERENCES: dict[str, tuple[Callable[[str, Outcome], None], ...]] = {
    "4.1": (_without_steps,),
    "5.0.0": (_without_reasoning_ids, _without_tool_input_errors),
    "6.0.0": (_without_reasoning_ids, _without_abort_reasons),
    "7.0.0": (_without_reasoning_ids, _with_raw_input),
}


def without_pages(outcome: Outcome) -> Outcome:
    """Return the outcome without the messages that zod writes."""
    errors = [_UNKNOWN if error["name"] == _UNKNOWN["name"] else error for error in outcome["errors"]]
    return {**outcome, "errors": errors}
