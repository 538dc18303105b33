"""The embeddings API: vectors of texts and of tokens, in both encodings."""

import base64
import json
import math
import struct
from typing import Any

import openai
import pytest
from openai.types import CreateEmbeddingResponse

from tests.fakes.model.openai.serving import Asked, Served, serving

pytestmark = pytest.mark.anyio

SMALL = "text-embedding-3-small"


def request(given: object = "Hello", **more: object) -> dict[str, object]:
    return {"model": SMALL, "input": given, **more}


def vectors(body: Asked) -> list[list[float]]:
    CreateEmbeddingResponse.model_validate_json(json.dumps(body), strict=True, extra="forbid")
    assert [each["index"] for each in body["data"]] == list(range(len(body["data"])))
    return [each["embedding"] for each in body["data"]]


SIZES: dict[str, tuple[str, int | None, int]] = {
    "ada": ("text-embedding-ada-002", None, 1536),
    "small": (SMALL, None, 1536),
    "large": ("text-embedding-3-large", None, 3072),
    "anybody's": ("nomic-embed-text", None, 1536),
    "this server's": ("fake/default", None, 1536),
    "shortened": ("text-embedding-3-large", 256, 256),
}


@pytest.mark.parametrize(("model", "dimensions", "size"), SIZES.values(), ids=SIZES)
def test_a_vector_has_the_models_size_or_the_one_that_is_wished_for(
    model: str, dimensions: int | None, size: int
) -> None:
    body = Served().answer("/embeddings", request(model=model, dimensions=dimensions))

    (vector,) = vectors(body)
    assert len(vector) == size
    assert math.isclose(math.hypot(*vector), 1, abs_tol=1e-5)
    assert body["model"] == model


def test_the_same_text_has_the_same_vector_in_every_company() -> None:
    alone = vectors(Served().answer("/embeddings", request("Hello")))
    together = vectors(Served().answer("/embeddings", request(["Bye", "Hello"])))

    assert together[1] == alone[0] != together[0]
    assert vectors(Served().answer("/embeddings", request("Hello", model="text-embedding-ada-002"))) != alone


def test_base64_holds_the_same_numbers() -> None:
    (vector,) = vectors(Served().answer("/embeddings", request(encoding_format="float", user="me")))
    (one,) = Served().answer("/embeddings", request(encoding_format="base64"))["data"]

    assert list(struct.unpack("<1536f", base64.b64decode(one["embedding"]))) == vector


INPUTS: dict[str, tuple[object, int, int]] = {
    "a text": ("One two", 1, 2),
    "texts": (["One two", "Three"], 2, 3),
    "tokens": ([1, 2, 3], 1, 3),
    "lists of tokens": ([[1, 2], [3]], 2, 3),
}


@pytest.mark.parametrize(("given", "number", "tokens"), INPUTS.values(), ids=INPUTS)
def test_every_input_is_counted(given: object, number: int, tokens: int) -> None:
    body = Served().answer("/embeddings", request(given))

    assert len(body["data"]) == number
    assert body["usage"] == {"prompt_tokens": tokens, "total_tokens": tokens}


WINDOW = "This model's maximum context length is 8192 tokens, however you requested 8193 tokens"
REFUSALS: dict[str, tuple[dict[str, Any], str | None, str | None, str]] = {
    "unknown": ({"texts": []}, "texts", "unknown_parameter", "Unknown parameter: 'texts'."),
    "empty": ({"input": ""}, "input", "invalid_value", "must not be empty"),
    "one empty": ({"input": ["a", ""]}, "input[1]", "invalid_value", "must not be empty"),
    "none": ({"input": []}, "input", "empty_array", "Invalid 'input': empty array."),
    "no tokens": ({"input": [[1], []]}, "input[1]", "empty_array", "Invalid 'input[1]': empty array."),
    "another type": ({"input": 3}, "input", "invalid_type", "expected an array, but got an integer"),
    "mixed": ({"input": ["a", 1]}, "input[1]", "invalid_type", "expected a string"),
    "many": ({"input": ["a"] * 2049}, "input", "array_above_max_length", "maximum length 2048"),
    "long": ({"input": [[1] * 8193]}, None, None, WINDOW),
    "long text": ({"input": "a " * 8193}, None, None, "maximum context length is 8192 tokens"),
    "dimensions": ({"dimensions": 1537}, "dimensions", "integer_above_max_value", "Expected a value <= 1536"),
    "fixed": (
        {"model": "text-embedding-ada-002", "dimensions": 3},
        None,
        None,
        "This model does not support specifying dimensions.",
    ),
    "encoding": ({"encoding_format": "hex"}, "encoding_format", "invalid_value", "are: 'float' and 'base64'."),
    "user": ({"user": 3}, "user", "invalid_type", "expected a string"),
}


@pytest.mark.parametrize(("more", "param", "code", "words"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_api_refuses_is_refused_in_its_words(
    more: dict[str, Any], param: str | None, code: str | None, words: str
) -> None:
    status, *place, message = Served().error("/embeddings", request(**more))

    assert (status, *place) == (400, param, code)
    assert words in message


async def test_the_client_reads_vectors() -> None:
    async with serving() as client:
        packed = await client.embeddings.create(model=SMALL, input=["Hello", "Bye"], dimensions=8)
        plain = await client.embeddings.create(
            model=SMALL, input=["Hello", "Bye"], dimensions=8, encoding_format="float"
        )
        with pytest.raises(openai.NotFoundError, match="fake/none"):
            await client.embeddings.create(model="fake/none", input="Hello")

    assert [each.embedding for each in packed.data] == [each.embedding for each in plain.data]
