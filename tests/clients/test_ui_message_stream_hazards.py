"""What breaks a frontend of ai 5, 6 and 7, on the real clients: the checks that our service passes would see it."""

import pytest

from . import wire
from .canned import Reply
from .client import CHAT_DOORS, name_of
from .conduct import faults
from .generation import Generation
from .report import Report
from .talk import Talk, message_of
from .wire import DONE, FINISH, FINISH4, START, STEP, STEP4, STEP_END, server_tool, text

DOORS = [door for door in CHAT_DOORS if door[0].major > 4]
ANSWER = (START, STEP, *text("Hi"), STEP_END, FINISH)
STRICT = {"5.0.0", "6.0.0", "7.0.0"}

every_client = pytest.mark.parametrize("door", DOORS, ids=name_of)


@every_client
def test_the_plain_answer_has_no_fault(door: tuple[Generation, str], talk: Talk) -> None:
    report = talk(door, wire.ui(*ANSWER) + DONE, maxSteps=3)

    assert (report.status, report.text, faults(report)) == ("ready", "Hi", set())


@every_client
def test_without_a_step_behind_a_tool_result_the_client_asks_again(door: tuple[Generation, str], talk: Talk) -> None:
    in_one_step = wire.ui(START, STEP, *server_tool(), *text("21."), STEP_END, FINISH) + DONE
    in_two_steps = wire.ui(START, STEP, *server_tool(), STEP_END, STEP, *text("21."), STEP_END, FINISH) + DONE

    looping, resting = talk(door, in_one_step, maxSteps=3), talk(door, in_two_steps, maxSteps=3)

    assert faults(looping) == {"loops", "repeats itself"}
    assert (faults(resting), resting.text) == (set(), "21.")


@every_client
def test_a_server_tool_result_that_ends_the_answer_makes_the_client_ask_again(
    door: tuple[Generation, str], talk: Talk
) -> None:
    report = talk(door, wire.ui(START, STEP, *server_tool(), STEP_END, FINISH) + DONE, maxSteps=3)

    assert "loops" in faults(report)


@every_client
def test_going_on_under_a_new_id_copies_the_message(door: tuple[Generation, str], talk: Talk) -> None:
    call = {"type": "tool-input-available", "toolCallId": "c", "toolName": "getWeather", "input": {}}
    first = wire.ui(START, STEP, call, STEP_END, FINISH) + DONE
    then = [{"do": "answerTools", "outputs": {"getWeather": 21}}]

    def going_on(**start: str) -> Report:
        second = wire.ui({"type": "start", **start}, STEP, *text("21."), STEP_END, FINISH) + DONE
        return talk(door, first, second, then=then, maxSteps=3)

    assert faults(going_on(messageId="n"), requests=2) == {"copies the message"}
    assert faults(going_on(messageId="m"), requests=2) == faults(going_on(), requests=2) == set()


@every_client
def test_an_unknown_field_ends_the_first_releases_and_no_later_one(door: tuple[Generation, str], talk: Talk) -> None:
    extra = {"type": "text-start", "id": "t", "added": "later"}
    report = talk(door, wire.ui(START, STEP, extra, *text("Hi")[1:], STEP_END, FINISH) + DONE)

    if door[0].name in STRICT:
        assert (report.status, report.text) == ("error", "")
        assert "added" in message_of(report)
    else:
        assert (report.status, report.text) == ("ready", "Hi")


@every_client
def test_an_unknown_chunk_ends_every_release(door: tuple[Generation, str], talk: Talk) -> None:
    report = talk(door, wire.ui(START, STEP, *text("Hi"), {"type": "usage"}, *text("there", "u"), FINISH) + DONE)

    assert (report.status, report.text) == ("error", "Hi")


@every_client
def test_a_finish_reason_ends_5_0_0_only(door: tuple[Generation, str], talk: Talk) -> None:
    report = talk(door, wire.ui(*ANSWER[:-1], {**FINISH, "finishReason": "stop"}) + DONE)

    fatal = door[0].name == "5.0.0"
    assert (report.status, report.finish_reason) == (("error", None) if fatal else ("ready", "stop"))


