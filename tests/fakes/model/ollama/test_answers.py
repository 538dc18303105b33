"""What the server says, line by line and whole."""

import json
from typing import Any

import pytest

from fakes.model.ollama.dialect import Ollama, OllamaAsking
from fakes.model.ollama.shape import Generate
from fakes.model.saying import Call, FinishReason, Reasoning, Refusal, Saying, Text
from tests.fakes.model.gemini.playing import call_of, streamed, whole
from tests.fakes.model.ollama.typed_frames import check

BEGINNING = {"model": "qwen3", "created_at": "2025-01-01T00:00:00.000000000Z"}


def asking(**fields: object) -> OllamaAsking:
    body = {"model": "qwen3", "messages": [{"role": "user", "content": "Hello"}], **fields}
    return Ollama().read(call_of("/api/chat", body))


def generating(**fields: object) -> OllamaAsking:
    return Ollama(Generate()).read(call_of("/api/generate", {"model": "qwen3", "prompt": "Hello", **fields}))


def lines(asked: OllamaAsking, saying: Saying) -> list[dict[str, Any]]:
    frames = streamed(asked, saying)
    assert all(frame.endswith(b"}\n") and frame.count(b"\n") == 1 for frame in frames)
    said = [json.loads(frame) for frame in frames]
    for line in said:
        check(line)
    return said


def body_of(asked: OllamaAsking, saying: Saying) -> dict[str, Any]:
    body = dict(whole(asked, saying))
    check(body)
    return body


def message(content: str = "", **more: object) -> dict[str, object]:
    return {"message": {"role": "assistant", "content": content, **more}}


def ending(tokens: int, reason: str = "stop") -> dict[str, object]:
    return {
        "done": True,
        "done_reason": reason,
        "total_duration": 12_000_000 + 7 * 250_000 + tokens * 8_000_000 + 1_500_000,
        "load_duration": 12_000_000,
        "prompt_eval_count": 7,
        "prompt_eval_duration": 7 * 250_000,
        "eval_count": tokens,
        "eval_duration": tokens * 8_000_000,
    }


def test_a_token_is_a_line_and_the_last_line_counts_them() -> None:
    saying = Saying((Text("Hello there"),))
    assert lines(asking(), saying) == [
        {**BEGINNING, **message("Hello"), "done": False},
        {**BEGINNING, **message(" there"), "done": False},
        {**BEGINNING, **message(), **ending(2)},
    ]
    assert body_of(asking(stream=False), saying) == {**BEGINNING, **message("Hello there"), **ending(2)}


def test_thoughts_stand_beside_what_is_said() -> None:
    saying = Saying((Reasoning("Hm no"), Text("So")))
    assert [line["message"] for line in lines(asking(), saying)] == [
        message(thinking="Hm")["message"],
        message(thinking=" no")["message"],
        message("So")["message"],
        message()["message"],
    ]
    assert body_of(asking(), saying)["message"] == message("So", thinking="Hm no")["message"]


def test_a_call_is_whole() -> None:
    one, two = ({"function": {"name": name, "arguments": {"a": [1]}}} for name in ("one", "two"))
    saying = Saying((Text("So"), Call("one", '{"a":[1]}'), Call("two", '{"a":[1]}')))
    _, first, second, last = lines(asking(), saying)
    assert first == {**BEGINNING, **message(tool_calls=[one]), "done": False}
    assert second["message"]["tool_calls"] == [two]
    assert (last["message"], last["done_reason"]) == (message()["message"], "stop")
    assert body_of(asking(), saying)["message"] == message("So", tool_calls=[one, two])["message"]


@pytest.mark.parametrize("arguments", ["{", "[]"])
def test_a_call_that_is_none_is_text(arguments: str) -> None:
    saying = Saying((Text("So "), Call("look", arguments, unoffered=True)))
    assert "".join(line["message"]["content"] for line in lines(asking(), saying)) == f"So {arguments}"
    assert body_of(asking(), saying)["message"] == message(f"So {arguments}")["message"]


def test_a_call_that_is_cut_short_is_not_sent() -> None:
    saying = Saying((Call("look", '{"a":"b c d"}'),))
    cut = asking(options={"num_predict": 3})
    assert lines(cut, saying) == [{**BEGINNING, **message(), **ending(3, "length")}]
    assert body_of(cut, saying) == {**BEGINNING, **message(), **ending(3, "length")}


@pytest.mark.parametrize(
    ("finish", "reason"),
    [("stop", "stop"), ("tool_calls", "stop"), ("length", "length"), ("content_filter", "stop")],
)
def test_every_end_has_its_reason(finish: FinishReason, reason: str) -> None:
    saying = Saying((Refusal("No"),), finish)
    assert lines(asking(), saying)[-1]["done_reason"] == reason
    assert body_of(asking(), saying) == {**BEGINNING, **message("No"), **ending(1, reason)}


def test_generate_answers_with_a_response_and_a_context() -> None:
    saying = Saying((Reasoning("Hm"), Text("So"), Call("look", unoffered=True)))
    thought, said, _, last = lines(generating(), saying)
    assert thought == {**BEGINNING, "response": "", "thinking": "Hm", "done": False}
    assert said == {**BEGINNING, "response": "So", "done": False}
    tokens = last["eval_count"]
    assert last == {**BEGINNING, "response": "", **ending(tokens), "context": last["context"]}
    assert len(last["context"]) == len(set(last["context"])) == 7 + tokens
    whole = body_of(generating(), saying)
    assert whole == {**BEGINNING, "response": "So", "thinking": "Hm", **ending(tokens), "context": last["context"]}


def test_a_context_does_not_grow_for_ever() -> None:
    assert len(body_of(generating(), Saying((Text("a " * 500),)))["context"]) == 256


@pytest.mark.parametrize(
    ("wished", "top"),
    [(0, {}), (1, {"top_logprobs": [{"token": "a", "logprob": -0.1}]})],
)
def test_probabilities_stand_with_the_tokens(wished: int, top: dict[str, object]) -> None:
    asked = asking(logprobs=True, top_logprobs=wished)
    first, second, last = lines(asked, Saying((Text("a b"),)))
    assert first["logprobs"] == [{"token": "a", "logprob": -0.1, **top}]
    assert "logprobs" not in last
    assert body_of(asked, Saying((Text("a b"),)))["logprobs"] == first["logprobs"] + second["logprobs"]
