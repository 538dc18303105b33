"""The upstream really answers: as many tokens as it is asked for, at the pace that it is asked for."""

import pytest

from bench.connection import Connection
from bench.contenders import DIRECT
from bench.http_bytes import http_request
from bench.question import Question
from bench.server_process import exchange
from bench.stand import Stand
from bench.upstream_dialect import MARK


@pytest.mark.parametrize("tokens", [1, 63, 64, 65, 20_000])
def test_an_answer_has_the_tokens_that_were_asked_for(bench: Stand, tokens: int) -> None:
    with Connection(bench.upstream.port) as connection:
        for _ in range(2):
            answer = bench.direct.asked(connection, Question(tokens))
            assert 0 < answer.first_token <= answer.end


def test_a_paced_answer_takes_its_time(bench: Stand) -> None:
    with Connection(bench.upstream.port) as connection:
        answer = bench.direct.asked(connection, Question(5, 20))
    assert answer.tokens == 5
    # The first leaves at once, and four times the pace lies before the last.
    assert answer.end - answer.first_token >= 0.9 * 4 * 0.020


def test_anthropic_s_dialect_is_spoken_too(bench: Stand) -> None:
    request = http_request("/v1/messages", {"content": Question(70).text})
    with Connection(bench.upstream.port) as connection:
        connection.ask(request).checked(70, b"message_stop")


def test_a_client_that_leaves_stops_nobody_else(bench: Stand) -> None:
    with Connection(bench.upstream.port) as left:
        left.send(DIRECT.request(Question(1_000_000)))
    with Connection(bench.upstream.port) as left:
        left.send(DIRECT.request(Question(1_000_000, 1)))
    with Connection(bench.upstream.port) as connection:
        bench.direct.asked(connection, Question(100))


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [(http_request("/v1/embeddings", {}), b"404"), (http_request("/v1/chat/completions", {}), b"400")],
)
def test_what_it_does_not_know_is_refused(bench: Stand, request_bytes: bytes, status: bytes) -> None:
    answer = exchange(bench.upstream.port, request_bytes, b"\r\n\r\n")
    assert answer.split(b" ", 2)[1] == status
    assert MARK not in answer
