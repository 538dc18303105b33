import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.model.api_error import ApiError
from fakes.model.journal import Journal
from fakes.model.recording import Recordings, Replayer, Volatile
from fakes.model.recording.asked import Asked
from fakes.model.recording.recorded_exchange import RecordedAnswer, RecordedExchange
from fakes.model.recording.tape import Tape
from fakes.model.recording.tapes import Tapes
from fakes.model.redaction import Redaction
from fakes.model.reply import Reply
from fakes.model.request import Request

CHAT = "/v1/chat/completions"


def ask(content: object = "Hi", target: str = CHAT, **parameters: object) -> Request:
    body = {"model": "m", "messages": [{"role": "user", "content": content}], **parameters}
    return Request("POST", target, (("content-type", "application/json"),), json.dumps(body).encode())


def recordings(*asked: tuple[Request, bytes], volatile: Volatile | None = None) -> Recordings:
    exchanges = (
        (f"{number}.json", RecordedExchange(Asked.of(request, Volatile()), RecordedAnswer(200, (), (data,))))
        for number, (request, data) in enumerate(asked)
    )
    return Recordings(exchanges, volatile or Volatile())


def replayer(*asked: tuple[Request, bytes], repeat: bool = False) -> tuple[Replayer, Journal]:
    journal = Journal()
    return Replayer(recordings(*asked), journal=journal, repeat=repeat), journal


def said(reply: Reply) -> bytes:
    return b"".join(frame.data for frame in reply.body.frames)


def refused(player: Replayer, request: Request) -> ApiError:
    assert not player.has_next(request)
    with pytest.raises(ApiError) as error:
        player.play(request)
    assert error.value.status == 404
    return error.value


def test_repeats_play_in_their_order_and_one_more_is_a_failure() -> None:
    player, journal = replayer((ask(), b"one"), (ask("Other"), b"other"), (ask(), b"two"))

    assert [said(player.play(ask())) for _ in range(2)] == [b"one", b"two"]
    error = refused(player, ask())

    assert (error.code, error.message) == (
        "recording_used_up",
        f"POST {CHAT} is recorded 2 times in 0.json, and was asked once more.",
    )
    assert journal.failures == [f"replay: {error.message}"]
    assert said(player.play(ask("Other"))) == b"other"


def test_repeats_begin_again_only_when_that_is_wanted() -> None:
    player, journal = replayer((ask(), b"one"), (ask(), b"two"), repeat=True)

    assert [said(player.play(ask())) for _ in range(5)] == [b"one", b"two", b"one", b"two", b"one"]
    assert player.has_next(ask())
    assert journal.failures == []


WHOLE = '{"model":"m","messages":[{"role":"user","content":"Hi"}]}'
FIVE = tuple(enumerate("abcde", 1))
NEAR: dict[str, tuple[Request, str]] = {
    "a prompt": (ask("Hi!"), 'where messages[0].content: recorded "Hi", asked "Hi!".'),
    "a parameter": (ask(temperature=1), "where temperature: recorded nothing, asked 1."),
    "a stream": (ask(stream=True), "where stream: recorded nothing, asked true."),
    "a path": (ask(target="/v1/x"), f'where path: recorded "{CHAT}", asked "/v1/x".'),
    "a query": (ask(target=f"{CHAT}?a=1"), f'where path: recorded "{CHAT}", asked "{CHAT}?a=1".'),
    "no body": (
        Request("POST", CHAT),
        f'where content_type: recorded "application/json", asked nothing; body: recorded {WHOLE}, asked nothing.',
    ),
    "many": (
        ask(a=1, b=2, c=3, d=4, e=5, f=6, g=7),
        f"where {'; '.join(f'{name}: recorded nothing, asked {at}' for at, name in FIVE)}; and 2 more.",
    ),
}


