"""The legacy completions API: what it takes, what it says, and what its client reads."""

import json
from typing import Any

import openai
import pytest
from openai.types import Completion

from fakes.model.api_error import ApiError
from fakes.model.openai.legacy_completion import Completions
from fakes.model.saying import Call, FinishReason, Part, Refusal, Saying, Text
from fakes.model.text import pieces
from tests.fakes.model.openai.serving import Asked, Served, chunks, serving

pytestmark = pytest.mark.anyio

MODEL = "gpt-3.5-turbo-instruct"
ONE = Saying((Text("One two three."),))


def request(**more: object) -> dict[str, object]:
    return {"model": MODEL, "prompt": "Say it:", **more}


def streamed(served: Served, **more: object) -> list[Asked]:
    status, headers, data = served.ask("/completions", request(stream=True, **more))
    assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8"), data
    found = chunks(data)
    for chunk in found:
        check(chunk)
    return found


def check(body: Asked) -> None:
    """Assert that a body is what the SDK says it is; its chunks, too, but for the finish that is still to come."""
    choices = [{**choice, "finish_reason": choice["finish_reason"] or "stop"} for choice in body["choices"]]
    Completion.model_validate_json(json.dumps({**body, "choices": choices}), strict=True, extra="forbid")


def texts(found: list[Asked], choice: int = 0) -> list[str]:
    return [each["text"] for chunk in found for each in chunk["choices"] if each["index"] == choice]


def test_a_completion_is_what_the_sdk_says_it_is() -> None:
    body = Served(ONE).answer("/completions", request())

    check(body)
    assert body["choices"] == [{"text": "One two three.", "index": 0, "logprobs": None, "finish_reason": "stop"}]
    assert (body["object"], body["model"], body["id"][:5]) == ("text_completion", MODEL, "cmpl-")
    assert body["usage"] == {
        "prompt_tokens": body["usage"]["prompt_tokens"],
        "completion_tokens": 4,
        "total_tokens": body["usage"]["prompt_tokens"] + 4,
    }


@pytest.mark.parametrize("options", [{"include_usage": True}, {"include_usage": False}, None])
def test_a_stream_says_the_same_piece_by_piece(options: dict[str, bool] | None) -> None:
    served = Served(ONE)
    found = streamed(served, stream_options=options)
    *said, last = found if not (options or {}).get("include_usage") else found[:-1]

    assert texts(said) == list(pieces.split("One two three."))
    assert last["choices"] == [{"text": "", "index": 0, "logprobs": None, "finish_reason": "stop"}]
    if (options or {}).get("include_usage"):
        assert {chunk["usage"] for chunk in [*said, last]} == {None}
        assert found[-1]["choices"] == []
        assert found[-1]["usage"] == served.answer("/completions", request())["usage"]
    else:
        assert not any("usage" in chunk for chunk in found)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
def test_an_echo_puts_the_prompt_before_every_choice(stream: bool) -> None:  # noqa: FBT001 - a row of the table
    more = {"echo": True, "n": 2, "best_of": 2}
    if stream:
        found = streamed(Served(ONE), **more)
        said = ["".join(texts(found, choice)) for choice in (0, 1)]
    else:
        said = [choice["text"] for choice in Served(ONE).answer("/completions", request(**more))["choices"]]

    assert said == ["Say it:One two three."] * 2


def test_without_a_limit_there_are_sixteen_tokens() -> None:
    (choice,) = Served(Saying((Text("a " * 50),))).answer("/completions", request())["choices"]

    assert (pieces.count(choice["text"]), choice["finish_reason"]) == (16, "length")


def test_nothing_but_the_prompt_may_be_asked_for() -> None:
    body = Served(ONE).answer("/completions", request(echo=True, max_tokens=0))

    assert [(choice["text"], choice["finish_reason"]) for choice in body["choices"]] == [("Say it:", "length")]
    assert body["usage"]["completion_tokens"] == 0


ENDS: dict[str, tuple[Part, FinishReason | None, str, str]] = {
    "stop": (Text("Yes."), None, "Yes.", "stop"),
    "filter": (Text("Yes."), "content_filter", "Yes.", "content_filter"),
    "refusal": (Refusal("No."), None, "No.", "stop"),
    "a call": (Call("f", "{}", unoffered=True), None, "", "stop"),
}


@pytest.mark.parametrize(("part", "finish", "text", "reason"), ENDS.values(), ids=ENDS)
def test_what_has_no_place_here_is_text_or_nothing(
    part: Part, finish: FinishReason | None, text: str, reason: str
) -> None:
    served = Served(Saying((part,), finish))
    (choice,) = served.answer("/completions", request())["choices"]
    found = streamed(served)

    assert (choice["text"], choice["finish_reason"]) == ("".join(texts(found)), reason) == (text, reason)
    assert found[-1]["choices"][0]["finish_reason"] == reason


