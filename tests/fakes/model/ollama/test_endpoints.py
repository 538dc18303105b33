"""The addresses beside the words of a model."""

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from fakes.model.identity import Identity
from fakes.model.ollama.answer import moment
from fakes.model.ollama.routes import routes
from fakes.model.reply import json_reply
from fakes.model.script_runner import ScriptRunner
from fakes.model.speaker import Speaker
from tests.fakes.model.gemini.playing import ask

NOW = "2025-01-01T00:00:00.000000000Z"
EMBEDDER = "nomic-embed-text"


def answer(path: str, body: object = None, method: str = "POST") -> dict[str, Any]:
    reply, data = ask(routes(), path, body, method)
    assert reply.status == 200, data
    document: dict[str, Any] = json.loads(data)
    return document


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("chat", {}, {"message": {"role": "assistant", "content": ""}}),
        ("chat", {"messages": []}, {"message": {"role": "assistant", "content": ""}}),
        ("generate", {}, {"response": ""}),
        ("generate", {"prompt": "", "stream": True}, {"response": ""}),
    ],
)
@pytest.mark.parametrize(("kept", "reason"), [(None, "load"), ("5m", "load"), (0, "unload")])
def test_a_request_that_says_nothing_loads_the_model(
    path: str, fields: dict[str, object], said: object, kept: object, reason: str
) -> None:
    body = {"model": "llama3.2", "keep_alive": kept, **fields}
    loaded = {"model": "llama3.2", "created_at": NOW, "done": True, "done_reason": reason}
    assert answer(f"/api/{path}", body) == {**loaded, **dict(said)}  # type: ignore[call-overload]  # a row of the table


def test_a_script_is_played_even_where_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptRunner, "find", lambda *_: object())
    monkeypatch.setattr(Speaker, "answer", lambda *_: json_reply({"played": True}))
    assert answer("/api/chat", {"model": "fake/script"}) == {"played": True}


@pytest.mark.parametrize("prefix", ["", "/ollama"])
def test_a_stream_is_lines_of_json_that_say_what_the_whole_answer_says(prefix: str) -> None:
    for path, body in (
        ("chat", {"messages": [{"role": "user", "content": "Hello"}]}),
        ("generate", {"prompt": "Hello"}),
    ):
        asked = {"model": "llama3.2", **body}
        reply, data = ask(routes(), f"{prefix}/api/{path}", asked)
        assert dict(reply.headers)["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in data.splitlines()]
        whole = answer(f"{prefix}/api/{path}", {**asked, "stream": False})
        told = ["".join(_words(line) for line in lines), _words(whole)]
        assert told[0] == told[1] != ""


def _words(line: dict[str, Any]) -> str:
    return str(line["response"] if "response" in line else line["message"]["content"])


@pytest.mark.parametrize(
    ("fields", "vectors", "dimensions", "tokens"),
    [
        ({"input": "Hello there"}, 1, 768, 2),
        ({"input": ["Hello", "there"], "dimensions": 64}, 2, 64, 2),
        ({"input": "Hello", "dimensions": 9999}, 1, 768, 1),
        ({"input": ""}, 0, 0, 0),
        ({"input": []}, 0, 0, 0),
        ({}, 0, 0, 0),
    ],
)
def test_texts_are_embedded(fields: dict[str, object], vectors: int, dimensions: int, tokens: int) -> None:
    said = answer("/api/embed", {"model": EMBEDDER, **fields})
    assert (said["model"], len(said["embeddings"])) == (EMBEDDER, vectors)
    assert (said["prompt_eval_count"], said["load_duration"]) == (tokens, 12_000_000)
    assert said["total_duration"] == 12_000_000 + tokens * 250_000
    for vector in said["embeddings"]:
        assert len(vector) == dimensions
        assert math.isclose(math.fsum(value * value for value in vector), 1)


def test_the_older_address_embeds_one_text_the_same_way() -> None:
    (vector,) = answer("/api/embed", {"model": EMBEDDER, "input": "Hello"})["embeddings"]
    assert answer("/api/embeddings", {"model": f"{EMBEDDER}:latest", "prompt": "Hello"}) == {"embedding": vector}
    assert answer("/api/embeddings", {"model": EMBEDDER}) == {"embedding": []}


def test_the_models_are_listed_as_there_and_as_running() -> None:
    there, running = (answer(f"/api/{path}", method="GET")["models"] for path in ("tags", "ps"))
    assert [model["name"] for model in there] == ["fake/default:latest", "fake/long:latest"]
    assert [model["model"] for model in running] == ["fake/default:latest", "fake/long:latest"]
    assert {model["modified_at"] for model in there} == {NOW}
    assert {model["expires_at"] for model in running} == {"2025-01-01T00:05:00.000000000Z"}
    assert {len(model["digest"]) for model in there} == {64}
    assert {model["context_length"] for model in running} == {128_000}


@pytest.mark.parametrize("field", ["model", "name"])
def test_a_model_is_shown(field: str) -> None:
    shown = answer("/api/show", {field: "fake/long:latest"})
    assert shown["modelfile"] == "FROM fake/long:latest\n"
    assert shown["model_info"]["tokenwire.context_length"] == 128_000
    assert "tools" in shown["capabilities"]


def test_the_server_says_that_it_lives() -> None:
    assert answer("/api/version", method="GET") == {"version": "0.13.0"}
    reply, data = ask(routes(), "/", method="GET")
    assert (reply.status, data) == (200, b"Ollama is running")
    assert dict(reply.headers)["content-type"] == "text/plain; charset=utf-8"


def test_a_moment_has_nanoseconds() -> None:
    assert moment(replace(Identity(), clock=lambda: 1.25)) == "1970-01-01T00:00:01.250000000Z"
    assert moment(replace(Identity(), clock=lambda: 1.999999999), later=2) == "1970-01-01T00:00:04.000000000Z"
