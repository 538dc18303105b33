import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.model.redaction import Redaction
from fakes.model.request import Request
from fakes.model.secret_names import is_secret_header
from tests.fakes.model.test_real_keys import NAMELESS, REAL

KEY = REAL["openai"]
SECRET = NAMELESS["mistral"]
PLAIN = Redaction()
KNOWING = Redaction((f"Bearer {SECRET}",))


@pytest.mark.parametrize(("kind", "key"), REAL.items(), ids=REAL)
def test_a_key_becomes_a_placeholder_that_keeps_its_kind_and_nothing_of_it(kind: str, key: str) -> None:
    placeholder = f"redacted-{kind.partition(' ')[0]}-key"

    assert PLAIN.text(f"<{key}> <{key}>") == f"<{placeholder}> <{placeholder}>"
    assert PLAIN.text(placeholder) == placeholder


def test_a_token_keeps_the_word_before_it() -> None:
    assert PLAIN.text("Bearer 0123456789abcdef!") == "Bearer redacted-bearer-key!"


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/", (("authorization", f"Bearer {SECRET}"),)),
        Request("POST", "/", (("x-goog-api-key", SECRET),)),
        Request("POST", "/", (("cookie", SECRET),)),
        Request("POST", f"/x?a=1&key={SECRET}"),
    ],
)
def test_a_secret_that_came_with_the_request_is_known_without_a_shape(request_: Request) -> None:
    redaction = Redaction.of(request_)

    assert redaction.text(f"You sent {SECRET}.") == "You sent redacted-secret-key."
    assert redaction.survivor(SECRET.encode()) == "secret"
    assert PLAIN.text(SECRET) == SECRET


def test_short_words_are_no_secrets_even_when_they_were_sent_as_keys() -> None:
    redaction = Redaction(("Bearer ollama", "not-needed", ""))

    assert redaction.text("ollama is not-needed") == "ollama is not-needed"


def test_of_two_secrets_that_begin_alike_the_longer_is_replaced_whole() -> None:
    assert Redaction((SECRET, f"{SECRET}tail")).text(f"{SECRET}tail") == "redacted-secret-key"


def test_json_is_redacted_in_its_strings_and_names_only() -> None:
    document = {"a": [KEY, 1, None, True, 0.5], KEY: {"b": f"x {KEY}"}}

    assert PLAIN.json(document) == {
        "a": ["redacted-openai-key", 1, None, True, 0.5],
        "redacted-openai-key": {"b": "x redacted-openai-key"},
    }


TARGETS = {
    "/v1/x": "/v1/x",
    "/v1/x?": "/v1/x",
    "/v1/x?key=anything": "/v1/x",
    "/v1/x?alt=sse&key=anything": "/v1/x?alt=sse",
    "/v1/x?API_KEY=a&b=2&access_token=c&monkey=1": "/v1/x?b=2&monkey=1",
    "/v1/x?X-Amz-Signature=a&X-Amz-Date=b": "/v1/x",
    f"/v1/{KEY}/x?q={KEY}": "/v1/redacted-openai-key/x?q=redacted-openai-key",
}


@pytest.mark.parametrize(("target", "left"), TARGETS.items())
def test_a_target_loses_its_keys_and_the_parameters_that_carry_them(target: str, left: str) -> None:
    assert PLAIN.target(target) == left


SECRET_HEADERS = [
    "Authorization",
    "proxy-authorization",
    "api-key",
    "x-api-key",
    "x-goog-api-key",
    "cookie",
    "Set-Cookie",
    "openai-organization",
    "anthropic-organization-id",
    "openai-project",
    "x-amz-security-token",
    "ocp-apim-subscription-key",
    "helicone-auth",
    "x-client-secret",
]
HEADERS = [
    "content-type",
    "x-request-id",
    "retry-after",
    "openai-processing-ms",
    "anthropic-ratelimit-tokens-remaining",
    "x-ratelimit-remaining-tokens",
    "authority",
    "www-authenticate",
]