@pytest.mark.parametrize(("request_", "difference"), NEAR.values(), ids=NEAR)
def test_what_is_not_recorded_names_the_nearest_and_where_they_differ(request_: Request, difference: str) -> None:
    player, journal = replayer((ask(), b"one"))

    error = refused(player, request_)

    assert error.code == "not_recorded"
    assert error.message == f"POST {request_.target} is not recorded; nearest is 0.json, {difference}"
    assert journal.failures == [f"replay: {error.message}"]


def test_the_nearest_has_the_same_address_and_then_the_fewest_differences() -> None:
    player, _ = replayer((ask("x", a=1), b""), (ask("x", a=2, b=2), b""), (ask("x", "/other", a=3), b""))

    assert "nearest is 0.json, where messages[0].content" in refused(player, ask("y", a=1)).message
    assert "nearest is 1.json, where messages[0].content" in refused(player, ask("y", a=2, b=2)).message
    assert "nearest is 0.json" in refused(player, ask("x", a=3)).message


def test_where_there_are_no_recordings_nothing_is_near() -> None:
    assert refused(replayer()[0], ask()).message == f"POST {CHAT} is not recorded; there are no recordings."


def test_a_repeated_prompt_with_other_content_never_gets_the_recorded_answer() -> None:
    history = [{"role": "user", "content": "Go on."}, {"role": "assistant", "content": "1"}]
    again = {"role": "user", "content": "Go on."}
    player, _ = replayer((ask(messages=[again]), b"one"), (ask(messages=[*history, again]), b"two"))

    assert said(player.play(ask(messages=[*history, again]))) == b"two"
    longer = ask(messages=[*history, *history, again])
    assert refused(player, longer).code == "not_recorded"
    assert said(player.play(ask(messages=[again]))) == b"one"


def test_what_was_not_asked_for_is_told() -> None:
    player, _ = replayer((ask("a"), b""), (ask("b"), b""), (ask("b"), b""), (ask("c"), b""))
    player.play(ask("b"))
    player.play(ask("c"))

    assert list(player.unused()) == [
        "0.json: 1 of 1 recorded answers were not asked for",
        "1.json: 1 of 2 recorded answers were not asked for",
    ]


MODELS: dict[str, tuple[Request, str | None]] = {
    "named": (ask(), "m"),
    "none": (Request("GET", "/v1/models"), None),
    "no name": (ask(model=1), None),
}


@pytest.mark.parametrize(("request_", "model"), MODELS.values(), ids=MODELS)
def test_a_reply_knows_the_model_that_was_asked(request_: Request, model: str | None) -> None:
    player, _ = replayer((request_, b"x"))

    assert player.play(request_).model == model


def test_an_old_recording_serves_when_more_is_found_to_be_volatile() -> None:
    found = recordings((ask(trace="a"), b"one"), (ask(trace="b"), b"two"), volatile=Volatile(paths=["$.trace"]))
    player = Replayer(found, journal=Journal())

    # Two requests have become one: they play in their order.
    assert len(found) == 1
    assert [said(player.play(ask(trace="c"))) for _ in range(2)] == [b"one", b"two"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.binary(min_size=1, max_size=9), max_size=4)), max_size=6))
def test_what_is_put_on_tape_is_what_is_played(turns: list[tuple[str, list[bytes]]]) -> None:
    folder = Path(tempfile.mkdtemp())
    tapes = Tapes(folder / "new")
    for content, data in turns:
        tape = Tape(200, (("x-a", "b"),), None, 0.1)
        for frame in data:
            tape.add(0.01, frame)
        asked = Asked.of(ask(content), Volatile())
        tapes.keep(asked, tapes.reserve(asked), tape.recorded("close", Redaction()), Redaction())
    (folder / "new").mkdir(exist_ok=True)

    player = Replayer.load(folder / "new", speed=0)

    for content, data in turns:
        reply = player.play(ask(content))
        assert [frame.data for frame in reply.body.frames if frame.data] == data
        assert {frame.due for frame in reply.body.frames} == {0.0}
    assert list(player.unused()) == []
    shutil.rmtree(folder)
