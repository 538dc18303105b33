"""The addresses beside generateContent."""

import json
import math
from typing import Any

import pytest

from fakes.model.gemini.endpoints import StreamGenerate
from fakes.model.gemini.routes import routes
from tests.fakes.model.gemini.playing import ask, call_of

EMBEDDER = "/v1beta/models/gemini-embedding-001"


def answer(target: str, body: object = None, method: str = "POST") -> dict[str, Any]:
    reply, data = ask(routes(), target, body, method)
    assert reply.status == 200, data
    document: dict[str, Any] = json.loads(data)
    return document


def refusal(target: str, body: object) -> str:
    reply, data = ask(routes(), target, body)
    assert reply.status == 400
    return str(json.loads(data)["error"]["message"])


def text(words: str) -> dict[str, object]:
    return {"parts": [{"text": words}]}


@pytest.mark.parametrize(
    "body", [{"contents": text("Hello")}, {"generateContentRequest": {"contents": [text("Hello")]}}]
)
def test_tokens_are_counted(body: object) -> None:
    details = [{"modality": "TEXT", "tokenCount": 8}]
    assert answer("/v1/models/gemini-2.5-flash:countTokens", body) == {
        "totalTokens": 8, "promptTokensDetails": details
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "wanted", "dimensions"),
    [("gemini-embedding-001", None, 3072), ("gemini-embedding-001", 256, 256), ("text-embedding-004", None, 768)],
)
def test_a_vector_has_length_1_and_as_many_dimensions_as_were_wished(
    model: str, wanted: int | None, dimensions: int
) -> None:
    body = {"content": text("Hello"), "taskType": "RETRIEVAL_QUERY", "outputDimensionality": wanted}
    values = answer(f"/v1beta/models/{model}:embedContent", body)["embedding"]["values"]
    assert len(values) == dimensions
    assert math.isclose(math.fsum(value * value for value in values), 1)


def test_several_texts_have_the_vectors_that_each_has_alone() -> None:
    requests = [{"model": "models/x", "content": text(words), "outputDimensionality": 8} for words in ("a", "b")]
    both = answer(f"{EMBEDDER}:batchEmbedContents", {"requests": requests})["embeddings"]
    assert both == [answer(f"{EMBEDDER}:embedContent", request)["embedding"] for request in requests]
    assert both[0] != both[1]


@pytest.mark.parametrize(
    ("action", "body", "fact"),
    [
        ("embedContent", {}, "content: content is not specified"),
        ("batchEmbedContents", {}, "requests: requests is not specified"),
        ("batchEmbedContents", {"requests": [{}]}, "requests[0].content: content is not specified"),
        ("embedContent", {"content": text("a"), "outputDimensionality": 0}, "must be in the range [1, 3072]."),
        ("embedContent", {"content": text("a"), "outputDimensionality": 3073}, "must be in the range [1, 3072]."),
        ("countTokens", {}, "contents is not specified"),
    ],
)
def test_what_lacks_is_refused(action: str, body: object, fact: str) -> None:
    assert fact in refusal(f"{EMBEDDER}:{action}", body)


@pytest.mark.parametrize("root", ["/v1beta", "/gemini/v1beta", "/gemini/v1"])
def test_models_are_listed_and_any_other_name_is_one_too(root: str) -> None:
    models = answer(f"{root}/models", method="GET")["models"]
    assert [model["name"] for model in models] == ["models/fake/default", "models/fake/long"]
    assert answer(f"{root}/models/fake/long", method="GET") == models[1]
    assert answer(f"{root}/models/gemini-2.5-pro", method="GET")["name"] == "models/gemini-2.5-pro"
    assert ask(routes(), f"{root}/models/fake/nobody", method="GET")[0].status == 404


@pytest.mark.parametrize(
    "model",
    [f"{root}/models/gemini-2.5-flash" for root in ("/v1beta", "/v1", "/gemini/v1beta", "/gemini/v1")]
    + [
        f"{prefix}/{version}/{project}publishers/google/models/gemini-2.5-flash"
        for prefix in ("", "/gemini")
        for version in ("v1", "v1beta1")
        for project in ("", "projects/p/locations/us-central1/")
    ],
)
def test_a_model_speaks_at_every_address_of_it(model: str) -> None:
    body = {"contents": text("Hello")}
    said = answer(f"{model}:generateContent", body)["candidates"][0]["content"]["parts"][0]["text"]
    reply, data = ask(routes(), f"{model}:streamGenerateContent?alt=sse", body)
    assert dict(reply.headers)["content-type"] == "text/event-stream"
    events = [json.loads(event.removeprefix(b"data: ")) for event in data.split(b"\r\n\r\n")[:-1]]
    assert "".join(event["candidates"][0]["content"]["parts"][0]["text"] for event in events) == said
    reply, data = ask(routes(), f"{model}:streamGenerateContent", body)
    assert dict(reply.headers)["content-type"] == "application/json; charset=UTF-8"
    chunks = json.loads(data)
    assert "".join(chunk["candidates"][0]["content"]["parts"][0]["text"] for chunk in chunks) == said


@pytest.mark.parametrize("query", ["?alt=sse", ""], ids=["events", "array"])
def test_an_address_of_two_forms_is_an_endpoint_like_any_other(query: str) -> None:
    target = f"/v1beta/models/gemini-2.5-flash:streamGenerateContent{query}"
    call, endpoint = call_of(target, {"contents": text("Hello")}, model="gemini-2.5-flash"), StreamGenerate()
    assert endpoint.dialect.name == "gemini"
    said = [
        b"".join(frame.data for frame in one.answer(call).body.frames)
        for one in (endpoint, endpoint.chosen(call.request))
    ]
    assert said[0] == said[1] != b""
