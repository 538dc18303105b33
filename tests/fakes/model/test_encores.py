import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.model import ModelServer, encores
from fakes.model.encores import Encores
from fakes.model.reply import Body, Frame, Reply
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup
from tests.fakes.model.raw_client import RawClient, ask, chat_body, chat_bytes

FRAMES = (Frame(0.0, b"one"), Frame(0.5, b"two"))


class Model:
    """Says the same each time, if it is not spared that, and counts how often it had to think."""

    def __init__(self, kept: Encores, *frames: Frame) -> None:
        self.asked = 0
        self._kept = kept
        self._frames = frames or FRAMES

    def asked_for(self, question: str, manner: object = "plain") -> Iterable[Frame]:
        reply = self._kept.given(question, manner)
        if reply is None:
            self.asked += 1
            reply = self._kept.keep(question, manner, Reply(200, (), Body(iter(self._frames))))
        return reply.body.frames


def test_an_answer_that_was_said_to_its_end_is_given_again_as_it_was() -> None:
    model = Model(Encores())

    heard = [tuple(model.asked_for("it")) for _ in range(3)]

    assert heard == [FRAMES] * 3
    assert model.asked == 1


def test_an_answer_that_was_broken_off_is_not_given_again() -> None:
    model = Model(Encores())

    next(iter(model.asked_for("it")))

    assert tuple(model.asked_for("it")) == FRAMES
    assert model.asked == 2


def test_the_same_question_in_another_manner_is_another_answer_and_the_last_one_is_kept() -> None:
    model = Model(Encores())
    asked = []

    for manner in ("plain", "plain", "loud", "loud", "plain"):
        tuple(model.asked_for("it", manner))
        asked.append(model.asked)

    assert asked == [1, 1, 2, 2, 3]


def test_what_is_kept_is_the_whole_answer_with_its_status_and_headers() -> None:
    kept = Encores()
    reply = Reply(200, (("x-it", "1"),), Body(iter(FRAMES), coalesced=True), "model", "scenario", signed=True)

    tuple(kept.keep("it", "plain", reply).body.frames)

    assert kept.given("it", "plain") == replace(reply, body=replace(reply.body, frames=FRAMES))


@pytest.mark.parametrize(
    "frames",
    [
        (Frame(0.0, b"x" * encores.KEPT_BYTES), Frame(0.0, b"y"), Frame(0.0, b"z")),
        (Frame(0.0, b""),) * 1025,
    ],
    ids=["many bytes", "many frames"],
)
def test_a_long_answer_is_never_kept(frames: tuple[Frame, ...]) -> None:
    model = Model(Encores(), *frames)

    for _ in range(2):
        assert tuple(model.asked_for("it")) == frames

    assert model.asked == 2


def test_of_too_many_answers_the_one_goes_that_was_not_asked_for_the_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encores, "KEPT_ANSWERS", 2)
    kept = Encores()
    models = {key: Model(kept) for key in "abc"}

    for key in "abacab":
        assert tuple(models[key].asked_for(key)) == FRAMES

    assert {key: model.asked for key, model in models.items()} == {"a": 1, "b": 2, "c": 1}


@pytest.mark.anyio
async def test_what_a_scenario_says_next_is_said_though_the_request_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    said = ("One.", "Two.", "One.")
    file.write_text(json.dumps({"scenarios": [{"name": "it", "sequence": [{"say": text} for text in said]}]}))
    bodies = []
    async with ModelServer(Setup(playbook=Playbook.load([file]))) as server:
        for _ in said:
            _, _, body = await ask(server, chat_bytes(chat_body("Hi", stream=True)))
            bodies.append(body)

    assert bodies[0] == bodies[2] != bodies[1]
    assert [body.count(b"One") for body in bodies] == [1, 0, 1]


@pytest.mark.anyio
async def test_an_encore_is_the_same_bytes_with_their_framing_on_the_wire() -> None:
    raw = []
    async with ModelServer() as server:
        for _ in range(2):
            async with RawClient(server) as client:
                await client.send(chat_bytes(chat_body("Hi", stream=True)))
                raw.append(await client.until(b"0\r\n\r\n"))

    assert raw[0] == raw[1]


@pytest.mark.anyio
async def test_tokens_that_are_read_while_they_are_said_are_read_for_each_request(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.py"
    file.write_text(
        "from fakes.model.saying import Saying, Text\n"
        "COUNT = iter(range(9))\n"
        "scenarios = [{'name': 'it', 'say': lambda prompt: Saying((Text(iter([f'Number {next(COUNT)}'])),))}]\n"
    )
    async with ModelServer(Setup(playbook=Playbook.load([file]))) as server:
        bodies = [(await ask(server, chat_bytes(chat_body("Hi", stream=True))))[2] for _ in range(2)]

    assert b"Number 0" in bodies[0]
    assert b"Number 1" in bodies[1]
