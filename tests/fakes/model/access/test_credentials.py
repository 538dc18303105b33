import pytest

from fakes.model.access.credentials import hidden, keys_of, masked
from fakes.model.request import Request

AWS = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20250101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0"

PLACES = [
    ({}, "", ()),
    ({"authorization": "Bearer one"}, "", ("one",)),
    ({"authorization": "bearer  one "}, "", ("one",)),
    ({"authorization": "one"}, "", ("one",)),
    ({"authorization": "Bearer"}, "", ()),
    ({"authorization": "Bearer "}, "", ()),
    ({"authorization": "Basic b25lOg=="}, "", ()),
    ({"authorization": AWS}, "", ("AKIDEXAMPLE",)),
    ({"authorization": AWS.replace(" Credential", "  SignedHeaders=a;b,Credential")}, "", ("AKIDEXAMPLE",)),
    ({"x-api-key": "one"}, "", ("one",)),
    ({"api-key": "one"}, "", ("one",)),
    ({"x-goog-api-key": " one"}, "", ("one",)),
    ({"x-other": "one"}, "", ()),
    ({}, "?key=one", ("one",)),
    ({}, "?alt=sse&key=o%6Ee", ("one",)),
    ({}, "?key=&alt=sse", ()),
    ({}, "?monkey=one", ()),
    ({"x-api-key": "two", "authorization": "Bearer one"}, "?key=three", ("two", "one", "three")),
]


@pytest.mark.parametrize(("headers", "query", "keys"), PLACES)
def test_keys_are_read_wherever_clients_put_them(headers: dict[str, str], query: str, keys: tuple[str, ...]) -> None:
    assert keys_of(Request("POST", f"/v1/chat{query}", tuple(headers.items()))) == keys


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("sk-proj-0123456789abcdWXYZ", "sk-proj-**************WXYZ"),
        ("0123456789abc", "01234567*9abc"),
        ("0123456789ab", "012*********"),
        ("abc", "***"),
        ("", ""),
    ],
)
def test_a_masked_key_is_as_long_and_never_the_key(key: str, shown: str) -> None:
    assert masked(key) == shown
    assert len(shown) == len(key)


def test_a_text_that_quotes_a_request_shows_its_keys_masked() -> None:
    request = Request("GET", "/x?key=0123456789abc", (("authorization", "Bearer my-secret"),))

    assert hidden("my-secret and 0123456789abc", request) == "my******* and 01234567*9abc"
