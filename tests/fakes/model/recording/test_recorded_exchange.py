import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.model.field import Field, FieldError
from fakes.model.recording.recorded_exchange import RecordedAnswer, RecordedExchange
from fakes.model.reply import Frame
from fakes.model.script import Pause

PAUSES = st.integers(1, 10_000).map(lambda tenths: Pause(tenths / 10 / 1000))
HEADERS = st.tuples(st.from_regex(r"[A-Za-z-]{1,9}", fullmatch=True), st.from_regex(r"[ -~]{0,9}", fullmatch=True))
ANSWERS = st.builds(
    RecordedAnswer,
    status=st.integers(200, 599),
    headers=st.lists(HEADERS).map(tuple),
    frames=st.lists(st.binary(min_size=1) | PAUSES).map(tuple),
    then=st.sampled_from(("close", "drop", "reset")),
    length=st.none() | st.integers(0, 10**9),
    head_seconds=PAUSES.map(lambda pause: pause.seconds),
)


@given(ANSWERS)
def test_an_answer_is_read_back_as_it_was(answer: RecordedAnswer) -> None:
    assert RecordedAnswer.parse(Field(json.loads(json.dumps(answer.document)))) == answer


@given(ANSWERS)
def test_an_answer_is_played_frame_by_frame_with_its_ending(answer: RecordedAnswer) -> None:
    reply = answer.reply(speed=1, model=None)

    assert [frame.data for frame in reply.body.frames if frame.data] == list(answer.data)
    assert (reply.status, reply.headers) == (answer.status, answer.headers)
    assert (reply.body.length, reply.body.then, reply.body.coalesced) == (answer.length, answer.then, False)


@pytest.mark.parametrize("speed", [1.0, 0.5, 0.0])
def test_every_frame_is_due_when_it_came_times_the_speed(speed: float) -> None:
    answer = RecordedAnswer(200, (), (Pause(1.0), b"a", b"b", Pause(2.0), b"c", Pause(4.0)), head_seconds=8.0)

    assert tuple(answer.reply(speed=speed, model="m").body.frames) == (
        Frame(8.0 * speed, b""),
        Frame(9.0 * speed, b"a"),
        Frame(9.0 * speed, b"b"),
        Frame(11.0 * speed, b"c"),
        Frame(15.0 * speed, b""),
    )


LEAST: dict[str, object] = {"status": 200, "headers": [], "frames": []}


def test_the_ending_the_length_and_the_time_to_the_status_may_be_left_out() -> None:
    assert RecordedAnswer.parse(Field(LEAST)) == RecordedAnswer(200, (), (), "close", None, 0.0)


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "no status": ({"status": None}, "'status' must be an integer"),
    "a status that is none": ({"status": 100}, "'status' is 100"),
    "an ending that is none": ({"then": "hang"}, "'then' is 'hang', and must be one of 'close', 'drop', 'reset'."),
    "a header that is no pair": ({"headers": [["a"]]}, "'headers[0]' must be a name and a value."),
    "a header's name": ({"headers": [["a b", "c"]]}, "'headers[0]' holds characters that a header cannot carry."),
    "a header's value": ({"headers": [["a", "b\r\nc: d"]]}, "'headers[0]' holds characters"),
    "an empty frame": ({"frames": [""]}, "'frames[0]' must not be empty"),
    "half a character": ({"frames": ["\ud800"]}, "'frames[0]' holds half a character"),
    "no frame": ({"frames": [{}]}, "'frames[0].base64' is required."),
    "no base64": ({"frames": [{"base64": "?"}]}, "'frames[0].base64' is not valid base64."),
    "a pause back": ({"frames": [{"pause_ms": -1}]}, "'frames[0].pause_ms' is -1"),
    "a length that is none": ({"length": -1}, "'length' is -1"),
    "a time that is none": ({"head_ms": -1}, "'head_ms' is -1"),
}


@pytest.mark.parametrize(("respond", "complaint"), WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_refused(respond: dict[str, object], complaint: str) -> None:
    with pytest.raises(FieldError) as refused:
        RecordedAnswer.parse(Field({**LEAST, **respond}))

    assert complaint in str(refused.value)


def test_an_exchange_is_read_with_the_place_of_what_is_wrong() -> None:
    with pytest.raises(FieldError, match=r"'expect.path' is required"):
        RecordedExchange.parse(Field({"expect": {"method": "GET"}, "respond": LEAST}))
