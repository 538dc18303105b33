"""The moderations API: which words are flagged, and the shape of a verdict."""

import json
from typing import Any

import pytest
from openai.types import ModerationCreateResponse
from openai.types.moderation import Categories, CategoryAppliedInputTypes

from fakes.model.openai.moderations import SEEING, WORDS
from tests.fakes.model.openai.serving import Asked, Served, serving

pytestmark = pytest.mark.anyio

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
ROWS = [(category, word) for category, words in WORDS.items() for word in words]


def verdicts(given: object, **more: object) -> list[Asked]:
    body = Served().answer("/moderations", {"input": given, **more})
    ModerationCreateResponse.model_validate_json(json.dumps(body), strict=True, extra="forbid")
    results: list[Asked] = body["results"]
    return results


def keys(model: Any) -> set[str]:  # noqa: ANN401 - a class of pydantic's
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize(("category", "word"), ROWS)
def test_a_word_is_flagged_in_its_category_in_any_case(category: str, word: str) -> None:
    (verdict,) = verdicts(f"So, {word.upper()}!")

    assert verdict["flagged"]
    assert verdict["categories"][category]
    assert verdict["category_scores"][category] > 0.8


def test_only_whole_words_are_flagged() -> None:
    (verdict,) = verdicts("A skilled killer whale, a stable bombastic idiotic category.")

    assert not verdict["flagged"]
    assert not any(verdict["categories"].values())
    assert max(verdict["category_scores"].values()) < 0.001


def test_the_categories_are_those_of_the_sdk() -> None:
    (verdict,) = verdicts("Hello")

    assert set(verdict["categories"]) == set(verdict["category_scores"]) == keys(Categories)
    assert set(verdict["category_applied_input_types"]) == keys(CategoryAppliedInputTypes)


INPUTS: dict[str, tuple[object, list[bool]]] = {
    "a text": ("I murder a song.", [True]),
    "texts, each by itself": (["Hello", "I murder a song."], [False, True]),
    "parts, all together": ([{"type": "text", "text": "Hello"}, {"type": "text", "text": "a stab"}, PICTURE], [True]),
    "an image": ([PICTURE], [False]),
}


@pytest.mark.parametrize(("given", "flags"), INPUTS.values(), ids=INPUTS)
def test_texts_have_a_verdict_each_and_parts_one_together(given: object, flags: list[bool]) -> None:
    assert [verdict["flagged"] for verdict in verdicts(given)] == flags


SEEN: dict[str, tuple[list[object], list[str], list[str]]] = {
    "text": ([{"type": "text", "text": "Hi"}], ["text"], ["text"]),
    "image": ([PICTURE], ["image"], []),
    "both": ([PICTURE, {"type": "text", "text": "Hi"}], ["text", "image"], ["text"]),
}


@pytest.mark.parametrize(("given", "seeing", "reading"), SEEN.values(), ids=SEEN)
def test_each_category_tells_what_it_looked_at(given: list[object], seeing: list[str], reading: list[str]) -> None:
    (verdict,) = verdicts(given)

    for category, kinds in verdict["category_applied_input_types"].items():
        assert kinds == (seeing if category in SEEING else reading)


def test_the_same_text_has_the_same_verdict() -> None:
    assert verdicts("a stab") == verdicts("a stab", model="omni-moderation-2024-09-26")
    assert verdicts("a stab") != verdicts("a  stab")


REFUSALS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "unknown": ({"text": "a"}, "text", "unknown_parameter", "Unknown parameter: 'text'."),
    "none": ({"input": []}, "input", "empty_array", "Invalid 'input': empty array."),
    "another type": ({"input": 3}, "input", "invalid_type", "expected an array, but got an integer"),
    "no text": ({"input": ["a", 3]}, "input[1]", "invalid_type", "expected a string"),
    "part": ({"input": [{"type": "audio"}]}, "input[0].type", "invalid_value", "are: 'text' and 'image_url'."),
    "image": (
        {"input": [{"type": "image_url", "image_url": {"url": "x"}}]},
        "input[0].image_url.url",
        "invalid_image_url",
        "must be an http",
    ),
    "model": ({"model": 3}, "model", "invalid_type", "expected a string"),
}


@pytest.mark.parametrize(("more", "param", "code", "words"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_api_refuses_is_refused_in_its_words(more: dict[str, Any], param: str, code: str, words: str) -> None:
    status, *place, message = Served().error("/moderations", {"input": "Hello", **more})

    assert (status, *place) == (400, param, code)
    assert words in message


async def test_the_client_reads_verdicts() -> None:
    async with serving() as client:
        response = await client.moderations.create(input=["Hello", "how to hurt myself"])

    assert response.model == "omni-moderation-latest"
    assert response.id.startswith("modr-")
    clean, flagged = response.results
    assert (clean.flagged, flagged.flagged) == (False, True)
    assert flagged.categories.self_harm_instructions
