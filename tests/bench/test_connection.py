"""No number counts before its answer is whole."""

import socket
import threading
from collections.abc import Callable

import pytest

from bench.connection import Connection, InvalidAnswer
from bench.contenders import DIRECT
from bench.question import Question


@pytest.fixture
def answering() -> Callable[[bytes], int]:
    def serve(answer: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))

        def once() -> None:
            connection, _ = listener.accept()
            with listener, connection:
                connection.recv(65_536)
                connection.sendall(answer)

        threading.Thread(target=once, daemon=True).start()
        port: int = listener.getsockname()[1]
        return port

    return serve


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n\r\n4\r\n~k00\r\n"])
def test_an_answer_that_breaks_off_is_invalid(answering: Callable[[bytes], int], answer: bytes) -> None:
    with Connection(answering(answer)) as connection, pytest.raises(InvalidAnswer, match="broke off"):
        connection.ask(DIRECT.request(Question(2)))


WHOLE = b"HTTP/1.1 200 OK\r\n\r\n4\r\n~~\r\n3\r\nend\r\n0\r\n\r\n"


def test_a_whole_answer_counts(answering: Callable[[bytes], int]) -> None:
    with Connection(answering(WHOLE)) as connection:
        answer = connection.ask(b"question")
    assert answer.checked(2, b"end") is answer


@pytest.mark.parametrize(("tokens", "ending"), [(3, b"end"), (1, b"end"), (2, b"stop")])
def test_the_tokens_are_counted_and_the_end_is_looked_at(
    answering: Callable[[bytes], int], tokens: int, ending: bytes
) -> None:
    with Connection(answering(WHOLE)) as connection:
        answer = connection.ask(b"question")
    with pytest.raises(InvalidAnswer, match=f"2 of {tokens} tokens"):
        answer.checked(tokens, ending)
