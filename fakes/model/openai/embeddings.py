"""POST /v1/embeddings: https://platform.openai.com/docs/api-reference/embeddings."""

import base64
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Dialect
from fakes.model.field import Field
from fakes.model.model_name import BUILT_IN, ModelName, model_not_found
from fakes.model.openai.chat_request import read_json
from fakes.model.reply import Reply, json_reply
from fakes.model.text.embedding import embed

_DIMENSIONS: Mapping[str, int] = {"text-embedding-3-large": 3072}
_DEFAULT_DIMENSIONS = 1536
_FIXED = "text-embedding-ada-002"
_KNOWN = frozenset(("model", "input", "dimensions", "encoding_format", "user"))
_MOST_INPUTS = 2048
_MOST_TOKENS = 8192
_MOST_TOKEN_ID = 2**32


@dataclass(frozen=True, slots=True)
class Input:
    """One text, and how many tokens it has. What came as tokens is their numbers, with a space between two."""

    text: str
    tokens: int


class Embeddings:
    """Makes vectors of texts: the same for the same text, model and seed."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def answer(self, call: ApiCall) -> Reply:
        """Return the vectors.

        Raises:
            ApiError: the request is refused.
            FieldError: something in its body is refused.
        """
        body = read_json(call.request)
        for name in body.keys():  # noqa: SIM118 - a method of its own, not a dict's
            if name not in _KNOWN:
                raise Field(None, name).fail("is not a parameter of this request", "unknown_parameter")
        model = _read_model(body, call)
        inputs = _read_inputs(body.require("input"), call.session.tokenizer.count)
        size = _read_dimensions(body, model)
        if user := body.get("user"):
            user.string()
        form = body.get("encoding_format")
        encoded = form is not None and form.one_of(("float", "base64")) == "base64"
        seed = f"{call.session.identity.seed}/{model}"
        data = [
            {"object": "embedding", "index": index, "embedding": _vector(one.text, size, seed, encoded=encoded)}
            for index, one in enumerate(inputs)
        ]
        tokens = sum(one.tokens for one in inputs)
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return json_reply({"object": "list", "data": data, "model": model, "usage": usage})


def _vector(text: str, size: int, seed: str, *, encoded: bool) -> str | Sequence[float]:
    # In both forms the numbers are those of 32 bits: a client that compares the two must find no difference.
    shape = struct.Struct(f"<{size}f")
    packed = shape.pack(*embed(text, size, seed))
    return base64.b64encode(packed).decode() if encoded else shape.unpack(packed)


def _read_model(body: Field, call: ApiCall) -> str:
    model = ModelName.parse(body.require("model").string())
    fake_id = model.fake_id
    if fake_id is not None and fake_id not in BUILT_IN and not call.session.scripts.find(fake_id):
        raise model_not_found(model.text)
    return model.text


def _read_dimensions(body: Field, model: str) -> int:
    most = _DIMENSIONS.get(model, _DEFAULT_DIMENSIONS)
    wanted = body.get("dimensions")
    if wanted is None:
        return most
    if model == _FIXED:
        raise ApiError(400, "This model does not support specifying dimensions.")
    return wanted.integer(1, most)


def _read_inputs(given: Field, count: Callable[[str], int]) -> tuple[Input, ...]:
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
