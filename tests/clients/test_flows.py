"""What the clients send when a user does something: exactly what was recorded from the newest of each major."""

from collections.abc import Callable
from typing import Any

import pytest

from service.field import JSON

from .canned import Canned, Reply
from .client import CHAT_DOORS, Client, name_of
from .generation import DATA_STREAM, Generation
from .program import Programs
from .scenario import flows, message

Options = dict[str, Any]

PNG = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = "data:application/pdf;base64,JVBERi0xLjQK"


def asked(question: str, *then: Options, **options: object) -> Options:
    return {"then": [{"do": "submit", "id": "u1", "text": question}, *then], **options}


def known(generation: Generation) -> list[dict[str, Any]]:
    """A question and its answer."""
    question: dict[str, Any] = {"id": "u1", "role": "user", "parts": [{"type": "text", "text": "Hi"}]}
    text: dict[str, Any] = {"type": "text", "text": "Hello!"}
    if generation.major == 4:
        answer = {"role": "assistant", "content": "Hello!", "parts": [{"type": "step-start"}, text]}
        return [{**question, "content": "Hi"}, {"id": "a1", **answer}]
    return [
        question,
        {"id": "a1", "role": "assistant", "parts": [{"type": "step-start"}, {**text, "state": "done"}]},
    ]


def afterwards(generation: Generation, *then: Options, **options: object) -> Options:
    return {"history": known(generation), "then": list(then), **options}


def attachments(_generation: Generation) -> Options:
    png = {"name": "a.png", "contentType": "image/png", "url": PNG}
    pdf = {"name": "b.pdf", "contentType": "application/pdf", "url": PDF}
    return {"then": [{"do": "submit", "id": "u1", "text": "Look", "attachments": [png, pdf]}]}


def files(_generation: Generation) -> Options:
    png = {"type": "file", "mediaType": "image/png", "filename": "a.png", "url": PNG}
    pdf = {"type": "file", "mediaType": "application/pdf", "filename": "b.pdf", "url": PDF}
    return {"then": [{"do": "submit", "id": "u1", "text": "Look", "files": [png, pdf], "metadata": {"ts": 1}}]}


def body_and_headers(generation: Generation) -> Options:
    options = asked("Hi", body={"action": "chat-v2-stream", "model": "gpt-4o"}, headers={"authorization": "Bearer t"})
    if generation.major == 4:
        options["then"][0]["data"] = {"hint": 1}
    return options


SECOND = {"do": "submit", "id": "u2", "text": "And now?"}
RESULT = {"do": "answerTools", "outputs": {"getWeather": {"temp": 21}}}
FAILURE = {"do": "answerTools", "errors": {"getWeather": "no network"}}

FLOWS: dict[str, Callable[[Generation], Options]] = {
    "first-message": lambda _: asked("Hi"),
    "second-turn": lambda generation: afterwards(generation, SECOND),
    "body-and-headers": body_and_headers,
    "attachments": attachments,
    "files": files,
    "client-tool-roundtrip": lambda _: asked("Weather?", RESULT, maxSteps=5),
    "client-tool-error-roundtrip": lambda _: asked("Weather?", FAILURE, maxSteps=5),
    "approval-granted": lambda _: asked("Delete it", {"do": "approve", "approved": True}, maxSteps=5),
    "reload": lambda generation: afterwards(generation, {"do": "regenerate"}),
    "regenerate": lambda generation: afterwards(generation, {"do": "regenerate"}),
    "regenerate-by-id": lambda generation: afterwards(generation, {"do": "regenerate", "messageId": "a1"}),
    "extra-fields": lambda generation: afterwards(generation, SECOND, sendExtraMessageFields=True),
    "resume": lambda generation: {"history": known(generation)[:1], "then": [{"do": "resume"}]},
    "text-protocol": lambda _: asked("Hi", protocol="text"),
}

OURS = ("authorization", "content-type")
TIME = "2000-01-01T00:00:00.000Z"

CANT = {
    # ui-utils 1.1 has no resume.
    ("4.1", "resume"),
    # addToolResult knew only results.
    ("5.0.0", "client-tool-error-roundtrip"),
}

# callChatApi holds no conversation.
CONVERSATIONS = [door for door in CHAT_DOORS if door[1] != "callChatApi"]
CASES = [
    pytest.param(generation, door, name, id=f"{generation}-{door}-{name}")
    for generation, door in CONVERSATIONS
    for name in flows(generation.major)
    if (generation.name, name) not in CANT
]


