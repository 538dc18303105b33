"""What a client is to make of our answer: what it made of the SDK's server, but for what we do in our own way.

The reasons are those of ``contracts/differences.json``. What a change leads to is compared in full, our words included.
"""

from collections.abc import Callable
from dataclasses import dataclass

from service.errors import ServiceError, UpstreamError
from service.tool_job import FAILED
from service.upstream_errors import UpstreamReset

from .case import Case
from .generation import DATA_STREAM, Generation
from .scenario import Outcome
from .understanding import differ

ABORTED = "abort-server-side"
"""Nobody but a client aborts our answers: a test of its own has it stopped."""

UNASKED = "tool-approval"
"""Only who says that it is of ai 6 or 7 is asked: a test of its own shows what becomes of the others."""

NEWEST = frozenset({"5", "6", "7"})
"""Generations that stand for the newest release of their major."""

_WRONG_ARGUMENTS = "arguments.city is missing"


@dataclass(frozen=True, slots=True)
class OwnWay:
    """What we do in our own way.

    Attributes:
        reason: why.
        scenarios: where it shows.
        change: what becomes of the recorded outcome; for ai 4 and for later clients, None where nothing does.
    """

    reason: str
    scenarios: tuple[str, ...]
    change4: Callable[[Outcome], None] | None
    change: Callable[[Outcome], None] | None

    def apply(self, case: Case, outcome: Outcome) -> None:
        """Make the recorded outcome ours."""
        change = self.change4 if case.generation.major == DATA_STREAM else self.change
        if case.scenario.name in self.scenarios and change is not None:
            change(outcome)


def expected_of_us(case: Case, sdk: str | None) -> Outcome:
    """Return what the client is to report; ``sdk`` is what it says of itself."""
    outcome = case.scenario.expected
    for own in OURS:
        own.apply(case, outcome)
    differ(case.generation, case.scenario.name, outcome)
    _name_errors(case.generation, outcome)
    if case.generation.major > DATA_STREAM:
        if sdk is None and case.scenario.name == "tool-invalid-args":
            _say_in_older_words(outcome, newest=case.generation.name in NEWEST)
        _tell_of_the_end(outcome, known=sdk is not None or "uiMessages" in case.scenario.document)
    return outcome


def _failed4(error: ServiceError) -> Callable[[Outcome], None]:
    return lambda outcome: outcome.update(errors=[error.message], data=[{"type": "error", "code": error.code}])


def _failed(error: ServiceError) -> Callable[[Outcome], None]:
    def change(outcome: Outcome) -> None:
        code = {"type": "data-error", "data": {"code": error.code}, "transient": True}
        outcome.update(errors=[error.message], data=[code])
        for part in outcome["message"]["parts"]:
            if part["type"] == "text":
                part["state"] = "done"

    return change


def _refused(outcome: Outcome) -> None:
    body = f'{{"success":false,"error":"{UpstreamError().message}"}}'
    outcome.update(errors=[body], message=None, messageCount=1)


def _counted(outcome: Outcome) -> None:
    outcome["usage"] = {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7}


def _without_text(outcome: Outcome) -> None:
    outcome["message"]["parts"] = [part for part in outcome["message"]["parts"] if part["type"] != "text"]


def _result4(arguments: Outcome, words: str) -> Outcome:
    call = {"step": 0, "toolCallId": "call_1", "toolName": "getWeather", "args": arguments}
    return {"state": "result", **call, "result": {"error": words}}


def _answered4(outcome: Outcome, invocation: Outcome, **told: object) -> None:
    parts = [{"type": "step-start"}, {"type": "tool-invocation", "toolInvocation": invocation}]
    outcome["message"] |= {"parts": parts, "toolInvocations": [invocation]}
    outcome.update(status="ready", errors=[], **told)


def _wrong_arguments4(outcome: Outcome) -> None:
    usage = {"promptTokens": 20, "completionTokens": 9, "totalTokens": 29}
    _answered4(outcome, _result4({"town": 5}, _WRONG_ARGUMENTS), finishReason="tool-calls", usage=usage)


def _failed_tool4(outcome: Outcome) -> None:
    text, usage = "Sorry, the weather service failed.", {"promptTokens": 60, "completionTokens": 20, "totalTokens": 80}
    _answered4(outcome, _result4({"city": "Lyon"}, FAILED), finishReason="stop", usage=usage, text=text)
    outcome["message"]["content"] = text
    outcome["message"]["parts"] += [{"type": "step-start"}, {"type": "text", "text": text}]


def _tool_says(words: str) -> Callable[[Outcome], None]:
    def change(outcome: Outcome) -> None:
        outcome["message"]["parts"][1]["errorText"] = words

    return change


OURS = (
    OwnWay(
        "What an answer cost is told always, and not only where an application asks for it.",
        ("plain-text-defaults",),
        None,
        _counted,
    ),
    OwnWay(
        "A part opens with its first word: an empty one is sent back with the next request, where providers refuse it.",
        ("empty-text",),
        None,
        _without_text,
    ),
    OwnWay(
        "A failure before the first chunk is an HTTP error: there is no message.",
        ("error-before-start",),
        _refused,
        _refused,
    ),
    OwnWay(
        "An answer that breaks off is closed, and ends with the error's code and our words for it.",
        ("error-mid-stream", "error-unmasked"),
        _failed4(UpstreamError()),
        _failed(UpstreamError()),
    ),
    OwnWay(
        "So does one whose provider's connection breaks: ours to the client does not.",
        ("error-stream-throws",),
        _failed4(UpstreamReset()),
        _failed(UpstreamReset()),
    ),
    OwnWay(
        "A tool's failure is told in our words, and to ai 4 as a result: an error part would end the whole answer.",
        ("tool-server-error",),
        _failed_tool4,
        _tool_says(FAILED),
    ),
    OwnWay(
        "So are wrong arguments.",
        ("tool-invalid-args",),
        _wrong_arguments4,
        _tool_says(_WRONG_ARGUMENTS),
    ),
)


def _name_errors(generation: Generation, outcome: Outcome) -> None:
    """Give errors the name that this release has for them."""
    refused = generation.name == "7" and outcome["message"] is None
    name = "AI_APICallError" if refused else "Error"
    outcome["errors"] = [
        {"name": name, "message": error} if isinstance(error, str) else error for error in outcome["errors"]
    ]


def _say_in_older_words(outcome: Outcome, *, newest: bool) -> None:
    """Wrong arguments, for clients that may not know of such an error: a call that was begun, and failed."""
    call = {"type": "tool-getWeather", "toolCallId": "call_1", "state": "output-error", "input": {"town": 5}}
    usage = {"inputTokens": 20, "outputTokens": 9, "totalTokens": 29}
    # The newest releases keep what the model wrote, too.
    written = {"rawInput": '{"town":5}'} if newest else {}
    outcome["message"]["parts"] = [{"type": "step-start"}, {**call, **written, "errorText": _WRONG_ARGUMENTS}]
    outcome.update(status="ready", errors=[], usage=usage)


def _tell_of_the_end(outcome: Outcome, *, known: bool) -> None:
    """Usage without the SDK's details; why it ended, where the client is known to understand that."""
    usage, reason = outcome["usage"], outcome["finishReason"]
    if usage is not None:
        outcome["usage"] = {name: count for name, count in usage.items() if not name.endswith("Details")}
    # One that no client of 6 and 7 has a word for.
    named = "other" if reason == "unknown" else reason
    outcome["finishReason"] = named if known else None
