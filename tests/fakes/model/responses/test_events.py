"""What a stream of a response says, event by event, and that the one body says the same."""

import json
from typing import Any

import pytest

from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.responses.dialect import Responses
from fakes.model.saying import Call, FinishReason, Part, Reasoning, RedactedReasoning, Refusal, Saying, Text
from tests.fakes.model.openai.serving import Served
from tests.fakes.model.responses.typed_events import Event, check_event, check_response, events, kinds

TOOL = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}}
SUMMARY = {"reasoning": {"summary": "auto"}}
SEALED = {"include": ["reasoning.encrypted_content"]}

BEGIN = ["created", "in_progress"]
TEXT = ["content_part.added", "output_text.delta", "output_text.done", "content_part.done"]
REFUSAL = ["content_part.added", "refusal.delta", "refusal.done", "content_part.done"]
CALL = ["function_call_arguments.delta", "function_call_arguments.done"]
SUMMED = [
    "reasoning_summary_part.added",
    "reasoning_summary_text.delta",
    "reasoning_summary_text.done",
    "reasoning_summary_part.done",
]


def item(*inner: str) -> list[str]:
    return ["output_item.added", *inner, "output_item.done"]


ORDERS: dict[str, tuple[tuple[Part, ...], dict[str, Any], list[str]]] = {
    "text": ((Text("One two."),), {}, item(*TEXT)),
    "texts": ((Text("One."), Text("Two.")), {}, item(*TEXT, *TEXT)),
    "refusal": ((Refusal("I can not."),), {}, item(*REFUSAL)),
    "text and refusal": ((Text("Well."), Refusal("No.")), {}, item(*TEXT, *REFUSAL)),
    "call": ((Call("weather", '{"city":"Oslo"}'),), {}, item(*CALL)),
    "text and calls": (
        (Text("I look."), Call("weather"), Call("weather", '{"a":1}')),
        {},
        [*item(*TEXT), *item(*CALL), *item(*CALL)],
    ),
    "summary": ((Reasoning("Hm, so."), Text("Yes.")), SUMMARY, [*item(*SUMMED), *item(*TEXT)]),
    "no summary": ((Reasoning("Hm, so."), Text("Yes.")), {}, [*item(), *item(*TEXT)]),
    "sealed": ((Reasoning("Hm, so."), Text("Yes.")), SEALED, [*item(), *item(*TEXT)]),
    "redacted": ((RedactedReasoning("c2VjcmV0"), Text("Yes.")), {**SUMMARY, **SEALED}, [*item(), *item(*TEXT)]),
}


WHAT = {name: (parts, more) for name, (parts, more, _) in ORDERS.items()}


def request(**more: object) -> dict[str, object]:
    return {"model": "o3", "input": "Hello?", "tools": [TOOL], **more}


def streamed(served: Served, **more: object) -> list[Event]:
    status, headers, data = served.ask("/responses", request(stream=True, **more))
    assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8"), data
    assert headers["x-request-id"].startswith("req_")
    return events(data)


def without_ids(value: object) -> Any:  # noqa: ANN401 - a document of JSON
    """A document without the ids, which follow from the request's bytes."""
    if isinstance(value, dict):
        return {name: without_ids(member) for name, member in value.items() if name not in ("id", "encrypted_content")}
    if isinstance(value, list):
        return [without_ids(member) for member in value]
    return value


@pytest.mark.parametrize(("parts", "more", "order"), ORDERS.values(), ids=ORDERS)
def test_events_come_in_their_order_and_are_what_the_sdk_says_they_are(
    parts: tuple[Part, ...], more: dict[str, Any], order: list[str]
) -> None:
    found = streamed(Served(Saying(parts)), **more)

    assert kinds(found) == [*BEGIN, *order, "completed"]


@pytest.mark.parametrize(("parts", "more"), WHAT.values(), ids=WHAT)
@pytest.mark.parametrize("logprobs", [(), ("message.output_text.logprobs",)], ids=["plain", "rated"])
def test_one_body_says_what_the_stream_adds_up_to(
    parts: tuple[Part, ...],
    more: dict[str, Any],
    logprobs: tuple[str, ...],
) -> None:
    more = {**more, "include": [*more.get("include", ()), *logprobs], "top_logprobs": 2}
    served = Served(Saying(parts))
    last = streamed(served, **more)[-1]["response"]
    body = served.answer("/responses", request(**more))

    check_response(body)
    said = without_ids(body)
    calls = [each for each in said["output"] if each["type"] == "function_call"]
    for call, other in zip(calls, (each for each in last["output"] if each["type"] == "function_call"), strict=True):
        # Their ids follow from the request, too.
        call["call_id"] = other["call_id"]
    assert said == without_ids(last)


