"""What the API says, chunk by chunk and whole."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from fakes.model.gemini.dialect import Gemini, GeminiAsking
from fakes.model.gemini.encoder import ARRAY, SSE, Framing
from fakes.model.saying import Call, FinishReason, Reasoning, RedactedReasoning, Refusal, Saying, Text
from tests.fakes.model.gemini.playing import PROMPT_TOKENS, call_of, streamed, whole
from tests.fakes.model.gemini.typed_frames import check

CONTENTS = [{"role": "user", "parts": [{"text": "Hello"}]}]
GEMINI_2 = "gemini-2.5-flash"
GEMINI_3 = "gemini-3-pro-preview"


def asking(
    framing: Framing | None = SSE, model: str = GEMINI_2, *, vertex: bool = False, **config: object
) -> GeminiAsking:
    body = {"contents": CONTENTS, "generationConfig": config}
    return Gemini(framing, vertex=vertex).read(call_of("/", body, model=model))


def chunks(asked: GeminiAsking, *sayings: Saying) -> list[dict[str, Any]]:
    frames = streamed(asked, *sayings)
    assert all(frame.startswith(b"data: ") and frame.endswith(b"}\r\n\r\n") for frame in frames)
    return [valid(json.loads(frame.removeprefix(b"data: "))) for frame in frames]


def valid(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body, if the client's model of it knows every field in it."""
    check(body)
    return dict(body)


def body_of(asked: GeminiAsking, *sayings: Saying) -> dict[str, Any]:
    return valid(whole(asked, *sayings))


def candidate(parts: list[dict[str, Any]], **more: object) -> dict[str, Any]:
    return {"content": {"parts": parts, "role": "model"}, **more, "index": 0}


def test_a_token_is_a_chunk_that_is_a_whole_response() -> None:
    first, second, last = chunks(asking(), Saying((Text("Hello there"),)))
    shared = {"modelVersion": GEMINI_2, "responseId": first["responseId"]}
    details = [{"modality": "TEXT", "tokenCount": PROMPT_TOKENS}]
    assert first == {
        "candidates": [candidate([{"text": "Hello"}])],
        "usageMetadata": {
            "promptTokenCount": 7, "candidatesTokenCount": 1, "totalTokenCount": 8, "promptTokensDetails": details
        },
        **shared,
    }  # fmt: skip
    assert second["candidates"] == [candidate([{"text": " there"}])]
    assert last == {
        "candidates": [candidate([{"text": ""}], finishReason="STOP")],
        "usageMetadata": {
            "promptTokenCount": 7, "candidatesTokenCount": 2, "totalTokenCount": 9, "promptTokensDetails": details
        },
        **shared,
    }  # fmt: skip
    assert len(first["responseId"]) == 22


def test_a_whole_answer_says_everything_at_once() -> None:
    body = body_of(asking(None), Saying((Text("Hello there"),)))
    assert body["candidates"] == [candidate([{"text": "Hello there"}], finishReason="STOP")]
    assert body["usageMetadata"]["totalTokenCount"] == 9
    assert list(body) == ["candidates", "usageMetadata", "modelVersion", "responseId"]


def test_an_array_is_one_document_in_as_many_pieces_as_there_are_events() -> None:
    said = Saying((Text("Hello there"),))
    frames = streamed(asking(ARRAY), said)
    assert [(frame[:4], frame[-4:]) for frame in frames] == [
        (b'[{"c', b'"}\r\n'), (b',\r\n{', b'"}\r\n'), (b',\r\n{', b'}\r\n]')
    ]  # fmt: skip
    assert [chunk["candidates"] for chunk in json.loads(b"".join(frames))] == [
        chunk["candidates"] for chunk in chunks(asking(), said)
    ]


