import pytest

from service.errors import EmptyMessages, InvalidRequest, MessageTooLong, TooManyMessages, UnknownRole
from service.field import JSON, Field
from service.messages import ImagePart, Message, TextPart, UserMessage
from service.ui_messages import MessageLimits, read_messages

LIMITS = MessageLimits(messages=100, characters=1000)
PNG = "data:image/png;base64,iVBORw0KGgo="
PDF = "data:application/pdf;base64,JVBERg=="
WEB = "https://e.com/a.png"
TEXT: JSON = {"type": "text", "text": "Q"}


def read(*messages: JSON, limits: MessageLimits = LIMITS) -> tuple[Message, ...]:
    return read_messages(Field([*messages], "messages"), limits)


REFUSED: dict[str, tuple[JSON, str]] = {
    "no object": ("Q", "messages[0] must be an object, not a string"),
    "null": (None, "messages[0] must be an object, not null"),
    "no role": ({"content": "Q"}, "messages[0].role is missing"),
    "role of another type": ({"role": 1, "content": "Q"}, "messages[0].role must be a string, not a number"),
    "neither content nor parts": ({"role": "user"}, "messages[0] needs content or parts"),
    "null content": ({"role": "user", "content": None}, "messages[0] needs content or parts"),
    "system, nothing": ({"role": "system"}, "messages[0] needs content or parts"),
    "assistant, nothing": ({"role": "assistant"}, "messages[0] needs content or parts"),
    "content of another type": ({"role": "user", "content": 5}, "messages[0].content must be an array, not a number"),
    "content an object": ({"role": "user", "content": {}}, "messages[0].content must be an array, not an object"),
    "parts of another type": ({"role": "user", "parts": "Q"}, "messages[0].parts must be an array, not a string"),
    "a part of another type": (
        {"role": "user", "parts": ["Q"]},
        "messages[0].parts[0] must be an object, not a string",
    ),
    "a part of content": ({"role": "user", "content": [5]}, "messages[0].content[0] must be an object, not a number"),
    "a part without a type": ({"role": "user", "parts": [TEXT, {"text": "Q"}]}, "messages[0].parts[1].type is missing"),
    "a type of another type": (
        {"role": "assistant", "parts": [{"type": []}]},
        "messages[0].parts[0].type must be a string, not an array",
    ),
    "a text part without text": ({"role": "user", "parts": [{"type": "text"}]}, "messages[0].parts[0].text is missing"),
    "a text of another type": (
        {"role": "system", "parts": [{"type": "text", "text": True}]},
        "messages[0].parts[0].text must be a string, not a boolean",
    ),
    "an assistant's text of another type": (
        {"role": "assistant", "content": [{"type": "text", "text": 5}]},
        "messages[0].content[0].text must be a string, not a number",
    ),
    "a file without anything": ({"role": "user", "parts": [{"type": "file"}]}, "messages[0].parts[0].data is missing"),
    "a file of another type": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "application/zip", "url": "data:,PK"}]},
        "messages[0].parts[0].url is of type application/zip, and only images, PDF, WAV, MP3 and text are read",
    ),
    "a file's name of another type": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "application/pdf", "url": PDF, "filename": 1}]},
        "messages[0].parts[0].filename must be a string, not a number",
    ),
    "a file's media type of another type": (
        {"role": "user", "parts": [{"type": "file", "mediaType": 1, "url": PNG}]},
        "messages[0].parts[0].mediaType must be a string, not a number",
    ),
    "bare base64 without a type": (
        {"role": "user", "parts": [{"type": "file", "data": "AAAA"}]},
        "messages[0].parts[0].data needs a media type",
    ),
    "bare base64 that is none": (
        {"role": "user", "content": [{"type": "image", "image": "?"}]},
        "messages[0].content[0].image is not valid base64",
    ),
    "an image without anything": (
        {"role": "user", "content": [{"type": "image"}]},
        "messages[0].content[0].image is missing",
    ),
    "OpenAI's image as a string": (
        {"role": "user", "content": [{"type": "image_url", "image_url": WEB}]},
        "messages[0].content[0].image_url must be an object, not a string",
    ),
    "attachments of another type": (
        {"role": "user", "content": "Q", "experimental_attachments": {}},
        "messages[0].experimental_attachments must be an array, not an object",
    ),
    "an attachment without a URL": (
        {"role": "user", "content": "Q", "experimental_attachments": [{"contentType": "image/png"}]},
        "messages[0].experimental_attachments[0].url is missing",
    ),
}
"""A message that can't be read, and what we say about it."""


