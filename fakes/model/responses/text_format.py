"""``text``: what kind of text the answer is to be."""

from collections.abc import Iterable, Mapping

from fakes.model.api_error import ApiError
from fakes.model.field import Field
from fakes.model.openai.response_format import read_schema
from fakes.model.response_format import FormatKind, ResponseFormat

_KINDS: Mapping[str, FormatKind] = {"text": "text", "json_object": "json_object", "json_schema": "json_schema"}


def read_text_format(body: Field, texts: Iterable[str]) -> ResponseFormat:
    """Read it from a request's body; ``texts`` are those of the conversation.

    Raises:
        ApiError: JSON is wished for, and no text says so.
        FieldError: something in it is absent, or not what it must be.
    """
    text = body.get("text")
    if text is None:
        return ResponseFormat()
    if verbosity := text.get("verbosity"):
        verbosity.one_of(("low", "medium", "high"))
    form = text.get("format")
    if form is None:
        return ResponseFormat()
    kind = _KINDS[form.require("type").one_of(_KINDS)]
    if kind == "json_object" and not any("json" in text.lower() for text in texts):
        raise ApiError(
            400,
            "Response input messages must contain the word 'json' in some form to use 'text.format' of type "
            "'json_object'.",
            param="input",
        )
    if kind != "json_schema":
        return ResponseFormat(kind)
    form.require("schema").keys()
    return ResponseFormat(kind, read_schema(form))


def text_body(body: Field) -> dict[str, object]:
    """Return ``text`` as a response repeats it: completed with what is so unless it is said."""
    text = body.get("text")
    form = None if text is None else text.get("format")
    verbosity = None if text is None else text.get("verbosity")
    return {
        "format": {"type": "text"} if form is None else _completed(form),
        "verbosity": "medium" if verbosity is None else verbosity.value,
    }


def _completed(form: Field) -> dict[str, object]:
    members = {name: form.require(name).value for name in form.keys()}  # noqa: SIM118 - a method of its own
    if members["type"] != "json_schema":
        return members
    return {"description": None, **members, "strict": members.get("strict") is not False}