def sent(canned: Canned, api: str) -> list[dict[str, Any]]:
    """What arrived, without what HTTP adds."""
    return [
        {
            "method": request.method,
            "target": request.target,
            "headers": {name: request.headers[name] for name in OURS if name in request.headers},
            "body": told(request.json) or None,
        }
        for request in canned.received(api)
    ]


def told(value: JSON) -> JSON:
    """The same without times, and without step-start, which ai 4.1 does not know."""
    match value:
        case dict():
            return {name: TIME if name == "createdAt" else told(member) for name, member in value.items()}
        case list():
            return [told(item) for item in value if item != {"type": "step-start"}]
        case _:
            return value


@pytest.mark.parametrize(("generation", "door", "name"), CASES)
def test_the_client_sends_what_was_recorded_and_holds_what_was_recorded(
    generation: Generation, door: str, name: str, programs: Programs, canned: Canned
) -> None:
    flow = flows(generation.major)[name]
    api = canned.api(*(Reply.whole(reply) for reply in flow["replies"]))
    client = Client(program=programs.of(generation), door=door, api=api)

    report = client.talk(**{"chatId": "chat-1", **FLOWS[name](generation)})

    requests = [{"body": None, **request} for request in flow["requests"]]
    for arrived, recorded in zip(sent(canned, api), requests, strict=True):
        assert arrived == {name: told(recorded[name]) for name in arrived}
        # The order says which of two fields of the same name wins.
        assert list(arrived["body"] or ()) == list(recorded["body"] or ())
    assert told([message(held) for held in report.messages]) == told([message(held) for held in flow["finalMessages"]])
    assert report.errors == flow["errors"] == []
    assert len(report.requests) == len(requests)


@pytest.mark.parametrize("door", CONVERSATIONS, ids=name_of)
def test_an_edited_message_is_sent_without_what_came_after_it(
    door: tuple[Generation, str], programs: Programs, canned: Canned
) -> None:
    generation, name = door
    api = canned.api(Reply.whole(flows(generation.major)["first-message"]["replies"][0]))
    edit = {"do": "edit", "messageId": "u1", "text": "Hi again"}

    report = Client(program=programs.of(generation), door=name, api=api).talk(**afterwards(generation, edit))

    (request,) = canned.received(api)
    assert [question["parts"] for question in request.json["messages"]] == [[{"type": "text", "text": "Hi again"}]]
    assert [held["role"] for held in report.messages] == ["user", "assistant"]
    if generation.major > DATA_STREAM:
        assert (request.json["trigger"], request.json["messageId"]) == ("submit-message", "u1")


def test_stopping_keeps_what_was_shown_and_is_no_error(chat: Client, canned: Canned) -> None:
    reply = flows(chat.generation.major)["first-message"]["replies"][0]
    end = "\n" if chat.generation.major == 4 else "\n\n"
    pieces = tuple(f"{part}{end}".encode() for part in reply.replace("Hello", "Hel").split(end)[:-1])
    position = next(index for index, piece in enumerate(pieces) if b"Hel" in piece)
    endless = Reply(pieces=(*pieces[: position + 1], *([pieces[position]] * 200)), pause=0.02)

    report = chat.talk("Hi", api=canned.api(endless), stopAfterUpdates=3)

    assert (report.status, report.error, report.errors) == ("ready", None, [])
    assert report.text == "HelHelHel"
    assert report.finish_reason is None
    if chat.generation.major > 4 and chat.generation.name != "5.0.0":
        assert report.finish == {"isAbort": True, "isDisconnect": False, "isError": False}


@pytest.mark.parametrize("door", CONVERSATIONS, ids=name_of)
def test_a_tool_of_the_client_answers_on_its_own(
    door: tuple[Generation, str], programs: Programs, canned: Canned
) -> None:
    generation, name = door
    replies = flows(generation.major)["client-tool-roundtrip"]["replies"]
    client = Client(program=programs.of(generation), door=name, api=canned.api(*map(Reply.whole, replies)))

    report = client.talk("Weather?", clientTools={"getWeather": {"temp": 21}}, maxSteps=5)

    assert (report.status, report.text, len(report.requests)) == ("ready", "Checking.21.", 2)