@pytest.mark.parametrize(("message", "complaint"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_read_is_named(message: JSON, complaint: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read(message)
    assert type(caught.value) is InvalidRequest
    assert caught.value.message == complaint


@pytest.mark.parametrize(
    ("role", "shown"),
    [("robot", "robot"), ("", ""), ("User", "User"), ("tool", "tool"), ("x" * 1000, "x" * 100)],
    ids=["unknown", "empty", "another case", "OpenAI's tool", "hostile"],
)
def test_an_unknown_role_is_named(role: str, shown: str) -> None:
    with pytest.raises(UnknownRole) as caught:
        read({"role": role, "content": "Q"})
    assert caught.value.message == f"messages[0].role is not system, user, assistant or data: {shown}"


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [{"role": "data", "content": "", "data": 1}],
        [{"role": "assistant", "parts": []}],
        [{"role": "assistant", "parts": [{"type": "step-start"}]}],
    ],
    ids=["none", "data only", "an assistant without parts", "an assistant that said nothing"],
)
def test_a_conversation_that_no_model_would_see_is_empty(messages: list[JSON]) -> None:
    with pytest.raises(EmptyMessages) as caught:
        read(*messages)
    assert caught.value.message == "messages must not be empty"


@pytest.mark.parametrize("value", ["Q", {}, 5, None], ids=repr)
def test_messages_are_an_array(value: JSON) -> None:
    with pytest.raises(InvalidRequest, match=r"^messages must be an array, not "):
        read_messages(Field(value, "messages"), LIMITS)


def test_as_many_messages_are_read_as_the_limit_says() -> None:
    limits = MessageLimits(messages=2, characters=10)
    message: JSON = {"role": "user", "content": "Q"}
    assert len(read(message, message, limits=limits)) == 2
    with pytest.raises(TooManyMessages) as caught:
        # The third is not even looked at.
        read(message, message, None, limits=limits)
    assert caught.value.message == "messages has 3 messages, at most 2 are read"


LONG: dict[str, dict[str, JSON]] = {
    "user": {"role": "user", "content": "12345"},
    "user, in parts": {"role": "user", "parts": [{"type": "text", "text": "123"}, {"type": "text", "text": "45"}]},
    "user, in an attachment": {"role": "user", "content": "123", "experimental_attachments": [{"url": "data:,45"}]},
    "system": {"role": "system", "content": "12345"},
    "assistant": {"role": "assistant", "content": "12345"},
    "assistant, in steps": {
        "role": "assistant",
        "parts": [{"type": "text", "text": "123"}, {"type": "step-start"}, {"type": "text", "text": "45"}],
    },
    "characters, not bytes": {"role": "user", "content": "é😀مرح"},
}


@pytest.mark.parametrize("message", LONG.values(), ids=LONG)
def test_a_message_is_read_up_to_the_limit_of_its_text(message: JSON) -> None:
    short: JSON = {"role": "user", "content": "Q"}
    assert read(short, message, limits=MessageLimits(messages=2, characters=5))
    with pytest.raises(MessageTooLong) as caught:
        read(short, message, limits=MessageLimits(messages=2, characters=4))
    assert caught.value.message == "messages[1] has 5 characters of text, at most 4 are read"


def test_images_do_not_count_as_text() -> None:
    message: JSON = {"role": "user", "content": "Q", "experimental_attachments": [{"url": PNG}]}
    assert read(message, limits=MessageLimits(messages=1, characters=1)) == (
        UserMessage((TextPart("Q"), ImagePart(PNG))),
    )