@pytest.mark.parametrize("name", SECRET_HEADERS)
def test_a_header_that_carries_secrets_is_replaced_whole(name: str) -> None:
    assert is_secret_header(name)
    assert PLAIN.header(name, "x") == f"redacted-{name.lower()}"


@pytest.mark.parametrize("name", HEADERS)
def test_another_header_loses_only_keys(name: str) -> None:
    assert PLAIN.header(name, f"a {KEY} b") == "a redacted-openai-key b"


def test_a_url_in_a_header_loses_the_parameters_that_carry_keys() -> None:
    assert PLAIN.header("location", "https://x.test/?a=1&key=short#f") == "https://x.test/?a=1&key=redacted#f"


FRAMES = {
    "none": ((), ()),
    "no key": ((b"a", b"b"), (b"a", b"b")),
    "in one": ((b"a", f"<{KEY}>".encode(), b"b"), (b"a", b"<redacted-openai-key>", b"b")),
    "two in one": ((f"{KEY} {KEY}".encode(),), (b"redacted-openai-key redacted-openai-key",)),
    "across two": ((b"<" + KEY[:9].encode(), KEY[9:].encode() + b">"), (b"<redacted-openai-key", b">")),
    "across three": (
        (b"<" + KEY[:9].encode(), KEY[9:12].encode(), KEY[12:].encode() + b">", b"z"),
        (b"<redacted-openai-key", b"", b">", b"z"),
    ),
    "beside bytes": ((b"\xff\x00" + KEY.encode() + b"\x80",), (b"\xff\x00redacted-openai-key\x80",)),
}


@pytest.mark.parametrize(("frames", "left"), FRAMES.values(), ids=FRAMES)
def test_a_key_is_found_across_frames_and_stands_where_it_began(
    frames: tuple[bytes, ...], left: tuple[bytes, ...]
) -> None:
    assert PLAIN.data(frames) == left


@given(st.lists(st.binary(max_size=8)), st.lists(st.integers(0, 80), max_size=6))
def test_frames_are_redacted_as_their_bytes_together_are(around: list[bytes], cuts: list[int]) -> None:
    whole = b"!".join(around) + b" " + KEY.encode() + b" " + b"!".join(around)
    at = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    frames = [whole[low:high] for low, high in itertools.pairwise(at)]

    left = PLAIN.data(frames)

    assert len(left) == len(frames)
    assert b"".join(left) == b"".join(PLAIN.data([whole])) != whole


def pieces(template: str, text: str = KEY, size: int = 5) -> bytes:
    return "".join(template % json.dumps(text[at : at + size]) for at in range(0, len(text), size)).encode()


SURVIVORS = {
    "plain": f"x {KEY}".encode(),
    "escaped": KEY.replace("s", "\\u0073").replace("k", "\\u006B").encode(),
    "in pieces": pieces('data: {"choices":[{"delta":{"content":%s}}]}\n\n'),
    "in pieces of another form": pieces('{"message":{"content":%s},"done":false}\n'),
    "in pieces with other lines between": pieces('event: delta\ndata: {"a":1,"t":[0,%s]}\n\n: ping\n\ndata: [DONE]\n'),
}


@pytest.mark.parametrize("data", SURVIVORS.values(), ids=SURVIVORS)
def test_a_key_that_would_survive_is_noticed(data: bytes) -> None:
    assert PLAIN.survivor(data) == "openai"


def test_a_known_secret_in_pieces_is_noticed() -> None:
    assert KNOWING.survivor(pieces('data: {"t":%s}\n\n', SECRET)) == "secret"


DEEP = b"data: " + b"[" * 100_000 + b"\n"


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", DEEP, pieces('data: {"t":%s}\n\n', "no key at all, only words 12345")]
)
def test_what_holds_no_key_survives(data: bytes) -> None:
    assert PLAIN.survivor(data) is None
