"""What users do, through our service with the real clients: what the model is told, and what is left to see."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from service.messages import AssistantMessage, FilePart, ImagePart, Message, ReasoningPart, TextPart, UserMessage
from service.model import ReasoningChunk, RedactedChunk, SignatureChunk
from tests.fakes.platform.asking import until
from tests.scripted_model import Arrival, ScriptedModel

from .client import CHAT_DOORS, Client, name_of
from .conduct import faults
from .generation import DATA_STREAM, Generation
from .program import Programs
from .report import Report
from .script import says
from .services import Services
from .test_flows import PDF, PNG

Door = tuple[Generation, str]
Talks = Callable[..., tuple[Report, ScriptedModel]]

# callChatApi holds no conversation.
CONVERSATIONS = [door for door in CHAT_DOORS if door[1] != "callChatApi"]
every_conversation = pytest.mark.parametrize("door", CONVERSATIONS, ids=name_of)
every_door = pytest.mark.parametrize("door", CHAT_DOORS, ids=name_of)

ASKED: dict[str, Any] = {"do": "submit", "id": "u1", "text": "Why?"}


@pytest.fixture
def talks(programs: Programs, services: Services) -> Talks:
    """Talk through a door to our service, whose model says these things in turn."""

    def talk(door: Door, *answers: Sequence[Arrival], **options: Any) -> tuple[Report, ScriptedModel]:  # noqa: ANN401
        generation, name = door
        model = ScriptedModel(answers[0], then=answers[1:])
        client = Client(program=programs.of(generation), door=name, api=services.api(model))
        return client.talk(**{"maxSteps": 5, **options}), model

    return talk


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What a model waits for that has no more to say; it is let go when the test is over."""
    event = threading.Event()
    yield event
    event.set()


def told(model: ScriptedModel) -> list[list[str | None]]:
    """What the model was told each time, by whomever."""
    return [list(map(_text, request.messages)) for request in model.requests]


def _text(message: Message) -> str | None:
    match message:
        case UserMessage((TextPart(text),)) | AssistantMessage(text):
            return text
        case _:
            return repr(message)


def roles(report: Report) -> list[str]:
    return [message["role"] for message in report.messages]


@every_conversation
def test_the_next_question_is_asked_with_all_that_was_said(door: Door, talks: Talks) -> None:
    again = {"do": "submit", "text": "And now?"}

    report, model = talks(door, says("Because."), says("Not now."), then=[ASKED, again])

    assert told(model) == [["Why?"], ["Why?", "Because.", "And now?"]]
    assert (report.text, roles(report)) == ("Not now.", ["user", "assistant"] * 2)
    assert faults(report, requests=2) == set()


@every_conversation
def test_another_answer_takes_the_place_of_the_last_one(door: Door, talks: Talks) -> None:
    report, model = talks(door, says("Because."), says("For this reason."), then=[ASKED, {"do": "regenerate"}])

    assert told(model) == [["Why?"]] * 2
    assert (report.text, roles(report)) == ("For this reason.", ["user", "assistant"])
    assert faults(report, requests=2) == set()


@every_conversation
def test_an_edited_question_is_asked_without_what_came_after_it(door: Door, talks: Talks) -> None:
    edit = {"do": "edit", "messageId": "u1", "text": "How?"}

    report, model = talks(door, says("Because."), says("Like this."), then=[ASKED, edit])

    assert told(model) == [["Why?"], ["How?"]]
    assert (report.text, roles(report)) == ("Like this.", ["user", "assistant"])
    assert faults(report, requests=2) == set()


@every_conversation
def test_what_the_model_thought_goes_back_to_it_with_its_providers_proofs(door: Door, talks: Talks) -> None:
    # Whose they are the data stream does not say: of ai 4's providers only this one has proofs.
    thoughts = [
        (ReasoningChunk("Hm."),),
        (SignatureChunk("anthropic", "signed"),),
        (RedactedChunk("anthropic", "sealed"),),
    ]

    report, model = talks(door, [*thoughts, *says("Because.")], says("Yes."), then=[ASKED, {**ASKED, "id": "u2"}])

    *_, said, _ = model.requests[1].messages
    signed, sealed = (
        ReasoningPart("Hm.", "anthropic", signature="signed"),
        ReasoningPart("", "anthropic", data="sealed"),
    )
    assert said == AssistantMessage("Because.", reasoning=(signed, sealed))
    assert (report.text, report.errors) == ("Yes.", [])


@every_door
def test_stopping_keeps_the_text_is_no_error_and_cancels_the_model(
    door: Door, talks: Talks, never: threading.Event
) -> None:
    report, model = talks(door, says("Becau", never, "se."), message="Why?", stopAfterUpdates=1)

    assert (report.status, report.text, report.errors) == ("ready", "Becau", [])
    assert faults(report) == set()
    until(lambda: model.running == 0)


@every_conversation
def test_after_a_stop_the_conversation_goes_on(door: Door, talks: Talks, never: threading.Event) -> None:
    again = {"do": "submit", "text": "Go on"}

    report, model = talks(door, says("Becau", never), says("se."), then=[ASKED, again], stopAfterUpdates=1)

    assert told(model) == [["Why?"], ["Why?", "Becau", "Go on"]]
    assert (report.text, report.errors) == ("se.", [])


@every_door
def test_attachments_reach_the_model(door: Door, talks: Talks) -> None:
    if door[0].major == DATA_STREAM:
        shown = [
            {"name": "a.png", "contentType": "image/png", "url": PNG},
            {"name": "b.pdf", "contentType": "application/pdf", "url": PDF},
        ]
        # ai 4's own server tells the model no names.
        document = FilePart("application/pdf", PDF)
    else:
        shown = [
            {"type": "file", "mediaType": "image/png", "filename": "a.png", "url": PNG},
            {"type": "file", "mediaType": "application/pdf", "filename": "b.pdf", "url": PDF},
        ]
        document = FilePart("application/pdf", PDF, "b.pdf")

    report, model = talks(door, says("A dot."), message="Look", attachments=shown)

    (request,) = model.requests
    (message,) = request.messages
    assert isinstance(message, UserMessage)
    assert sorted(message.parts, key=repr) == [document, ImagePart(PNG), TextPart("Look")]
    assert (report.text, report.errors) == ("A dot.", [])
