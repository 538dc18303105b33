"""``options`` and what stands beside them: the extent and the form of the answer."""

from collections.abc import Callable, Mapping

from fakes.model import compact_json
from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.response_format import ResponseFormat
from fakes.model.sampling import Sampling

_MOST_ALTERNATIVES = 20
_FLOATS = (
    "temperature",
    "top_p",
    "min_p",
    "tfs_z",
    "typical_p",
    "repeat_penalty",
    "presence_penalty",
    "frequency_penalty",
    "mirostat_tau",
    "mirostat_eta",
)
_INTEGERS = (
    "num_keep",
    "seed",
    "num_predict",
    "top_k",
    "repeat_last_n",
    "mirostat",
    "num_ctx",
    "num_batch",
    "num_gpu",
    "main_gpu",
    "num_thread",
)
_SWITCHES = ("numa", "low_vram", "f16_kv", "logits_all", "vocab_only", "use_mmap", "use_mlock", "penalize_newline")


def read_sampling(body: Field) -> Sampling:
    """Return how much is to be said. Options that the server does not know are of no account.

    Raises:
        ApiError: an option is of another type than it must be.
        FieldError: so is something beside the options.
    """
    options = body.get("options") or Field({}, "options")
    given = {name: field.value for name in options.keys() if (field := options.get(name))}  # noqa: SIM118 - a method
    for name, value in given.items():
        if name in _TYPES and not _TYPES[name][1](value):
            raise ApiError(500, f'option "{name}" must be of {_TYPES[name][0]}', code="invalid_option", param=name)
    most = given.get("num_predict", -1)
    stops = given.get("stop", [])
    return Sampling(
        # 0 and less: until the model is done.
        max_tokens=int(most) if isinstance(most, int | float) and most > 0 else None,
        stops=tuple(stop for stop in stops if stop) if isinstance(stops, list) else (),
        top_logprobs=_top(body),
    )


def read_form(body: Field) -> ResponseFormat:
    """Return what kind of text is asked for: ``json``, or a JSON Schema.

    Raises:
        ApiError: it is something else.
    """
    form = body.get("format")
    if form is None or form.value == "":
        return ResponseFormat()
    if form.value == "json":
        return ResponseFormat("json_object")
    if isinstance(form.value, dict):
        return ResponseFormat("json_schema", form)
    raise ApiError(
        400,
        f'invalid format: {compact_json.encode(form.value).decode()}; expected "json" or a JSON Schema object',
        code="invalid_format",
    )


def _top(body: Field) -> int | None:
    told, number = body.get("logprobs"), body.get("top_logprobs")
    top = number.integer(-(2**31), 2**31) if number else 0
    if not 0 <= top <= _MOST_ALTERNATIVES:
        raise ApiError(400, f"top_logprobs must be between 0 and {_MOST_ALTERNATIVES}", code="out_of_range")
    return top if told is not None and told.boolean() else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


_TYPES: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    **dict.fromkeys(_FLOATS, ("type float32", _is_number)),
    # The server cuts a decimal off.
    **dict.fromkeys(_INTEGERS, ("type integer", _is_number)),
    **dict.fromkeys(_SWITCHES, ("type boolean", _is_switch)),
    "stop": ("an array of strings", _is_texts),
}