@every_client
@pytest.mark.parametrize("reason", ["interrupted", "tool_calls", None], ids=str)
def test_a_finish_reason_of_no_major_ends_all_but_the_newest(
    door: tuple[Generation, str], reason: str | None, talk: Talk
) -> None:
    report = talk(door, wire.ui(*ANSWER[:-1], {**FINISH, "finishReason": reason}) + DONE)

    accepted = reason == "interrupted" and door[0].name == "7"
    assert report.status == ("ready" if accepted else "error")


@every_client
@pytest.mark.parametrize(
    "chunk",
    [
        {"type": "start", "messageId": None},
        {"type": "tool-input-available", "toolCallId": "c", "toolName": "t", "input": {}, "dynamic": None},
        {"type": "tool-input-available", "toolCallId": "c", "toolName": "t"},
        {"type": "data-plan"},
    ],
    ids=["null for absent", "null for false", "no input", "no data"],
)
def test_null_for_an_absent_field_and_a_missing_one_are_fatal(
    door: tuple[Generation, str], chunk: dict[str, object], talk: Talk
) -> None:
    assert talk(door, wire.ui(chunk) + DONE).status == "error"


@every_client
def test_a_delta_without_its_start_is_fatal(door: tuple[Generation, str], talk: Talk) -> None:
    assert talk(door, wire.ui(START, STEP, *text("Hi")[1:]) + DONE).status == "error"


@every_client
@pytest.mark.parametrize(
    "body",
    [b'{"success":false,"error":"boom"}', wire.data(STEP4, ("0", "Hi"), FINISH4), b"", b"data: [DONE]\n\n"],
    ids=["json", "data stream", "empty", "done"],
)
def test_an_answer_in_another_format_ends_silently(door: tuple[Generation, str], body: bytes, talk: Talk) -> None:
    report = talk(door, body)

    assert (faults(report), report.errors) == ({"ends silently"}, [])


@every_client
@pytest.mark.parametrize("end", ["", "\n"], ids=["unterminated", "one newline"])
def test_the_last_event_is_lost_without_its_blank_line(door: tuple[Generation, str], end: str, talk: Talk) -> None:
    body = wire.ui(START, STEP, *text("Hi")[:2], {"type": "text-delta", "id": "t", "delta": " there"})

    report = talk(door, body.rstrip(b"\n") + end.encode())

    assert (report.status, report.text, report.errors) == ("ready", "Hi", [])


@every_client
def test_nothing_behind_an_error_is_read(door: tuple[Generation, str], talk: Talk) -> None:
    failure = {"type": "error", "errorText": "boom"}
    report = talk(door, wire.ui(START, STEP, *text("Hi"), failure, *text("there", "u"), FINISH) + DONE)

    assert (report.status, report.text, message_of(report)) == ("error", "Hi", "boom")


@every_client
@pytest.mark.parametrize("beat", [": keep-alive\n\n", "\n", "\r\n\r\n"], ids=["comment", "newline", "crlf"])
def test_comments_and_blank_lines_are_heartbeats(door: tuple[Generation, str], beat: str, talk: Talk) -> None:
    report = talk(door, beat.encode().join([b"", *(wire.ui(chunk) for chunk in ANSWER), DONE]))

    assert (report.status, report.text, report.errors) == ("ready", "Hi", [])


@every_client
def test_204_is_nothing_to_resume_and_5_0_0_hangs_on_it(door: tuple[Generation, str], talk: Talk) -> None:
    history = [{"id": "u", "role": "user", "parts": [{"type": "text", "text": "Hi"}]}]
    nothing = Reply(pieces=(), status=204)

    report = talk(door, nothing, message=None, history=history, then=[{"do": "resume"}])

    assert report.errors == []
    assert faults(report) == ({"hangs"} if door[0].name == "5.0.0" else {"ends silently"})
