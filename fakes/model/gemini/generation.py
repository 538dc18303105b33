"""``generationConfig``: the extent and the form of the answer."""

import math
from collections.abc import Mapping

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.gemini.schema import json_schema
from fakes.model.response_format import ResponseFormat
from fakes.model.sampling import Sampling

_MOST_STOPS = 5
_RANGES: Mapping[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "top_k": (1, math.inf),
    "max_output_tokens": (1, math.inf),
    "candidate_count": (1, 8),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
    "logprobs": (0, 20),
}
_TEXT = "text/plain"
_JSON = "application/json"
_UNCALLING = ("gemini-1", "gemini-2")


def read_sampling(config: Field) -> Sampling:
    """Return how much is to be said.

    Raises:
        FieldError: a number is out of its range, or a stop sequence is empty.
        ApiError: something else than text is wished for.
    """
    for name, (low, high) in _RANGES.items():
        if (number := config.get(name)) and not low <= number.number(-math.inf, math.inf) <= high:
            raise number.fail(_outside(name, low, high), "out_of_range")
    _check_modalities(config)
    choices, most = config.get("candidate_count"), config.get("max_output_tokens")
    return Sampling(
        choices=choices.integer(1, 8) if choices else 1,
        max_tokens=most.integer(1, 2**31) if most else None,
        stops=_stops(config),
        top_logprobs=_top(config),
    )


def read_form(config: Field) -> ResponseFormat:
    """Return what kind of text is asked for.

    Raises:
        FieldError: a media type is not known, or a schema stands where none may, or is refused.
    """
    kind = config.get("response_mime_type")
    media = kind.string() if kind and kind.value else _TEXT
    if media not in (_TEXT, _JSON):
        raise Field(None, "generation_config.response_mime_type").fail(f"allowed mimetypes are {_TEXT} and {_JSON}.")
    typed, plain = config.get("response_schema"), config.get("response_json_schema")
    if typed and plain:
        raise plain.fail("only one of response_schema and response_json_schema may be set")
    if (schema := typed or plain) and media != _JSON:
        raise schema.fail(f"only allowed when response_mime_type is {_JSON}")
    if media == _TEXT:
        return ResponseFormat()
    if plain:
        plain.keys()
    wanted = json_schema(typed) if typed and typed.value else plain
    return ResponseFormat("json_schema", wanted) if wanted else ResponseFormat("json_object")


def check_form(form: ResponseFormat, model: str, *, calls: bool) -> None:
    """Judge a form beside functions that may be called.

    Raises:
        ApiError: the model can't do both.
    """
    name = model.rpartition("/")[2]
    if calls and form.kind != "text" and name.startswith(_UNCALLING):
        raise ApiError(400, f"Function calling with a response mime type: '{_JSON}' is unsupported", param="tools")


def _check_modalities(config: Field) -> None:
    modalities = config.get("response_modalities")
    wanted = [entry.string() for entry in modalities.items()] if modalities else []
    if not {"TEXT", "MODALITY_UNSPECIFIED"}.issuperset(wanted):
        names = ",".join(wanted).lower()
        raise ApiError(
            400, f"Model does not support the requested response modalities: {names}", param="generation_config"
        )


def _outside(name: str, low: float, high: float) -> str:
    if high == math.inf:
        return f"{name} must be positive."
    return f"{name} must be in the range [{float(low)}, {float(high)}]."


def _stops(config: Field) -> tuple[str, ...]:
    sequences = config.get("stop_sequences")
    stops = tuple(entry.string() for entry in sequences.items()) if sequences else ()
    if sequences and len(stops) > _MOST_STOPS:
        raise sequences.fail(f"at most {_MOST_STOPS} stop sequences may be set, and there are {len(stops)}")
    if sequences and not all(stops):
        raise sequences.fail("a stop sequence must not be empty")
    return stops


def _top(config: Field) -> int | None:
    told, number = config.get("response_logprobs"), config.get("logprobs")
    wanted = told is not None and told.boolean()
    if number and not wanted:
        raise number.fail("logprobs may only be set when response_logprobs is true")
    if not wanted:
        return None
    return number.integer(0, 20) if number else 0
