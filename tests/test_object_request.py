import pytest

from service.errors import EmptyMessages, InvalidRequest, MessageTooLong
from service.field import JSON, Field
from service.messages import TextPart, UserMessage
from service.model import ResponseSchema
from service.object_request import ObjectRequest, read_object
from service.requests import ChatRequest
from service.ui_messages import MessageLimits

LIMITS = MessageLimits(messages=1, characters=30)
RECIPE = ResponseSchema(name="recipe", schema={"type": "object"})
SENT: dict[str, JSON] = {"type": "object", "properties": {"a": {"type": "integer"}}}


def read(value: JSON, named: str | None = "recipe") -> ObjectRequest:
    return read_object(Field(value), LIMITS, named=named, schemas={"recipe": RECIPE})


def asking(prompt: str, model: str | None = None) -> ChatRequest:
    return ChatRequest(messages=(UserMessage((TextPart(prompt),)),), model=model)


VALUES: dict[str, tuple[JSON, ChatRequest]] = {
    "a string": ("Hi", asking("Hi")),
    "a blank": (" ", asking(" ")),
    "a string that is JSON": ('{"prompt":"Hi"}', asking('{"prompt":"Hi"}')),
    "half a character": ("\ud83d", asking("\ufffd")),
    "a prompt": ({"prompt": "Hi"}, asking("Hi")),
    "a prompt and a model": ({"prompt": "Hi", "model": "gpt-4o"}, asking("Hi", "gpt-4o")),
    "a prompt and no model": ({"prompt": "Hi", "model": None}, asking("Hi")),
    "a prompt and an empty model": ({"prompt": "Hi", "model": ""}, asking("Hi")),
    "a prompt and more": ({"prompt": "Hi", "tone": "kind"}, asking("Hi")),
    "a prompt that is none": ({"prompt": 5, "model": 5}, asking('{"prompt":5,"model":5}')),
    "an object": ({"dish": "é😀"}, asking('{"dish":"é😀"}')),
    "half a character in an object": (["\ud83d"], asking('["\\ud83d"]')),
    "an array": (["Hi", 1.5], asking('["Hi",1.5]')),
    "a number": (5, asking("5")),
    "a boolean": (False, asking("false")),
    "null": (None, asking("null")),
}
"""What was submitted, and what the model is asked."""


@pytest.mark.parametrize(("value", "chat"), VALUES.values(), ids=VALUES)
def test_a_string_or_a_prompt_is_asked_as_it_is_and_anything_else_as_json(value: JSON, chat: ChatRequest) -> None:
    assert read(value) == ObjectRequest(chat, RECIPE)


SCHEMAS: dict[str, tuple[JSON, str | None, ResponseSchema]] = {
    "named": ("Hi", "recipe", RECIPE),
    "sent": ({"prompt": "Hi", "schema": SENT}, None, ResponseSchema(name="answer", schema=SENT)),
    "named and sent": ({"prompt": "Hi", "schema": 5}, "recipe", RECIPE),
    "sent beside no prompt": ({"schema": {}}, None, ResponseSchema(name="answer", schema={})),
}


@pytest.mark.parametrize(("value", "named", "schema"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_is_named_in_the_url_or_sent(value: JSON, named: str | None, schema: ResponseSchema) -> None:
    assert read(value, named).schema == schema


MISSING = "schema is missing: name one in the URL, or send one beside prompt"
REFUSED: dict[str, tuple[JSON, str | None, type[InvalidRequest], str]] = {
    "an unknown name": ("Hi", "soup", InvalidRequest, "schema names none that is known here: soup"),
    "a hostile name": ("Hi", "x" * 1000, InvalidRequest, f"schema names none that is known here: {'x' * 100}"),
    "no schema": ("Hi", None, InvalidRequest, MISSING),
    "no schema beside a prompt": ({"prompt": "Hi"}, None, InvalidRequest, MISSING),
    "a schema that is null": ({"prompt": "Hi", "schema": None}, None, InvalidRequest, MISSING),
    "a schema of another type": (
        {"prompt": "Hi", "schema": "recipe"},
        None,
        InvalidRequest,
        "schema must be an object, not a string",
    ),
    "a schema that is none": (
        {"prompt": "Hi", "schema": {"type": 5}},
        None,
        InvalidRequest,
        "schema is not a valid JSON Schema, at type",
    ),
    "nothing": ("", "recipe", EmptyMessages, "prompt must not be empty"),
    "an empty prompt": ({"prompt": ""}, "recipe", EmptyMessages, "prompt must not be empty"),
    "too much": ("x" * 31, "recipe", MessageTooLong, "prompt has 31 characters of text, at most 30 are read"),
    "too much as JSON": (
        ["x" * 27],
        "recipe",
        MessageTooLong,
        "prompt has 31 characters of text, at most 30 are read",
    ),
    "a model of another type": (
        {"prompt": "Hi", "model": 5},
        "recipe",
        InvalidRequest,
        "model must be a string, not a number",
    ),
}
"""What was submitted, the name in the URL, and the error with its message."""


@pytest.mark.parametrize(("value", "named", "kind", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_is_wrong(value: JSON, named: str | None, kind: type[InvalidRequest], message: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(value, named)
    assert (type(caught.value), caught.value.message) == (kind, message)
