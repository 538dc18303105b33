"""The oracle in ``tests/vectors/conversion.json`` is what the real AI SDK sends to OpenAI for the same messages."""

import json
from pathlib import Path
from typing import NotRequired, TypedDict

import pytest

from service.approvals import read_approvals
from service.errors import InvalidRequest
from service.field import JSON, Field
from service.messages import ToolMessage
from service.providers.openai_messages import to_openai
from service.ui_messages import MessageLimits, read_messages


class Case(TypedDict):
    messages: list[JSON]
    generateTextTools: NotRequired[str]
    openaiMessages: NotRequired[list[dict[str, JSON]]]
    convertError: NotRequired[JSON]
    openaiError: NotRequired[JSON]


_VECTORS = Path(__file__).parent.parent / "vectors" / "conversion.json"
SDKS: dict[str, dict[str, Case]] = json.loads(_VECTORS.read_text())["sdks"]
CASES = {f"ai {sdk}, {name}": case for sdk, cases in SDKS.items() for name, case in cases.items()}
SENT = {name: case["openaiMessages"] for name, case in CASES.items() if "openaiMessages" in case}
"""What the SDK sends, wherever it sends anything."""

Q: JSON = {"role": "user", "content": "Q"}
NEVER_MIND: JSON = {"role": "user", "content": "never mind"}
READABLE = "images, PDF, WAV, MP3 and text are read"

CONTRADICTED = {
    "ai 5, tool-input-streaming": "ai 6, tool-input-streaming",
    "ai 5, tool-output-denied": "ai 6, tool-output-denied",
    "ai 7, tool-output-denied": "ai 6, tool-output-denied",
    "ai 7, tool-output-error": "ai 6, tool-output-error",
}
"""Where the SDK's majors send different things for the very same request, which does not say whose it is; and whose
answer to it we take. ai 5 sends an empty message, and a call without its result; ai 7 wraps a text in an object."""

UNANSWERED: dict[str, list[JSON]] = {
    "ai 5, tool-input-available": [Q],
    "ai 5, tool-approval-requested": [Q],
    "ai 5, tool-unanswered-then-user": [Q, NEVER_MIND],
}
"""Where ai 5 sends a call without its result. OpenAI refuses that, and so the conversation would be over."""

TOLERATED: dict[str, list[JSON]] = {
    **{f"ai {sdk}, user-no-parts-array": [Q] for sdk in "567"},
    **{f"ai {sdk}, user-text-file": [{"role": "user", "content": "héllo"}] for sdk in "567"},
    # A call that nobody answered must not end the conversation: it is left out.
    **{f"ai 4, {name}": [Q, {"role": "assistant", "content": ""}] for name in ("tool-call-unanswered", "tool-partial")},
    **{f"ai {sdk}, {name}": [Q] for sdk in "67" for name in ("tool-input-available", "tool-approval-requested")},
    **{f"ai {sdk}, tool-unanswered-then-user": [Q, NEVER_MIND] for sdk in "67"},
}
"""Where the SDK throws and we do not, and what we send."""

REFUSED = {
    "ai 4, user-attachment-no-type": (
        f"messages[0].experimental_attachments[0].url is of type application/zip, and only {READABLE}"
    ),
    **{f"ai {sdk}, unknown-role": "messages[0].role is not system, user, assistant or data: robot" for sdk in "4567"},
}
"""Where the SDK throws, and so do we."""

SAME = [name for name in SENT if name not in {*CONTRADICTED, *UNANSWERED}]


def convert(case: Case) -> list[dict[str, JSON]]:
    """Return what is sent, with the result of a tool that the user has allowed where the SDK has run it."""
    messages = Field([*case["messages"]], "messages")
    allowed = [answer.call_id for answer in read_approvals(messages)] if "generateTextTools" in case else []
    read = read_messages(messages, MessageLimits(messages=10, characters=100), awaited=allowed)
    return to_openai([*read, *(ToolMessage(call_id, '{"temp":21}') for call_id in allowed)])


def unanswered(messages: list[dict[str, JSON]]) -> list[JSON]:
    """Return the ids of the calls that are not followed by their results at once."""
    waiting: list[JSON] = []
    missed: list[JSON] = []
    for message in messages:
        if message["role"] == "tool":
            waiting.remove(message["tool_call_id"])
            continue
        missed += waiting
        calls = message.get("tool_calls")
        waiting = [call["id"] for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    return [*missed, *waiting]


def test_every_case_of_every_sdk_is_looked_at() -> None:
    assert {sdk: len(cases) for sdk, cases in SDKS.items()} == {"4": 24, "5": 31, "6": 32, "7": 32}
    assert len(SENT) == 100
    assert CASES.keys() - SENT.keys() == {*TOLERATED, *REFUSED}
    assert all("convertError" in CASES[name] or "openaiError" in CASES[name] for name in (*TOLERATED, *REFUSED))


@pytest.mark.parametrize("name", SAME)
def test_what_is_sent_is_what_the_sdk_sends(name: str) -> None:
    assert convert(CASES[name]) == SENT[name]


@pytest.mark.parametrize(("name", "meant"), CONTRADICTED.items())
def test_where_the_sdks_contradict_each_other_one_is_followed(name: str, meant: str) -> None:
    assert CASES[name]["messages"] == CASES[meant]["messages"]
    assert convert(CASES[name]) == SENT[meant] != SENT[name]


@pytest.mark.parametrize(("name", "messages"), UNANSWERED.items())
def test_a_call_that_openai_would_refuse_is_left_out(name: str, messages: list[JSON]) -> None:
    assert unanswered(SENT[name]) == ["c1"]
    assert convert(CASES[name]) == messages


@pytest.mark.parametrize(("name", "messages"), TOLERATED.items())
def test_we_are_tolerant_where_the_sdk_throws(name: str, messages: list[JSON]) -> None:
    assert convert(CASES[name]) == messages


@pytest.mark.parametrize(("name", "complaint"), REFUSED.items())
def test_what_is_not_read_is_refused_by_name(name: str, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        convert(CASES[name])
    assert caught.value.message == complaint


@pytest.mark.parametrize("name", [name for name in CASES if name not in REFUSED])
def test_results_follow_their_calls_at_once(name: str) -> None:
    assert unanswered(convert(CASES[name])) == []
