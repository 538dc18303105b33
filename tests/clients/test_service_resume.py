"""Streams that outlive their client, with the real clients: they come back, and end up with the same message."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.main import create
from service.settings import Settings
from tests.fakes.platform.asking import until
from tests.running import running
from tests.scripted_model import ScriptedModel

from .client import CHAT_DOORS, Client, name_of
from .conduct import faults
from .generation import DATA_STREAM, Generation
from .program import Programs
from .report import Report
from .script import says

Door = tuple[Generation, str]

DOORS = [door for door in CHAT_DOORS if door[0].name != "4.1"]
"""ai 4.1 can't come back."""

CHAT = "chat/1 ü"
"""A name that is no path."""

every_door = pytest.mark.parametrize("door", DOORS, ids=name_of)


class Watched:
    """An application that opens a gate once a client that came back has read something."""

    def __init__(self, app: ASGIApp) -> None:
        self.gate = threading.Event()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            await send(message)
            if message.get("body"):
                self.gate.set()

        comes_back = scope["type"] == "http" and scope["method"] == "GET"
        await self._app(scope, receive, watched if comes_back else send)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Our service where streams are kept, and clients that talk to it about one chat.

    Attributes:
        client: asks.
        other: comes back: another page, which knows nothing of the first.
        model: says "One ", and "two." behind the gate.
        spoken: the first words are on their way.
        gate: opens for who comes back.
    """

    client: Client
    other: Client
    model: ScriptedModel
    spoken: threading.Event
    gate: threading.Event

    def leave(self) -> Report:
        """Ask, and leave when the first words are here."""
        report = self.client.talk("Go", chatId=CHAT, stopAfterUpdates=1)
        assert (report.text, report.errors) == ("One ", [])
        return report

    def come_back(self, history: list[dict[str, Any]], **how: object) -> Report:
        """Come back; by the client's own action, unless told otherwise."""
        (report,) = self.other.talk_often(
            [{"chatId": CHAT, "history": history, **(how or {"then": [{"do": "resume"}]})}]
        )
        return report


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Programs]:
    """Pages of their own: all hooks of ai 4 in a page share what they know of a chat."""
    programs = Programs()
    yield programs
    programs.close()


@pytest.fixture
def room(door: Door, programs: Programs, elsewhere: Programs) -> Iterator[Room]:
    """A service, whose model goes on when somebody has come back."""
    generation, name = door
    model, spoken = ScriptedModel(()), threading.Event()
    watched = Watched(create(Settings.from_env({"FAKE_LLM": "1", "RESUME": "memory"}), model=model))
    model.arrivals = says("One ", spoken.set, watched.gate, "two.")
    with running(watched) as url:
        client, other = (
            Client(program=pages.of(generation), door=name, api=f"{url}/api/chat")
            for pages in (programs, elsewhere if generation.major == DATA_STREAM else programs)
        )
        yield Room(client=client, other=other, model=model, spoken=spoken, gate=watched.gate)
        watched.gate.set()


QUESTION = [{"id": "u1", "role": "user", "content": "Go", "parts": [{"type": "text", "text": "Go"}]}]
"""As both kinds of clients hold it."""


@every_door
def test_who_comes_back_ends_up_with_the_same_message(door: Door, room: Room) -> None:
    left = room.leave()
    back = room.come_back(left.messages[:1])

    assert (back.status, back.text, back.errors) == ("ready", "One two.", [])
    assert faults(back) == set()
    assert left.answer is not None
    assert back.answer is not None
    assert back.answer["id"] == left.answer["id"]
    assert [request["method"] for request in back.requests] == ["GET"]
    # The model was not asked again: the stream is the one that had begun.
    assert len(room.model.requests) == 1


@pytest.mark.parametrize(
    "door", [door for door in DOORS if door[0].major > DATA_STREAM and door[1] == "useChat"], ids=name_of
)
def test_a_hook_that_is_told_to_resume_does_so_when_it_is_mounted(door: Door, room: Room) -> None:
    left = room.leave()
    back = room.come_back(left.messages[:1], resume=True)

    assert (back.status, back.text, faults(back)) == ("ready", "One two.", set())


@every_door
def test_a_page_that_kept_the_first_words_shows_them_twice_in_ai_4_and_in_the_first_release_of_each_major(
    door: Door, room: Room
) -> None:
    back = room.come_back(room.leave().messages)

    # An application restores a chat without the answer that still runs.
    assert back.text == ("One two." if door[0].name in {"5", "6", "7"} else "One One two.")
    assert (back.status, back.errors) == ("ready", [])


@every_door
def test_where_nothing_runs_a_client_is_ready_and_5_0_0_hangs(door: Door, room: Room) -> None:
    back = room.come_back(QUESTION)

    assert back.errors == []
    assert faults(back) == ({"hangs"} if door[0].name == "5.0.0" else {"ends silently"})


@every_door
def test_an_answer_that_is_complete_is_nothing_to_come_back_to(door: Door, room: Room) -> None:
    room.gate.set()
    told = room.client.talk("Go", chatId=CHAT)
    until(lambda: room.model.running == 0)
    back = room.come_back(told.messages[:1])

    assert (told.text, back.text, back.errors) == ("One two.", "", [])


@every_door
def test_an_answer_that_is_stopped_on_purpose_keeps_its_text_and_is_no_error(door: Door, room: Room) -> None:

    def stop() -> None:
        # What the model has been asked to go on from has left for the client.
        room.spoken.wait()
        httpx.post(f"{room.client.api}/{quote(CHAT)}/stop", trust_env=False).raise_for_status()

    stopping = threading.Thread(target=stop)
    stopping.start()
    report = room.client.talk("Go", chatId=CHAT, maxSteps=3)
    stopping.join()

    assert (report.status, report.text, report.errors, faults(report)) == ("ready", "One ", [], set())
    assert report.finish_reason == ("unknown" if door[0].major == DATA_STREAM else None)
    until(lambda: room.model.running == 0)