def test_vertex_tells_when_an_answer_was_made() -> None:
    answer = body_of(asking(None, vertex=True), Saying((Text("Hi"),)))
    assert answer["createTime"] == "2025-01-01T00:00:00.000000Z"
    assert chunks(asking(vertex=True), Saying((Text("Hi"),)))[0]["createTime"] == "2025-01-01T00:00:00.000000Z"


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        ("stop", {"finishReason": "STOP"}),
        ("tool_calls", {"finishReason": "STOP"}),
        ("length", {"finishReason": "MAX_TOKENS"}),
        ("content_filter", {"finishReason": "SAFETY", "safetyRatings": [
            {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}]}),
    ],
)  # fmt: skip
def test_every_end_has_its_reason(finish: FinishReason, said: dict[str, object]) -> None:
    saying = Saying((Text("Hi"),), finish)
    assert chunks(asking(), saying)[-1]["candidates"] == [candidate([{"text": ""}], **said)]
    assert body_of(asking(None), saying)["candidates"] == [candidate([{"text": "Hi"}], **said)]


def test_an_answer_that_says_nothing_has_no_parts() -> None:
    (body,) = body_of(asking(None), Saying(()))["candidates"]
    assert body == {"content": {"role": "model"}, "finishReason": "STOP", "index": 0}
    assert "candidatesTokenCount" not in body_of(asking(None), Saying(()))["usageMetadata"]
    (only,) = chunks(asking(), Saying(()))
    assert only["candidates"] == [candidate([{"text": ""}], finishReason="STOP")]


def test_a_call_is_whole_and_carries_no_id_in_an_older_model() -> None:
    saying = Saying((Call("look", '{"a":[1,{"b":"c"}]}'),))
    plain: dict[str, Any] = {"thinkingConfig": {"thinkingBudget": 0}}
    call = {"functionCall": {"name": "look", "args": {"a": [1, {"b": "c"}]}}}
    first, last = chunks(asking(**plain), saying)
    assert first["candidates"] == [candidate([call])]
    assert last["candidates"] == [candidate([{"text": ""}], finishReason="STOP")]
    assert body_of(asking(None, **plain), saying)["candidates"] == [candidate([call], finishReason="STOP")]
    assert last["usageMetadata"]["candidatesTokenCount"] > 5


def test_the_first_of_several_calls_is_signed_by_a_model_that_thinks() -> None:
    saying = Saying((Call("one"), Call("two", id="own")))
    (one,), (two,) = (
        chunk["candidates"][0]["content"]["parts"] for chunk in chunks(asking(model=GEMINI_3), saying)[:2]
    )
    assert one["functionCall"] == {"name": "one", "args": {}, "id": "call_0"}
    assert two == {"functionCall": {"name": "two", "args": {}, "id": "own"}}
    assert len(one["thoughtSignature"]) == 44
    parts = body_of(asking(None, model=GEMINI_3), saying)["candidates"][0]["content"]["parts"]
    assert parts == [one, two]


SHOWN: dict[str, Any] = {"thinkingConfig": {"includeThoughts": True}}


def test_thoughts_are_parts_and_their_proof_goes_with_the_call() -> None:
    saying = Saying((Reasoning("Hm no", "c2ln"), Text("So"), Call("look")))
    parts = [chunk["candidates"][0]["content"]["parts"][0] for chunk in chunks(asking(**SHOWN), saying)]
    call = {"functionCall": {"name": "look", "args": {}}, "thoughtSignature": "c2ln"}
    assert parts == [
        {"text": "Hm", "thought": True}, {"text": " no", "thought": True}, {"text": "So"}, call, {"text": ""}
    ]  # fmt: skip
    body = body_of(asking(None, **SHOWN), saying)
    assert body["candidates"][0]["content"]["parts"] == [{"text": "Hm no", "thought": True}, {"text": "So"}, call]


@pytest.mark.parametrize(
    ("signature", "sent"), [("c2ln", "c2ln"), ("a scenario's", "YSBzY2VuYXJpbydz"), ("", "c2lnbmVk")]
)
def test_the_proof_of_a_thought_without_a_call_goes_with_the_last_text(signature: str, sent: str) -> None:
    saying = Saying((Reasoning("Hm", signature), Text("So"), Refusal("no")))
    assert chunks(asking(**SHOWN), saying)[-1]["candidates"] == [
        candidate([{"text": "", "thoughtSignature": sent}], finishReason="STOP")
    ]
    assert body_of(asking(None, **SHOWN), saying)["candidates"][0]["content"]["parts"] == [
        {"text": "Hm", "thought": True}, {"text": "So"}, {"text": "no", "thoughtSignature": sent}
    ]  # fmt: skip


