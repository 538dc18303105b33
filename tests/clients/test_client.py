import pytest

from .client import PROGRAMS, Client, ProgramFailed

NOBODY = "http://127.0.0.1:1/api/chat"


@pytest.fixture(params=PROGRAMS)
def lonely(request: pytest.FixtureRequest) -> Client:
    return Client(program=request.param, api=NOBODY)


def test_a_service_that_is_not_there_is_an_error_of_the_client_not_of_the_program(lonely: Client) -> None:
    report = lonely.talk("Hello")

    assert report.status == "error"
    assert report.error == {"name": "TypeError", "message": "fetch failed"}
    assert [message["content"] for message in report.messages] == ["Hello"]


def test_an_unknown_option_fails_the_program(lonely: Client) -> None:
    with pytest.raises(ProgramFailed, match=r"^unknown argument: bufered$"):
        lonely.talk("Hello", bufered=True)


def test_a_program_does_not_wait_for_ever(client: Client) -> None:
    with pytest.raises(ProgramFailed, match=r"^not done after 100 ms$"):
        client.talk("Hello", body={"model": "fake/default?first_ms=5000"}, timeoutMs=100)
