"""What is to be embedded: texts, or tokens; and what becomes of it."""

import base64
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.model_name import ModelName, model_not_found
from fakes.model.text.embedding import embed

_MOST_INPUTS = 2048
_MOST_TOKENS = 8192
_MOST_TOKEN_ID = 2**32


@dataclass(frozen=True, slots=True)
class Input:
    """One text, and how many tokens it has. What came as tokens is their numbers, with a space between two."""

    text: str
    tokens: int


def vector(text: str, size: int, seed: str, *, encoded: bool) -> str | Sequence[float]:
    """Return the vector of a text: its numbers, or ``encoded`` as base64."""
    # In both forms the numbers are those of 32 bits: a client that compares the two must find no difference.
    shape = struct.Struct(f"<{size}f")
    packed = shape.pack(*embed(text, size, seed))
    return base64.b64encode(packed).decode() if encoded else shape.unpack(packed)


def known_model(name: str, call: ApiCall) -> str:
    """Return the name of a model that there is.

    Raises:
        ApiError: there is none.
    """
    model = ModelName.parse(name)
    if not call.session.has_model(model):
        raise model_not_found(model.text)
    return model.text


def read_inputs(given: Field, count: Callable[[str], int]) -> tuple[Input, ...]:
    """Return what is to be embedded; ``count`` counts the tokens of a text.

    Raises:
        ApiError: one of them is too long.
        FieldError: one of them is neither a text nor tokens, or empty, or there are none, or too many.
    """
    if isinstance(given.value, str):
        return (_read_text(given, count),)
    items = tuple(given.items())
    if not items:
        raise given.fail("must hold at least one text", "empty_array")
    if isinstance(items[0].value, int):
        return (_read_tokens(given),)
    if len(items) > _MOST_INPUTS:
        raise given.fail(f"has {len(items)} entries, and must have at most {_MOST_INPUTS}", "array_above_max_length")
    return tuple(_read_tokens(item) if isinstance(item.value, list) else _read_text(item, count) for item in items)


def _read_text(given: Field, count: Callable[[str], int]) -> Input:
    text = given.string()
    if not text:
        raise given.fail("must not be empty")
    return _limited(Input(text, count(text)))


def _read_tokens(given: Field) -> Input:
    tokens = [item.integer(0, _MOST_TOKEN_ID) for item in given.items()]
    if not tokens:
        raise given.fail("must hold at least one token", "empty_array")
    return _limited(Input(" ".join(map(str, tokens)), len(tokens)))


def _limited(one: Input) -> Input:
    if one.tokens > _MOST_TOKENS:
        raise ApiError(
            400,
            f"This model's maximum context length is {_MOST_TOKENS} tokens, however you requested {one.tokens} tokens "
            f"({one.tokens} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.",
        )
    return one
