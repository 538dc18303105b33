"""The ``model`` of a request, which may carry wishes: ``fake/long?tokens=500&delay_ms=0``, ``fake/text?fault=drop``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from fakes.model.api_error import ApiError
from fakes.model.digits import read_digits
from fakes.model.ondemand.catalog import CATALOG
from fakes.model.pacing import LONGEST_WAIT_MS
from fakes.model.request import Request

_PREFIX = "fake/"
_MOST_TOKENS = 1_000_000
_TIMES = {"first_ms": (0, LONGEST_WAIT_MS), "delay_ms": (0, LONGEST_WAIT_MS)}

BUILT_IN: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "default": _TIMES,
    "long": {**_TIMES, "tokens": (1, _MOST_TOKENS)},
}
"""The models that need no script, with their options and the least and greatest value of each."""

_OPTIONS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    **{
        entry.id: {**_TIMES, **{option.name: (option.low, option.high) for option in entry.options}}
        for entry in CATALOG
    },
    **BUILT_IN,
}
"""The same of every model that may have options."""

_FAULT = "fault"


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model as it was asked for. ``fake_id`` is what stands after ``fake/``; None means a name of anybody's model.

    ``fault`` is what is to go wrong with its answer, as text that nobody has read; empty: nothing.
    """

    text: str
    fake_id: str | None = None
    options: Mapping[str, int] = field(default_factory=dict)
    fault: str = ""

    @classmethod
    def parse(cls, text: str) -> "ModelName":
        """Read a model's name. Which ids exist is for others to say.

        Raises:
            ApiError: an option that the model does not have, or a value that it cannot be given.
        """
        if not text.startswith(_PREFIX):
            return cls(text)
        fake_id, mark, query = text.removeprefix(_PREFIX).partition("?")
        if fake_id not in _OPTIONS:
            # Only these have options; a wish that nobody hears makes the whole name unknown.
            return cls(text, text.removeprefix(_PREFIX))
        pairs = _pairs(query) if mark else []
        options = {name: _value(fake_id, name, value) for name, value in pairs if name != _FAULT}
        return cls(text, fake_id, options, dict(pairs).get(_FAULT, ""))


class UnknownModel(ApiError):
    """A request for a model that does not exist. ``model`` is its name, for APIs that say it in words of their own."""

    def __init__(self, model: str) -> None:
        super().__init__(
            404, f"There is no model '{model}' here: no built-in and no script has this name.", code="model_not_found"
        )
        self.model = model


def model_not_found(text: str) -> ApiError:
    """Return the refusal of a model that does not exist."""
    return UnknownModel(text)


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise _bad_option(f"the options '{query}' are not of the form name=value&name=value") from None


def _value(fake_id: str, name: str, value: str) -> int:
    known = _OPTIONS[fake_id]
    if name not in known:
        raise _bad_option(f"'fake/{fake_id}' has no option '{name}'; it has: {', '.join((*known, _FAULT))}")
    try:
        return read_digits(value, *known[name])
    except ValueError as error:
        raise _bad_option(f"'{name}' {error}") from None


def _bad_option(complaint: str) -> ApiError:
    return ApiError(400, f"In 'model', {complaint}.", code="invalid_model_option", param="model")


def asked_id(request: Request, names: Mapping[str, str] | None = None) -> str | None:
    """Return the ``fake/`` id that a request names, in whatever API; None where it names none.

    ``names`` are the variables of its path: where a model is among them, the body is not asked.
    """
    try:
        named = _in_path(names or {})
        model: object = json.loads(request.body)["model"] if named is None else named
        return ModelName.parse(model).fake_id if isinstance(model, str) else None
    except (ValueError, KeyError, TypeError, RecursionError, ApiError):
        return None


def _in_path(names: Mapping[str, str]) -> str | None:
    model, publisher = names.get("model"), names.get("publisher")
    # At Vertex AI "fake" is the publisher of ours.
    return f"{_PREFIX}{model}" if model and publisher == _PREFIX.rstrip("/") else model
