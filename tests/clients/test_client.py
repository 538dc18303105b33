import pytest

from .canned import Canned, Reply
from .client import Client
from .generation import GENERATIONS
from .program import ProgramFailed, Programs
from .talk import message_of


def test_a_service_that_is_not_there_is_an_error_of_the_client_not_of_the_program(chat: Client) -> None:
    report = chat.talk("Hello")

    assert report.status == "error"
    assert report.error is not None
    assert report.error["message"] == "fetch failed"
    assert report.errors == [report.error]
    assert [message["role"] for message in report.messages] == ["user"]


def test_an_unknown_option_fails_the_program(chat: Client) -> None:
    with pytest.raises(ProgramFailed, match=r"^unknown argument: bufered$"):
        chat.talk("Hello", bufered=True)


def test_an_unknown_door_fails_the_program(programs: Programs) -> None:
    with pytest.raises(ProgramFailed, match=r"^7 has no useQuestion$"):
        Client(program=programs.of(GENERATIONS[-1]), door="useQuestion").talk("Hello")


@pytest.mark.parametrize("door", GENERATIONS[0].doors)
def test_what_a_release_cant_do_fails_the_program(door: str, programs: Programs) -> None:
    history = [{"id": "u1", "role": "user", "content": "Hi", "parts": [{"type": "text", "text": "Hi"}]}]
    with pytest.raises(ProgramFailed, match=rf"^this {door} can't resume$"):
        Client(program=programs.of(GENERATIONS[0]), door=door).talk(history=history, then=[{"do": "resume"}])


def test_a_program_does_not_wait_for_ever(chat: Client, canned: Canned) -> None:
    silent = canned.api(Reply(pieces=(b"", b"0"), pause=1))
    with pytest.raises(ProgramFailed, match=r"^not done after 100 ms$"):
        chat.talk("Hello", api=silent, timeoutMs=100)


def test_a_program_that_ends_says_why() -> None:
    programs = Programs()
    generation = GENERATIONS[0]
    program = programs.of(generation.renamed("3"))
    with pytest.raises(ProgramFailed, match=r"(?s)^the program of ai@4.1.66 ended with 1: .*generations/3/library.mjs"):
        program.run([{}])
    programs.close()


def test_a_refusal_reaches_the_user_word_for_word_and_is_not_asked_again(chat: Client, canned: Canned) -> None:
    refusal = '{"success":false,"error":"boom"}'

    report = chat.talk("Hi", api=canned.api(Reply.whole(refusal, status=429)))

    assert (report.status, message_of(report)) == ("error", refusal)
    assert len(report.requests) == 1
