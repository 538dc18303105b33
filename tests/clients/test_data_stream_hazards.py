"""What breaks a frontend of ai 4, on the real clients: the checks that our service passes would see it."""

import pytest

from . import wire
from .canned import Reply
from .client import CHAT_DOORS, name_of
from .conduct import faults
from .generation import Generation
from .report import Report
from .talk import Talk, message_of
from .wire import DONE, FINISH, FINISH4, START, STEP, STEP4, STEP_END, STEP_END4, TOOL4, text

DOORS = [door for door in CHAT_DOORS if door[0].major == 4]
ANSWER = (STEP4, ("0", "Hi"), STEP_END4, FINISH4)
PAUSE = 0.06

every_client = pytest.mark.parametrize("door", DOORS, ids=name_of)
every_hook = pytest.mark.parametrize("door", [door for door in DOORS if door[1] == "useChat"], ids=name_of)


def lasted(report: Report) -> float:
    """Seconds between the first and the last text."""
    return (report.updates[-1].at_ms - report.updates[0].at_ms) / 1000


@every_client
def test_the_plain_answer_has_no_fault(door: tuple[Generation, str], talk: Talk) -> None:
    report = talk(door, wire.data(*ANSWER), maxSteps=3)

    assert (report.status, report.text, faults(report)) == ("ready", "Hi", set())


@every_hook
def test_ai4_asks_again_without_a_step_behind_a_tool_result(door: tuple[Generation, str], talk: Talk) -> None:
    in_one_step = wire.data(STEP4, *TOOL4, ("0", "21."), STEP_END4, FINISH4)
    in_two_steps = wire.data(STEP4, *TOOL4, STEP_END4, STEP4, ("0", "21."), STEP_END4, FINISH4)

    looping, resting = talk(door, in_one_step, maxSteps=3), talk(door, in_two_steps, maxSteps=3)

    # ai 4.1 knows no steps: it looks whether text stands behind the result.
    assert faults(looping) == (set() if door[0].name == "4.1" else {"loops", "repeats itself"})
    assert (faults(resting), resting.text) == (set(), "21.")


@every_hook
def test_a_server_tool_result_that_ends_the_answer_makes_ai4_ask_again(
    door: tuple[Generation, str], talk: Talk
) -> None:
    assert "loops" in faults(talk(door, wire.data(STEP4, *TOOL4, STEP_END4, FINISH4), maxSteps=3))


@every_hook
def test_thoughts_without_text_make_ai4_1_ask_again(door: tuple[Generation, str], talk: Talk) -> None:
    thoughts = wire.data(STEP4, ("g", "Hm."), STEP_END4, FINISH4)

    assert ("loops" in faults(talk(door, thoughts, maxSteps=3))) == (door[0].name == "4.1")


@every_hook
def test_ai4_asks_again_after_an_error_behind_a_result_of_its_own(door: tuple[Generation, str], talk: Talk) -> None:
    failing = wire.data(STEP4, TOOL4[0], ("3", "boom"))

    report = talk(door, failing, wire.data(*ANSWER), maxSteps=3, clientTools={"getWeather": 21})

    assert "loops" in faults(report)


@every_hook
def test_ai4_goes_on_in_the_same_message_whatever_its_id(door: tuple[Generation, str], talk: Talk) -> None:
    first = wire.data(STEP4, TOOL4[0], STEP_END4, FINISH4)
    second = wire.data(("f", {"messageId": "n"}), ("0", "21."), STEP_END4, FINISH4)

    report = talk(door, first, second, clientTools={"getWeather": 21}, maxSteps=3)

    assert (faults(report, requests=2), report.text) == (set(), "21.")


@every_client
def test_an_answer_in_another_format_is_an_error_of_ai4(door: tuple[Generation, str], talk: Talk) -> None:
    assert (
        message_of(talk(door, wire.ui(START, STEP, *text("Hi"), STEP_END, FINISH) + DONE))
        == "Failed to parse stream string. Invalid code data."
    )
    assert message_of(talk(door, b'{"error":"boom"}')) == 'Failed to parse stream string. Invalid code {"error".'
    assert faults(talk(door, b"")) == {"ends silently"}


@every_client
def test_ai4_reads_nothing_behind_an_error(door: tuple[Generation, str], talk: Talk) -> None:
    report = talk(door, wire.data(STEP4, ("0", "Hi"), ("3", "boom"), ("0", "there"), FINISH4))

    assert (report.status, report.text, message_of(report)) == ("error", "Hi", "boom")


@every_client
def test_ai4_shows_nothing_until_a_read_ends_on_a_line_end(door: tuple[Generation, str], talk: Talk) -> None:
    words = [wire.data(("0", word)) for word in ("a", "b", "c", "d")]
    head, shifted_head = wire.data(STEP4), wire.data(STEP4) + b"0:"
    shifted_words = [word[2:] + b"0:" for word in words[:-1]] + [words[-1][2:]]

    aligned = talk(door, Reply(pieces=(head, *words), pause=PAUSE))
    shifted = talk(door, Reply(pieces=(shifted_head, *shifted_words), pause=PAUSE))

    assert aligned.text == shifted.text == "abcd"
    assert lasted(aligned) > 2 * PAUSE
    assert lasted(shifted) < PAUSE


@every_client
def test_one_bad_line_loses_all_that_ai4_read_with_it(door: tuple[Generation, str], talk: Talk) -> None:
    good = wire.data(STEP4, ("0", "Hi"))

    together, apart = talk(door, good + b"z:1\n"), talk(door, good + b"z:1\n", cut=[len(good)])

    assert (together.status, together.text) == ("error", "")
    assert (apart.status, apart.text) == ("error", "Hi")


@every_client
@pytest.mark.parametrize("beat", ["\r\n", ": ping\n", " \n"], ids=["crlf", "comment", "space"])
def test_the_only_heartbeat_of_ai4_is_a_bare_newline(door: tuple[Generation, str], beat: str, talk: Talk) -> None:
    def beating(line: str) -> Report:
        return talk(door, wire.data(STEP4) + line.encode() + wire.data(*ANSWER[1:]))

    assert beating("\n").text == "Hi"
    assert beating(beat).status == "error"


@pytest.mark.parametrize("name", ["useChat", "callChatApi"])
def test_ai4_has_nothing_to_resume_when_the_body_is_empty_and_fails_on_204(name: str, talk: Talk) -> None:
    door = next(door for door in DOORS if door == (door[0], name) and door[0].name == "4.3")
    history = [{"id": "u", "role": "user", "content": "Hi", "parts": [{"type": "text", "text": "Hi"}]}]
    resuming = {"message": None, "history": history, "then": [{"do": "resume"}]}

    assert talk(door, b"", **resuming).errors == []
    assert message_of(talk(door, Reply(pieces=(), status=204), **resuming)) == "The response body is empty."