@pytest.mark.parametrize("echo", [False, True], ids=["plain", "echo"])
@pytest.mark.parametrize("top", [0, 2])
def test_probabilities_name_each_token_and_its_place(echo: bool, top: int) -> None:  # noqa: FBT001 - a row of the table
    served = Served(ONE)
    body = served.answer("/completions", request(echo=echo, logprobs=top))
    check(body)
    told = body["choices"][0]["logprobs"]
    found = [each["logprobs"] for chunk in streamed(served, echo=echo, logprobs=top) for each in chunk["choices"]]

    said = "Say it:One two three."
    begin = 0 if echo else len("Say it:")
    assert "".join(told["tokens"]) == said[begin:]
    for token, offset in zip(told["tokens"], told["text_offset"], strict=True):
        assert said[offset:].startswith(token)
    assert told["text_offset"][0] == begin
    assert len(told["token_logprobs"]) == len(told["tokens"])
    assert told["top_logprobs"] is None if top == 0 else [len(each) for each in told["top_logprobs"]]
    joined = {name: [value for each in found if each for value in each[name] or ()] for name in told}
    assert joined == {name: told[name] or [] for name in told}


PROMPTS: dict[str, tuple[object, str]] = {
    "text": ("Hi", "Hi"),
    "a list of one text": (["Hi"], "Hi"),
    "tokens": ([1, 2, 3], "1 2 3"),
    "a list of one list of tokens": ([[1, 2]], "1 2"),
    "null": (None, ""),
}


@pytest.mark.parametrize(("prompt", "text"), PROMPTS.values(), ids=PROMPTS)
def test_a_prompt_is_text_or_tokens_or_a_list_of_one(prompt: object, text: str) -> None:
    body = Served(ONE).answer("/completions", {"model": MODEL, "prompt": prompt, "echo": True})

    assert body["choices"][0]["text"] == f"{text}One two three."


def test_the_question_is_the_prompt() -> None:
    body = Served().answer("/completions", request(prompt="Tell me about lighthouses.", max_tokens=200))

    assert "lighthouses" in body["choices"][0]["text"]


REFUSALS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown": ({"messages": []}, "messages", "unknown_parameter", "Unknown parameter: 'messages'."),
    "no prompts": ({"prompt": []}, "prompt", "empty_array", "Invalid 'prompt': empty array."),
    "prompts": ({"prompt": ["a", "b"]}, "prompt", "unsupported_value", "must be one prompt"),
    "no prompt": ({"prompt": {}}, "prompt", "invalid_type", "expected an array, but got an object"),
    "no token": ({"prompt": [1, "a"]}, "prompt[1]", "invalid_type", "expected an integer"),
    "many": ({"n": 9}, "n", "integer_above_max_value", "Expected a value <= 8"),
    "best of fewer": ({"n": 3, "best_of": 2}, "best_of", "invalid_value", "at least 'n', which is 3"),
    "best of more, streamed": ({"best_of": 2, "stream": True}, "best_of", "invalid_value", "streamed"),
    "logprobs": ({"logprobs": 6}, "logprobs", "integer_above_max_value", "Expected a value <= 5"),
    "tokens": ({"max_tokens": -1}, "max_tokens", "integer_below_min_value", "Expected a value >= 0"),
    "echo": ({"echo": 1}, "echo", "invalid_type", "expected a boolean"),
    "suffix": ({"suffix": 1}, "suffix", "invalid_type", "expected a string"),
    "bias": ({"logit_bias": []}, "logit_bias", "invalid_type", "expected an object"),
    "stops": ({"stop": list("abcde")}, "stop", "array_above_max_length", "maximum length 4"),
    "options": ({"stream_options": {}}, "stream_options", "invalid_value", "only allowed when 'stream' is true"),
}


@pytest.mark.parametrize(("more", "param", "code", "words"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_api_refuses_is_refused_in_its_words(more: dict[str, Any], param: str, code: str, words: str) -> None:
    status, *place, message = Served().error("/completions", request(**more))

    assert (status, *place) == (400, param, code)
    assert words in message


def test_a_request_without_a_prompt_is_refused() -> None:
    error = Served().error("/completions", {"model": MODEL})

    assert error == (400, "prompt", "missing_required_parameter", "Missing required parameter: 'prompt'.")


def test_an_error_in_a_stream_has_openais_shape() -> None:
    assert Completions().stream_error(ApiError(500, "No.")).startswith(b'data: {"error":{"message":"No."')


async def test_the_client_reads_completions_and_streams() -> None:
    async with serving(ONE) as client:
        whole = await client.completions.create(model=MODEL, prompt="Say it:", best_of=3, suffix="!", stop=["four"])
        stream = await client.completions.create(model=MODEL, prompt="Say it:", stream=True)
        said = "".join([chunk.choices[0].text async for chunk in stream])
        with pytest.raises(openai.BadRequestError, match="decimal above maximum value"):
            await client.completions.create(model=MODEL, prompt="Say it:", temperature=3)

    assert whole.choices[0].text == said == "One two three."