def test_thoughts_alone_carry_no_proof() -> None:
    saying = Saying((Reasoning("Hm"), RedactedReasoning("secret")))
    assert body_of(asking(None, **SHOWN), saying)["candidates"][0]["content"]["parts"] == [
        {"text": "Hm", "thought": True}
    ]
    thought, last = chunks(asking(**SHOWN), saying)
    assert thought["usageMetadata"] == {
        "promptTokenCount": 7, "totalTokenCount": 8, "thoughtsTokenCount": 1,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 7}],
    }  # fmt: skip
    assert last["candidates"] == [candidate([{"text": ""}], finishReason="STOP")]


@pytest.mark.parametrize("arguments", ["{", "[]", "x" * 3])
def test_a_call_that_is_none_is_told_as_such_and_not_sent(arguments: str) -> None:
    said = {"finishReason": "MALFORMED_FUNCTION_CALL", "finishMessage": f"Malformed function call: look({arguments})"}
    saying = Saying((Call("look", arguments, unoffered=True),))
    (only,) = chunks(asking(), saying)
    assert only["candidates"] == [candidate([{"text": ""}], **said)]
    (body,) = body_of(asking(None), saying)["candidates"]
    assert body == {"content": {"role": "model"}, **said, "index": 0}


def test_a_call_that_is_cut_short_is_not_sent() -> None:
    saying = Saying((Call("look", '{"a":"b c d"}'),))
    for asked in (chunks(asking(maxOutputTokens=3), saying)[-1], body_of(asking(None, maxOutputTokens=3), saying)):
        assert asked["candidates"][0]["finishReason"] == "MAX_TOKENS"
        assert "functionCall" not in json.dumps(asked)
        assert asked["usageMetadata"]["candidatesTokenCount"] == 3


def test_each_candidate_ends_by_itself_and_the_last_one_with_the_usage_of_all() -> None:
    said = chunks(asking(candidateCount=2), Saying((Text("a b"),)), Saying((Text("c"),)))
    ends = [(chunk["candidates"][0]["index"], chunk["candidates"][0].get("finishReason")) for chunk in said]
    assert ends == [(0, None), (1, None), (0, None), (1, "STOP"), (0, "STOP")]
    assert [chunk["usageMetadata"]["candidatesTokenCount"] for chunk in said] == [1, 2, 3, 3, 3]
    body = body_of(asking(None, candidateCount=2), Saying((Text("a b"),)), Saying((Text("c"),)))
    assert [choice["index"] for choice in body["candidates"]] == [0, 1]


def test_probabilities_stand_with_the_tokens() -> None:
    wished: dict[str, Any] = {"responseLogprobs": True, "logprobs": 2}
    saying = Saying((Text("a b"),))
    first, second, last = (chunk["candidates"][0].get("logprobsResult") for chunk in chunks(asking(**wished), saying))
    (choice,) = body_of(asking(None, **wished), saying)["candidates"]
    chosen = {"token": "a", "tokenId": first["chosenCandidates"][0]["tokenId"], "logProbability": -0.1}
    assert first["chosenCandidates"] == [chosen]
    assert [likely["token"] for likely in first["topCandidates"][0]["candidates"]] == ["a", "other"]
    assert last is None
    assert choice["avgLogprobs"] == -0.15
    assert choice["logprobsResult"] == {
        name: first[name] + second[name] for name in ("topCandidates", "chosenCandidates")
    }


def test_the_headers_of_an_answer_tell_how_long_it_took() -> None:
    assert Gemini().signature("req_1", 12.4) == (
        ("server-timing", "gfet4t7; dur=12"),
        ("x-content-type-options", "nosniff"),
    )
    assert [Gemini(framing).stream_type for framing in (SSE, ARRAY, None)] == [
        "text/event-stream",
        "application/json; charset=UTF-8",
        "application/json; charset=UTF-8",
    ]
