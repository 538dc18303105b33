"""What a real model could not have produced, in scenarios.

- An answer without words, unless it was cut off (``length``) or held back (``content_filter``); an empty part.
- ``finish: tool_calls`` without a call. ``finish: stop`` behind nothing but calls, except in chat completions, where a
  forced call ends so. ``finish: content_filter`` with calls. A refusal beside calls.
- A call with arguments that are not a JSON object, or a name that no API allows, unless it is ``unoffered``; one id for
  two calls.
- Reasoning in chat completions of OpenAI, which never show it, unless it is ``aloud``; reasoning behind text or calls
  in an API that keeps it in one place before them.
- Half a character (a lone surrogate), which no API can send.

Only scenarios that are bound to dialects are held against what these dialects have.
"""

import re
from collections.abc import Iterator, Mapping

from fakes.model.field import FieldError
from fakes.model.saying import Call, FinishReason, Part, Reasoning, RedactedReasoning, Refusal, Text
from fakes.model.scenario.parts import arguments_complaint
from fakes.model.scenario.scenario import Scenario

_WITHOUT_REASONING = frozenset(("openai", "azure", "completions"))
# Who speak it like others do have a place for thoughts.
_ROOMY = "openai"
# Thoughts are items or blocks of their own there, and may follow anything.
_INTERLEAVED = frozenset(("anthropic", "bedrock", "converse", "gemini", "responses", "vertex"))
_FORCED_CALL_STOPS = frozenset(("openai", "azure"))
_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_THOUGHTS = Reasoning | RedactedReasoning

Written = tuple[str, FinishReason | None, tuple[Part, ...]]
"""A saying that is written down: its path, why it ends, and its parts."""


def implausible(scenario: Scenario) -> Iterator[FieldError]:
    """Yield what a real model could not have produced."""
    dialects = frozenset(scenario.match.dialects)
    ids: set[str] = set()
    for path, finish, parts in _written(scenario):
        for at, part in enumerate(parts):
            yield from _part_complaints(f"{path}[{at}]", part, template=scenario.template)
            if isinstance(part, Call) and part.id:
                if part.id in ids:
                    yield _wrong(f"{path}[{at}].call.id", f"is '{part.id}', as of another call")
                ids.add(part.id)
        yield from _whole_complaints(path, parts, finish)
        yield from _finish_complaints(path, parts, finish, dialects)
        yield from _thought_complaints(path, parts, dialects)


def _written(scenario: Scenario) -> Iterator[Written]:
    for act in scenario.acts:
        for choice, saying in enumerate(act.sayings):
            if isinstance(saying, tuple):
                place = f"choices[{choice - 1}]" if choice else "say"
                yield f"{act.path}.{place}", act.finish, saying


def _part_complaints(path: str, part: Part, *, template: bool) -> Iterator[FieldError]:
    for name, text in _texts(part).items():
        if any("\ud800" <= char <= "\udfff" for char in text):
            yield _wrong(f"{path}.{name}", "holds half a character (a lone surrogate), which no model sends")
    if isinstance(part, Call):
        yield from () if part.unoffered else _call_complaints(path, part, template=template)
    elif not next(iter(_texts(part).values())):
        yield _wrong(path, "is empty, and a model does not begin a part to say nothing")


def _texts(part: Part) -> Mapping[str, str]:
    match part:
        case Text(text):
            return {"text": str(text)}
        case Reasoning(text, signature):
            return {"reasoning": text, "signature": signature}
        case RedactedReasoning(data):
            return {"redacted_reasoning": data}
        case Refusal(text):
            return {"refusal": text}
        case Call():
            return {"call.name": part.name, "call.arguments": part.arguments, "call.id": part.id}
        case _:
            # Pages and files are no words, and no file of scenarios has them.
            return {"url": part.url}


def _call_complaints(path: str, call: Call, *, template: bool) -> Iterator[FieldError]:
    if not _NAME.fullmatch(call.name):
        yield _wrong(f"{path}.call.name", f"is '{call.name}', which no API takes as the name of a tool")
    # What a template makes of them is checked when it has.
    complaint = "" if template else arguments_complaint(call.arguments)
    if complaint:
        yield _wrong(f"{path}.call.arguments", f"{complaint}; a call that goes wrong needs 'unoffered: true'")


def _whole_complaints(path: str, parts: tuple[Part, ...], finish: FinishReason | None) -> Iterator[FieldError]:
    if not parts and finish not in ("length", "content_filter"):
        yield _wrong(path, "is empty; only an answer with finish 'length' or 'content_filter' can be")
    if _has(parts, Refusal) and _has(parts, Call):
        yield _wrong(path, "refuses and calls tools, and no model does both")


def _finish_complaints(
    path: str, parts: tuple[Part, ...], finish: FinishReason | None, dialects: frozenset[str]
) -> Iterator[FieldError]:
    place = f"{path.rpartition('.')[0]}.finish"
    calls = _has(parts, Call)
    if finish == "tool_calls" and not calls:
        yield _wrong(place, "is 'tool_calls', and no tool is called")
    if finish == "content_filter" and calls:
        yield _wrong(place, "is 'content_filter', and what is held back calls no tools")
    spoken = [part for part in parts if not isinstance(part, _THOUGHTS)]
    if finish == "stop" and calls and not dialects & _FORCED_CALL_STOPS and all(isinstance(p, Call) for p in spoken):
        yield _wrong(place, "is 'stop' behind nothing but calls; only a forced call in dialect 'openai' ends so")


def _thought_complaints(path: str, parts: tuple[Part, ...], dialects: frozenset[str]) -> Iterator[FieldError]:
    if not dialects:
        return
    names = ", ".join(sorted(dialects))
    spoken = False
    for at, part in enumerate(parts):
        if not isinstance(part, _THOUGHTS):
            spoken = True
        elif dialects <= _WITHOUT_REASONING - ({_ROOMY} if isinstance(part, Reasoning) and part.aloud else set()):
            yield _wrong(f"{path}[{at}]", f"is reasoning, which the dialect {names} never shows")
        elif spoken and not dialects & _INTERLEAVED:
            yield _wrong(f"{path}[{at}]", f"is reasoning behind what was said, for which {names} has no place")


def _has(parts: tuple[Part, ...], kind: type[Part]) -> bool:
    return any(isinstance(part, kind) for part in parts)


def _wrong(path: str, complaint: str) -> FieldError:
    return FieldError(path, complaint, "implausible")
