import json

import httpx
import pytest

from .canned import Canned, Reply

HELLO = '0:"Zażółć"\n'.encode()


@pytest.mark.parametrize(
    "reply", [Reply.whole(HELLO), Reply.byte_by_byte(HELLO), Reply.cut(HELLO, 6), Reply.cut(HELLO, 0)]
)
def test_the_body_is_that_of_the_reply_however_it_is_cut(canned: Canned, reply: Reply) -> None:
    assert httpx.get(canned.api(reply), trust_env=False).content == HELLO


def test_pieces_arrive_one_by_one(canned: Canned) -> None:
    api = canned.api(Reply(pieces=(b"a", b"bc", b"d"), pause=0.05))

    with httpx.stream("GET", api, trust_env=False) as response:
        assert list(response.iter_raw()) == [b"a", b"bc", b"d"]


def test_status_and_headers_are_those_of_the_reply(canned: Canned) -> None:
    response = httpx.get(canned.api(Reply(pieces=(), status=204, headers={"x-mine": "1"})), trust_env=False)

    assert (response.status_code, response.headers["x-mine"], response.content) == (204, "1", b"")


def test_replies_come_in_turn_and_the_last_one_again_and_again(canned: Canned) -> None:
    api = canned.api(Reply.whole("1"), Reply.whole("2"))

    assert [httpx.get(api, trust_env=False).text for _ in range(3)] == ["1", "2", "2"]


def test_requests_are_remembered(canned: Canned) -> None:
    api = canned.api(Reply.whole(""))
    httpx.post(api, json={"a": 1}, trust_env=False)
    httpx.get(f"{api}/7/stream?x=1", trust_env=False)

    post, get = canned.received(api)
    assert (post.method, post.target, post.json) == ("POST", "/api/chat", {"a": 1})
    assert json.loads(post.body) == post.json
    assert (get.method, get.target, get.json) == ("GET", "/api/chat/7/stream?x=1", {})


def test_a_body_that_breaks_off_is_no_whole_one(canned: Canned) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(canned.api(Reply(pieces=(HELLO,), breaks_off=True)), trust_env=False)
