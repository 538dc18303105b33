from collections.abc import Sequence

import pytest

from service.attachments import Attachment
from service.errors import EmptyMessages, InvalidRequest, MessageTooLong
from service.field import JSON, Field
from service.messages import AssistantMessage, FilePart, ImagePart, Message, SystemMessage, TextPart, UserMessage
from service.ui_messages import MessageLimits, read_messages, read_prompt

LIMITS = MessageLimits(messages=100, characters=1000)
PNG = "data:image/png;base64,iVBORw0KGgo="
PDF = "data:application/pdf;base64,JVBERg=="
WEB = "https://e.com/a.png"
TEXT: JSON = {"type": "text", "text": "Q"}


def read(*messages: JSON, limits: MessageLimits = LIMITS) -> tuple[Message, ...]:
    return read_messages(Field([*messages], "messages"), limits)


def user(*parts: Attachment) -> UserMessage:
    return UserMessage(parts)


Q = TextPart("Q")

READ: dict[str, tuple[dict[str, JSON], Sequence[Message]]] = {
    "user, content": ({"role": "user", "content": "Q"}, [user(Q)]),
    "user, parts": ({"role": "user", "parts": [TEXT]}, [user(Q)]),
    "user, parts win over content": ({"role": "user", "content": "R", "parts": [TEXT]}, [user(Q)]),
    "user, content where parts are empty": ({"role": "user", "content": "Q", "parts": []}, [user(Q)]),
    "user, content where parts are null": ({"role": "user", "content": "Q", "parts": None}, [user(Q)]),
    "user, content of parts": (
        {"role": "user", "content": [TEXT, {"type": "text", "text": "R"}]},
        [user(Q, TextPart("R"))],
    ),
    "user, empty content": ({"role": "user", "content": ""}, [user(TextPart(""))]),
    "user, empty parts": ({"role": "user", "parts": []}, [user()]),
    "user, empty content of parts": ({"role": "user", "content": []}, [user()]),
    "user, parts for no model": (
        {"role": "user", "parts": [{"type": "data-x", "data": 1}, {"type": "step-start"}, TEXT, {"type": "weird"}]},
        [user(Q)],
    ),
    "user, further members": (
        {"role": "user", "content": "Q", "id": 1, "createdAt": [], "annotations": {}, "metadata": None},
        [user(Q)],
    ),
    "user, a lone surrogate": ({"role": "user", "content": "a\ud83d"}, [user(TextPart("a\ufffd"))]),
    "user, two halves that meet": ({"role": "user", "content": "\ud83d\ude00"}, [user(TextPart("😀"))]),
    "user, file": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "image/png", "url": PNG}]},
        [user(ImagePart(PNG))],
    ),
    "user, file, ai 4's name of the type": (
        {"role": "user", "parts": [{"type": "file", "mimeType": "image/png", "url": WEB}]},
        [user(ImagePart(WEB))],
    ),
    "user, file, the newer name wins": (
        {
            "role": "user",
            "parts": [{"type": "file", "mediaType": "image/gif", "mimeType": "text/plain", "data": "AAAA"}],
        },
        [user(ImagePart("data:image/gif;base64,AAAA"))],
    ),
    "user, file of bare base64": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "text/plain", "data": "aGk="}]},
        [user(TextPart("hi"))],
    ),
    "user, file whose data are an address": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "image/png", "data": WEB}]},
        [user(ImagePart(WEB))],
    ),
    "user, PDF": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "application/pdf", "url": PDF, "filename": "b.pdf"}]},
        [user(FilePart("application/pdf", PDF, "b.pdf"))],
    ),
    "user, PDF of bare base64": (
        {
            "role": "user",
            "content": [{"type": "file", "mimeType": "application/pdf", "data": "JVBERg==", "filename": "b.pdf"}],
        },
        [user(FilePart("application/pdf", PDF, "b.pdf"))],
    ),
    "user, PDF as data": (
        {
            "role": "user",
            "content": [{"type": "file", "mimeType": "application/pdf", "data": PDF, "filename": "b.pdf"}],
        },
        [user(FilePart("application/pdf", PDF, "b.pdf"))],
    ),
    "user, an attachment's name is not told, as by ai 4": (
        {"role": "user", "content": "Q", "experimental_attachments": [{"name": "b.pdf", "url": PDF}]},
        [user(Q, FilePart("application/pdf", PDF))],
    ),
    "user, core image at an address": (
        {"role": "user", "content": [{"type": "image", "image": WEB}]},
        [user(ImagePart(WEB))],
    ),
    "user, core image as data URL": (
        {"role": "user", "content": [{"type": "image", "image": PNG}]},
        [user(ImagePart(PNG))],
    ),
    "user, core image as base64": (
        {"role": "user", "content": [{"type": "image", "image": "iVBORw0KGgo="}]},
        [user(ImagePart(PNG))],
    ),
    "user, core image with its type": (
        {"role": "user", "content": [{"type": "image", "image": "AAAA", "mimeType": "image/gif"}]},
        [user(ImagePart("data:image/gif;base64,AAAA"))],
    ),
    "user, core image with its type, newer name": (
        {"role": "user", "content": [{"type": "image", "image": "AAAA", "mediaType": "image/gif"}]},
        [user(ImagePart("data:image/gif;base64,AAAA"))],
    ),
    "user, OpenAI's image": (
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": WEB, "detail": "low"}}]},
        [user(ImagePart(WEB))],
    ),
    "user, text and files in order": (
        {"role": "user", "parts": [{"type": "file", "mediaType": "image/png", "url": WEB}, TEXT]},
        [user(ImagePart(WEB), Q)],
    ),
    "user, attachments behind the text": (
        {
            "role": "user",
            "content": "Q",
            "experimental_attachments": [
                {"contentType": "image/png", "url": WEB},
                {"contentType": "text/plain", "url": "data:,hi"},
                {"url": PNG},
            ],
        },
        [user(Q, ImagePart(WEB), TextPart("hi"), ImagePart(PNG))],
    ),
    "user, attachments only": (
        {"role": "user", "parts": [], "experimental_attachments": [{"contentType": "image/png", "url": WEB}]},
        [user(ImagePart(WEB))],
    ),
    "user, no attachments": ({"role": "user", "content": "Q", "experimental_attachments": []}, [user(Q)]),
    "system, content": ({"role": "system", "content": "Be brief."}, [SystemMessage("Be brief.")]),
    "system, parts joined": (
        {"role": "system", "parts": [TEXT, {"type": "data-x"}, TEXT]},
        [SystemMessage("QQ")],
    ),
    "system, empty": ({"role": "system", "parts": []}, [SystemMessage("")]),
    "system, a lone surrogate": ({"role": "system", "content": "\ude00"}, [SystemMessage("\ufffd")]),
    "assistant, content": ({"role": "assistant", "content": "A"}, [AssistantMessage("A")]),
    "assistant, ai 4's steps are one message": (
        {"role": "assistant", "content": "QQ", "parts": [{"type": "step-start"}, TEXT, {"type": "step-start"}, TEXT]},
        [AssistantMessage("QQ")],
    ),
    "assistant, a message for each step that has text": (
        {
            "role": "assistant",
            "parts": [{"type": "step-start"}, TEXT, TEXT, {"type": "step-start"}, {"type": "step-start"}, TEXT],
        },
        [AssistantMessage("QQ"), AssistantMessage("Q")],
    ),
    "assistant, ai 4's that said nothing": ({"role": "assistant", "content": "", "parts": []}, [AssistantMessage("")]),
}
"""A message as it is sent, and what it is to a model."""


