import json
from collections.abc import Iterator

import pytest

from fakes.platform import Limits, Platform, http_connection
from fakes.platform.function_url import FunctionUrl
from tests.fakes.platform.asking import running, until
from tests.fakes.platform.puppets import PRELUDE, puppet
from tests.fakes.platform.raw_client import connected, post

ONE = json.dumps([["answer", "1"]])
STREAM = json.dumps([["stream", PRELUDE], ["prelude", {"statusCode": 299}], ["write", "a"], ["write", "bc"], ["end"]])


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(puppet(limits=Limits(event=10_000))) as platform:
        yield platform


def test_a_stream_s_chunks_are_the_client_s_chunks(platform: Platform) -> None:
    with connected(platform) as client:
        client.send(post(STREAM))
        head = client.until(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 299 \r\n")
        assert client.until(b"0\r\n\r\n") == b"1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"


def test_a_connection_is_kept_for_the_next_request(platform: Platform) -> None:
    with connected(platform) as client:
        for _ in range(3):
            client.send(post(ONE))
            assert client.until(b"\r\n\r\n1").startswith(b"HTTP/1.1 200 OK\r\n")
        client.send(post(ONE, "connection: close"))
        assert client.rest().endswith(b"\r\n\r\n1")


def test_requests_that_come_at_once_are_answered_in_order(platform: Platform) -> None:
    with connected(platform) as client:
        client.send(post(ONE) + post(json.dumps([["answer", "2"]])))
        client.until(b"\r\n\r\n1")
        client.until(b"\r\n\r\n2")


def test_http_1_0_gets_a_stream_that_ends_with_the_connection(platform: Platform) -> None:
    with connected(platform) as client:
        client.send(post(STREAM, version="1.0"))
        head, _, body = client.rest().partition(b"\r\n\r\n")
    assert body == b"abc"
    assert b"chunked" not in head


def test_a_waiting_body_is_welcomed(platform: Platform) -> None:
    request = post(ONE, "expect: 100-continue")
    with connected(platform) as client:
        client.send(request.removesuffix(ONE))
        assert client.until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        client.send(ONE)
        assert client.until(b"\r\n\r\n1").startswith(b"HTTP/1.1 200 ")


def test_a_body_in_chunks_is_an_event_too(platform: Platform) -> None:
    chunks = "".join(f"1\r\n{character}\r\n" for character in ONE)
    head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    with connected(platform) as client:
        client.send(f"{head}{chunks}0\r\n\r\n")
        assert client.until(b"\r\n\r\n1").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "garbage",
    [
        "hello\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n",
        "\x16\x03\x01",
    ],
)
def test_what_is_not_http_is_answered_with_400(platform: Platform, garbage: str) -> None:
    with connected(platform) as client:
        client.send(garbage)
        client.half_close()
        head, _, body = client.rest().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert json.loads(body)["errorType"] == "BadRequest"


@pytest.mark.parametrize("framing", ["content-length: 10", "transfer-encoding: chunked"])
def test_a_body_that_breaks_off_is_not_an_event(platform: Platform, framing: str) -> None:
    before = len(platform.log)
    with connected(platform) as client:
        client.send(f"POST / HTTP/1.1\r\nhost: x\r\n{framing}\r\n\r\n")
        client.half_close()
        assert client.rest().startswith(b"HTTP/1.1 400 ")
    assert len(platform.log) == before


def test_a_client_that_is_still_sending_too_much_gets_to_read_why(platform: Platform) -> None:
    with connected(platform) as client:
        client.send(post("x" * 3_000_000))
        client.half_close()
        answer = client.rest()
        assert answer.startswith(b"HTTP/1.1 413 ")
        # Who keeps connections must not use this one again.
        assert b"\r\nconnection: close\r\n" in answer.lower()


def test_a_client_that_never_stops_sending_too_much_is_cut_off(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connection, "_LINGER_SECONDS", 0.01)
    with connected(platform) as client:
        client.send(post("x" * 11_000).replace("content-length: 11000", "content-length: 99999"))
        assert client.rest().startswith(b"HTTP/1.1 413 ")
        until(lambda: not platform._server._serving)


def test_garbage_behind_an_answer_only_ends_the_connection(platform: Platform) -> None:
    with connected(platform) as client:
        client.send(post(STREAM) + "garbage\r\n\r\n")
        client.until(b"0\r\n\r\n")
        assert client.rest().startswith(b"HTTP/1.1 400 ")


def test_a_client_may_leave_without_a_word(platform: Platform) -> None:
    with connected(platform) as client:
        client.half_close()
        assert client.rest() == b""


def test_our_own_mistake_ends_the_connection(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistake(self: FunctionUrl, *_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(FunctionUrl, "answer", mistake)
    with connected(platform) as client:
        client.send(post(ONE))
        assert client.rest() == b""
