"""Responses are remembered: later requests go on from them, and they can be read, listed and forgotten."""

import json
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from openai.types.responses import ResponseItemList

from fakes.model.responses.store import CAPACITY, ResponseStore, StoredResponse
from fakes.model.saying import Call, Saying, Text
from tests.fakes.model.openai.serving import Asked, Served
from tests.fakes.model.responses.typed_events import check_response, events

TOOL = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}}
ONE, TWO, THREE = Saying((Text("One."),)), Saying((Text("Two."),)), Saying((Text("Three."),))


def request(question: object = "Hello?", **more: object) -> dict[str, object]:
    return {"model": "gpt-4o", "input": question, **more}


def items(served: Served, name: str, query: str = "") -> list[Asked]:
    listed = served.answer(f"/responses/{name}/input_items{query}", method="GET")
    ResponseItemList.model_validate_json(json.dumps(listed), strict=True, extra="forbid")
    found: list[Asked] = listed["data"]
    assert (listed["first_id"], listed["last_id"]) == (found[0]["id"], found[-1]["id"])
    return found


def said(found: Sequence[Asked]) -> list[tuple[str, str]]:
    """Who said what."""
    return [(item["role"], item["content"][0]["text"]) for item in found]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_a_response_can_be_read_again_as_it_was_sent(stream: bool) -> None:  # noqa: FBT001 - a row of the table
    served = Served(ONE)
    _, _, data = served.ask("/responses", request(stream=stream))
    sent = events(data)[-1]["response"] if stream else json.loads(data)

    assert served.answer(f"/responses/{sent['id']}", method="GET") == sent
    check_response(sent)


def test_a_stream_is_stored_before_its_last_event_leaves_and_not_earlier() -> None:
    served = Served(ONE)
    reply = served.post("/responses", request(stream=True))

    stored = [(len(served.session.responses), frame.data.partition(b"\n")[0]) for frame in reply.body.frames]

    assert [name for number, name in stored if number] == [b"event: response.completed"]


def test_what_is_not_to_be_stored_is_not() -> None:
    served = Served(ONE)
    name = served.answer("/responses", request(store=False))["id"]

    assert len(served.session.responses) == 0
    assert served.error(f"/responses/{name}", method="GET")[0] == 404


def test_a_later_request_goes_on_from_an_earlier_response() -> None:
    served = Served(ONE)
    first = served.answer("/responses", request("Who?", instructions="Be brief."))
    second = served.answer("/responses", request("Why?", previous_response_id=first["id"]))
    third = served.answer("/responses", request("When?", previous_response_id=second["id"], instructions="Be long."))

    spoken = [("user", "Who?"), ("assistant", "One."), ("user", "Why?"), ("assistant", "One."), ("user", "When?")]
    assert said(items(served, third["id"], "?order=asc")) == spoken
    assert (second["previous_response_id"], second["instructions"]) == (first["id"], None)
    assert third["instructions"] == "Be long."
    assert first["usage"]["input_tokens"] < second["usage"]["input_tokens"] < third["usage"]["input_tokens"]


def test_instructions_are_not_carried_over() -> None:
    served = Served(ONE)
    plain = served.answer("/responses", request("Who?"))
    instructed = served.answer("/responses", request("Who?", instructions="Be brief, please, and kind to all."))

    after = [
        served.answer("/responses", request("Why?", previous_response_id=each["id"]))["usage"]["input_tokens"]
        for each in (plain, instructed)
    ]
    assert after[0] == after[1]
    assert plain["usage"]["input_tokens"] < instructed["usage"]["input_tokens"]


def test_a_request_may_go_on_without_saying_anything_new() -> None:
    served = Served(ONE)
    first = served.answer("/responses", request("Who?"))
    second = served.answer("/responses", {"model": "gpt-4o", "previous_response_id": first["id"]})

    assert said(items(served, second["id"], "?order=asc")) == [("user", "Who?"), ("assistant", "One.")]


def test_the_output_of_a_stored_call_needs_only_the_id() -> None:
    served = Served(Saying((Call("weather", "{}"),)))
    first = served.answer("/responses", request("Rain?", tools=[TOOL]))
    (call,) = first["output"]
    output = {"type": "function_call_output", "call_id": call["call_id"], "output": "Sun."}

    second = served.answer("/responses", request([output], previous_response_id=first["id"], tools=[TOOL]))

    listed = items(served, second["id"], "?order=asc")
    assert [item["type"] for item in listed] == ["message", "function_call", "function_call_output"]
    assert listed[1] == call


def test_a_repeated_request_stores_the_same_again() -> None:
    served = Served(ONE)

    assert served.answer("/responses", request()) == served.answer("/responses", request())
    assert len(served.session.responses) == 1


