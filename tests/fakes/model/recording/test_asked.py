import json

import pytest

from fakes.model.field import Field, FieldError
from fakes.model.recording import Volatile
from fakes.model.recording.asked import Asked
from fakes.model.request import Request
from tests.fakes.model.test_real_keys import REAL

JSON = (("content-type", "application/json"),)
BODY = b'{"model": "m", "messages": [{"role": "user", "content": "Hi"}], "n": 1, "stream": true}'


def asked(body: bytes = BODY, target: str = "/v1/x", headers: tuple[tuple[str, str], ...] = JSON) -> Asked:
    return Asked.of(Request("POST", target, headers, body), Volatile())


SAME = {
    "order and spaces": asked(b'{"stream":true,"n":1,"messages":[{"content":"Hi","role":"user"}],"model":"m"}'),
    "escapes": asked(BODY.replace(b"Hi", b"\\u0048i")),
    "another key": asked(headers=(("authorization", "Bearer x"), ("x-anything", "else"), *JSON)),
    "a key in the query": asked(target="/v1/x?key=abc"),
    "parameters of the content type": asked(headers=(("content-type", "Application/JSON; charset=utf-8"),)),
}


@pytest.mark.parametrize("same", SAME.values(), ids=SAME)
def test_the_same_request_is_the_same_however_it_is_written(same: Asked) -> None:
    assert same.digest == asked().digest
    assert same == asked()


def changed(old: bytes, new: bytes) -> Asked:
    assert old in BODY
    return asked(BODY.replace(old, new))


OTHER = {
    "another prompt": changed(b"Hi", b"Hi."),
    "another case": changed(b"Hi", b"hi"),
    "a turn more": changed(b"}],", b"}, {}],"),
    "a member more": changed(b'"n": 1', b'"n": 1, "o": null'),
    "a member less": changed(b'"n": 1, ', b""),
    "another type": changed(b"1", b"true"),
    "another number": changed(b"1", b"1.0"),
    "not streamed": changed(b"true", b"false"),
    "an object that says a name twice": changed(b'"n": 1', b'"n": 1, "n": 1'),
    "another method": Asked.of(Request("PUT", "/v1/x", JSON, BODY), Volatile()),
    "another path": asked(target="/v1/y"),
    "a query": asked(target="/v1/x?a=1"),
    "another content type": asked(headers=(("content-type", "text/plain"),)),
    "no body": asked(b""),
    "bytes": asked(b"\xff"),
}


@pytest.mark.parametrize("other", OTHER.values(), ids=OTHER)
def test_another_request_is_another(other: Asked) -> None:
    assert other.digest != asked().digest
    assert len({item.digest for item in OTHER.values()}) == len(OTHER)


def test_names_that_stand_twice_do_not_make_different_bodies_one() -> None:
    assert asked(b'{"a":1,"a":2}').digest != asked(b'{"a":3,"a":2}').digest


KINDS = {
    "nothing": (b"", {}),
    "JSON": (b"[1]", {"content_type": "application/json", "body": [1]}),
    "null": (b"null", {"content_type": "application/json", "body": None}),
    "text": (b"{no JSON", {"content_type": "application/json", "text": "{no JSON"}),
    "NaN": (b"[NaN]", {"content_type": "application/json", "text": "[NaN]"}),
    "a number too large": (b"[1e999]", {"content_type": "application/json", "text": "[1e999]"}),
    "too deep": (b"[" * 100_000, {"content_type": "application/json", "text": "[" * 100_000}),
    "bytes": (b"\xff\x00", {"content_type": "application/json", "base64": "/wA="}),
}


@pytest.mark.parametrize(("body", "content"), KINDS.values(), ids=KINDS)
def test_a_body_stands_in_a_recording_as_what_it_is_and_is_read_back(body: bytes, content: dict[str, object]) -> None:
    this = asked(body)

    assert this.document == {"method": "POST", "path": "/v1/x", **content}
    assert Asked.parse(Field({**json.loads(json.dumps(this.document)), "digest": this.digest})) == this


def test_the_boundary_of_a_form_is_not_compared() -> None:
    def form(boundary: str, content: str, quote: str = "") -> Asked:
        kind = f"multipart/form-data; boundary={quote}{boundary}{quote}"
        return asked(f"--{boundary}\r\n\r\n{content}\r\n--{boundary}--".encode(), headers=(("content-type", kind),))

    assert form("abc", "x") == form("1-2-3", "x", '"')
    assert form("abc", "x").content == "--boundary\r\n\r\nx\r\n--boundary--"
    assert form("abc", "x") != form("abc", "y")


def test_keys_and_volatile_fields_are_gone() -> None:
    key = REAL["openai"]
    volatile = Volatile(paths=["$.user"], patterns=["v[0-9]+"])

    def of(body: bytes) -> object:
        return Asked.of(Request("POST", "/", JSON, body), volatile).content

    assert of(json.dumps({"user": "u", "x": f"{key} v1"}).encode()) == {
        "user": "[volatile]",
        "x": "redacted-openai-key [volatile]",
    }
    assert of(f"text {key} v1".encode()) == "text redacted-openai-key [volatile]"


def test_what_is_volatile_can_be_said_later() -> None:
    later = Volatile(paths=["$.id"], patterns=["[0-9]+"])

    assert asked(b'{"id": "x", "t": "at 12"}').settled(later).content == {"id": "[volatile]", "t": "at [volatile]"}
    assert asked(b"at 12").settled(later).content == "at [volatile]"
    assert asked(b"\xff").settled(later) == asked(b"\xff")


WRONG = {
    "no method": ({"path": "/"}, "'method' is required."),
    "two bodies": ({"method": "GET", "path": "/", "body": 1, "text": ""}, "holds more than one of body, text"),
    "no base64": ({"method": "GET", "path": "/", "base64": "?"}, "'base64' is not valid base64."),
    "text that is none": ({"method": "GET", "path": "/", "text": 1}, "'text' must be a string"),
    "another digest": (
        {**asked().document, "body": {}, "digest": asked().digest},
        "'digest' is not the digest of this request: it was changed after it was recorded.",
    ),
}


@pytest.mark.parametrize(("expect", "complaint"), WRONG.values(), ids=WRONG)
def test_what_is_no_request_is_refused(expect: object, complaint: str) -> None:
    with pytest.raises(FieldError) as refused:
        Asked.parse(Field(expect))

    assert complaint in str(refused.value)


SLUGS = {
    "/v1/chat/completions": "v1-chat-completions-m",
    "/v1/models/" + "x" * 100: "x" * 58 + "-m",
    "/?a=b": "m",
}


@pytest.mark.parametrize(("target", "slug"), SLUGS.items())
def test_a_slug_says_the_path_and_the_model(target: str, slug: str) -> None:
    assert asked(target=target).slug == slug


@pytest.mark.parametrize("body", [b"", b'{"model": 1}', b"[]"])
def test_a_slug_is_never_empty(body: bytes) -> None:
    assert asked(body, target="/").slug == "root"