@pytest.mark.parametrize(("parts", "more"), WHAT.values(), ids=WHAT)
def test_every_event_names_the_item_and_the_place_it_belongs_to(
    parts: tuple[Part, ...],
    more: dict[str, Any],
) -> None:
    found = streamed(Served(Saying(parts)), **more)

    output = found[-1]["response"]["output"]
    assert [event["item"] for event in found if event["type"] == "response.output_item.done"] == output
    for event in found:
        if "item_id" in event:
            assert output[event["output_index"]]["id"] == event["item_id"]
        if event["type"].endswith("content_part.done"):
            assert output[event["output_index"]]["content"][event["content_index"]] == event["part"]
    assert len({each["id"] for each in output}) == len(output)


def test_deltas_joined_are_what_is_done() -> None:
    parts = (Reasoning("I think so."), Text("One two three."), Call("weather", '{"city":"Oslo"}'))
    found = streamed(Served(Saying(parts)), **SUMMARY)

    for name, key, text in (
        ("reasoning_summary_text", "text", "I think so."),
        ("output_text", "text", "One two three."),
        ("function_call_arguments", "arguments", '{"city":"Oslo"}'),
    ):
        deltas = [event["delta"] for event in found if event["type"] == f"response.{name}.delta"]
        (done,) = [event for event in found if event["type"] == f"response.{name}.done"]
        assert len(deltas) > 1
        assert "".join(deltas) == done[key] == text


def test_a_call_is_named_from_its_beginning() -> None:
    found = streamed(Served(Saying((Call("weather", "{}", id="call_mine"),))))

    (added,) = [event["item"] for event in found if event["type"] == "response.output_item.added"]
    assert added == {
        "id": added["id"],
        "type": "function_call",
        "status": "in_progress",
        "arguments": "",
        "call_id": "call_mine",
        "name": "weather",
    }
    assert added["id"].startswith("fc_")
    assert found[-1]["response"]["output"] == [{**added, "status": "completed", "arguments": "{}"}]


def test_the_events_that_begin_hold_a_response_of_which_nothing_is_said() -> None:
    created, in_progress, *_, completed = streamed(Served(Saying((Text("Yes."),))))

    assert created["response"] == in_progress["response"]
    begun, ended = created["response"], completed["response"]
    assert (begun["status"], begun["output"], begun["usage"], begun["completed_at"]) == ("in_progress", [], None, None)
    assert (ended["status"], ended["completed_at"]) == ("completed", ended["created_at"])
    changed = ("status", "output", "usage", "completed_at", "service_tier")
    assert {name: ended[name] for name in ended if name not in changed} == {
        name: begun[name] for name in begun if name not in changed
    }


@pytest.mark.parametrize(
    ("more", "finish", "reason"),
    [({"max_output_tokens": 16}, None, "max_output_tokens"), ({}, "content_filter", "content_filter")],
    ids=["limit", "filter"],
)
def test_what_is_cut_off_is_incomplete_and_says_why(
    more: dict[str, Any], finish: FinishReason | None, reason: str
) -> None:
    saying = Saying((Call("weather"), Text("word " * 40)), finish)
    served = Served(saying)
    *_, done, last = streamed(served, **more)

    response = last["response"]
    assert (last["type"], response["status"]) == ("response.incomplete", "incomplete")
    assert (response["incomplete_details"], response["completed_at"]) == ({"reason": reason}, None)
    assert [each["status"] for each in response["output"]] == ["completed", "incomplete"]
    assert done["item"]["status"] == "incomplete"
    assert served.answer("/responses", request(**more))["incomplete_details"] == {"reason": reason}


def test_an_answer_of_which_nothing_may_be_said_has_no_items() -> None:
    found = streamed(Served(Saying((Refusal(""),))))

    assert kinds(found) == [*BEGIN, "completed"]
    assert found[-1]["response"]["output"] == []