def test_an_item_may_be_named_instead_of_repeated() -> None:
    served = Served(ONE)
    first = served.answer("/responses", request("Who?"))
    named = [
        {"type": "item_reference", "id": first["output"][0]["id"]},
        {"id": items(served, first["id"])[0]["id"]},
        {"role": "user", "content": "Why?"},
    ]

    second = served.answer("/responses", request(named))

    assert said(items(served, second["id"], "?order=asc")) == [
        ("assistant", "One."),
        ("user", "Who?"),
        ("user", "Why?"),
    ]


def test_what_is_deleted_is_forgotten() -> None:
    served = Served(ONE)
    name = served.answer("/responses", request())["id"]

    assert served.answer(f"/responses/{name}", method="DELETE") == {"id": name, "object": "response", "deleted": True}
    missing = (404, None, None, f"Response with id '{name}' not found.")
    assert served.error(f"/responses/{name}", method="GET") == missing
    assert served.error(f"/responses/{name}", method="DELETE") == missing


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/responses/resp_0", "GET"),
        ("/responses/resp_0", "DELETE"),
        ("/responses/resp_0/cancel", "POST"),
        ("/responses/resp_0/input_items", "GET"),
    ],
)
def test_an_unknown_response_is_not_found(path: str, method: Literal["GET", "POST", "DELETE"]) -> None:
    assert Served().error(path, method=method) == (404, None, None, "Response with id 'resp_0' not found.")


def test_only_responses_of_the_background_can_be_cancelled_or_streamed_again() -> None:
    served = Served(ONE)
    name = served.answer("/responses", request())["id"]

    assert served.error(f"/responses/{name}/cancel") == (400, None, None, "Cannot cancel a synchronous response.")
    status, param, code, message = served.error(f"/responses/{name}?stream=true&starting_after=3", method="GET")
    assert (status, param, code) == (400, "stream", None)
    assert "background=true" in message


PAGES: dict[str, tuple[str, list[str], bool]] = {
    "youngest first": ("", ["3", "2", "1"], False),
    "oldest first": ("?order=asc", ["1", "2", "3"], False),
    "limited": ("?order=asc&limit=2", ["1", "2"], True),
    "behind one": ("?order=asc&after=msg_1", ["2", "3"], False),
    "behind one, limited": ("?order=desc&after=msg_3&limit=1", ["2"], True),
}


@pytest.mark.parametrize(("query", "texts", "more"), PAGES.values(), ids=PAGES)
def test_the_input_is_listed_in_pages(query: str, texts: list[str], more: object) -> None:
    served = Served(ONE)
    given = [{"role": "user", "content": number, "id": f"msg_{number}"} for number in "123"]
    name = served.answer("/responses", request(given))["id"]

    assert [text for _, text in said(items(served, name, query))] == texts
    assert served.answer(f"/responses/{name}/input_items{query}", method="GET")["has_more"] is more


def test_a_page_behind_the_end_is_empty() -> None:
    served = Served(ONE)
    name = served.answer("/responses", request([{"role": "user", "content": "Hi", "id": "msg_1"}]))["id"]

    listed = served.answer(f"/responses/{name}/input_items?after=msg_1", method="GET")
    assert listed == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


WRONG_PAGES = {
    "order": ("?order=up", 400, "order", "invalid_value"),
    "limit": ("?limit=0", 400, "limit", "invalid_value"),
    "limit, no number": ("?limit=some", 400, "limit", "invalid_value"),
    "after": ("?after=msg_9", 404, "after", None),
}


@pytest.mark.parametrize(("query", "status", "param", "code"), WRONG_PAGES.values(), ids=WRONG_PAGES)
def test_a_page_that_cannot_be_is_refused(query: str, status: int, param: str, code: str | None) -> None:
    served = Served(ONE)
    name = served.answer("/responses", request())["id"]

    assert served.error(f"/responses/{name}/input_items{query}", method="GET")[:3] == (status, param, code)


def stored(name: str) -> StoredResponse:
    return StoredResponse({"id": name}, ({"id": f"in_{name}"},), ({"id": f"out_{name}"},))


def test_the_store_forgets_what_was_stored_first() -> None:
    store = ResponseStore(capacity=2)
    for name in ("a", "b", "a", "c"):
        store.put(name, stored(name))

    assert [name for name in "abc" if store.find(name)] == ["a", "c"]
    assert len(store) == 2
    assert CAPACITY == 1000


def test_the_store_finds_items_of_input_and_output() -> None:
    store = ResponseStore()
    store.put("a", stored("a"))

    found: list[Any] = [store.find_item(name) for name in ("in_a", "out_a", "in_b")]
    assert found == [{"id": "in_a"}, {"id": "out_a"}, None]
    assert (store.remove("a"), store.remove("a")) == (True, False)