@pytest.mark.parametrize(("message", "messages"), READ.values(), ids=READ)
def test_a_message_is_read(message: JSON, messages: Sequence[Message]) -> None:
    assert read(message) == tuple(messages)


def test_messages_stay_in_their_order_and_are_named_by_it() -> None:
    assert read({"role": "system", "content": "S"}, {"role": "user", "content": "Q"}) == (SystemMessage("S"), user(Q))
    with pytest.raises(InvalidRequest, match=r"^messages\[1\]\.role is missing$"):
        read({"role": "user", "content": "Q"}, {})


@pytest.mark.parametrize(
    ("prompt", "text"), [("Q", "Q"), (" ", " "), ("a\ud83d", "a\ufffd")], ids=["text", "a blank", "a lone surrogate"]
)
def test_a_prompt_is_what_the_user_said(prompt: str, text: str) -> None:
    assert read_prompt(Field(prompt, "prompt"), LIMITS) == user(TextPart(text))


def test_an_empty_prompt_asks_nothing() -> None:
    with pytest.raises(EmptyMessages) as caught:
        read_prompt(Field("", "payload.prompt"), LIMITS)
    assert caught.value.message == "payload.prompt must not be empty"


@pytest.mark.parametrize("value", [5, [], {}, True, None], ids=repr)
def test_a_prompt_is_a_string(value: JSON) -> None:
    with pytest.raises(InvalidRequest, match=r"^prompt must be a string, not "):
        read_prompt(Field(value, "prompt"), LIMITS)


def test_a_prompt_is_read_up_to_the_limit() -> None:
    limits = MessageLimits(messages=1, characters=4)
    assert read_prompt(Field("1234", "prompt"), limits) == user(TextPart("1234"))
    with pytest.raises(MessageTooLong) as caught:
        read_prompt(Field("12345", "prompt"), limits)
    assert caught.value.message == "prompt has 5 characters of text, at most 4 are read"