def test_reasoning_is_billed_sealed_and_summarized_as_it_is_asked_for() -> None:
    saying = Saying((Reasoning("I think so."), Text("Yes.")))

    plain, summed, sealed = (
        Served(saying).answer("/responses", request(**more)) for more in ({}, SUMMARY, {**SUMMARY, **SEALED})
    )

    thoughts = [{"type": "summary_text", "text": "I think so."}]
    assert plain["output"][0]["summary"] == []
    assert summed["output"][0]["summary"] == sealed["output"][0]["summary"] == thoughts
    assert ["encrypted_content" in body["output"][0] for body in (plain, summed, sealed)] == [False, False, True]
    assert sealed["output"][0]["encrypted_content"]
    assert [body["usage"]["output_tokens_details"]["reasoning_tokens"] for body in (plain, summed, sealed)] == [4] * 3
    assert plain["usage"]["output_tokens"] == 6
    assert plain["usage"]["total_tokens"] == plain["usage"]["input_tokens"] + 6


def test_what_only_the_provider_can_read_is_handed_on_as_it_is() -> None:
    saying = Saying((RedactedReasoning("c2VjcmV0"), Text("Yes.")))

    assert Served(saying).answer("/responses", request(**SEALED))["output"][0]["encrypted_content"] == "c2VjcmV0"


REASONS = {
    "a plain model": ("gpt-4o", {**SUMMARY, **SEALED}, []),
    "a reasoning model": ("o4-mini", {}, ["reasoning"]),
    "a reasoning model that may not": ("gpt-5.1", {"reasoning": {"effort": "none", "summary": "auto"}}, []),
    "this server's, plainly": ("fake/default", {}, []),
    "this server's, summarized": ("fake/default", SUMMARY, ["reasoning"]),
    "this server's, sealed": ("fake/default", SEALED, ["reasoning"]),
}


@pytest.mark.parametrize(("model", "more", "reasons"), REASONS.values(), ids=REASONS)
def test_only_models_that_reason_show_that_they_do(model: str, more: dict[str, Any], reasons: list[str]) -> None:
    saying = Saying((Reasoning("I think so."), Text("Yes.")))
    body = Served(saying).answer("/responses", request(model=model, **more))

    assert [each["type"] for each in body["output"]] == [*reasons, "message"]


def test_probabilities_are_told_where_they_are_included() -> None:
    more = {"include": ["message.output_text.logprobs"], "top_logprobs": 2}
    found = streamed(Served(Saying((Text("One two."), Refusal("No.")))), **more)

    told = [event["logprobs"] for event in found if event["type"] == "response.output_text.delta"]
    (done,) = [event["logprobs"] for event in found if event["type"] == "response.output_text.done"]
    assert [len(each) for each in told] == [1] * len(told)
    assert [each[0] for each in told] == done
    assert [len(each["top_logprobs"]) for each in done] == [2] * len(done)
    part = found[-1]["response"]["output"][0]["content"][0]
    assert [bytes(each["bytes"]).decode() for each in part["logprobs"]] == [each["token"] for each in done]
    assert "".join(each["token"] for each in done) == "One two."


def test_the_same_request_gets_the_same_bytes() -> None:
    assert Served().ask("/responses", request(stream=True)) == Served().ask("/responses", request(stream=True))
    assert Served().ask("/responses", request()) != Served().ask("/responses", request(user="another"))


@pytest.mark.parametrize(
    ("error", "code", "param"),
    [
        (ApiError(500, "It broke."), "server_error", None),
        (ApiError(429, "It broke.", code="rate_limit_exceeded"), "rate_limit_exceeded", None),
        (ApiError.of(FieldError("input", "is wrong", "invalid_value")), "invalid_value", "input"),
    ],
    ids=["server", "rate", "field"],
)
def test_an_error_in_a_stream_is_an_event_of_its_own(error: ApiError, code: str, param: str | None) -> None:
    name, line, _, _ = Responses().stream_error(error).split(b"\n")

    event = json.loads(line.removeprefix(b"data: "))
    check_event(event)
    assert (name, event["type"]) == (b"event: error", "error")
    assert (event["code"], event["param"], event["sequence_number"]) == (code, param, 0)
