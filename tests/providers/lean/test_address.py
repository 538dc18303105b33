import pytest

from service.providers.lean.address import Address, parse

PLAIN = {
    "https://api.openai.com/v1": (Address(secure=True, host="api.openai.com", port=443), "/v1"),
    "https://a.test": (Address(secure=True, host="a.test", port=443), ""),
    "http://a.test/": (Address(secure=False, host="a.test", port=80), ""),
    "http://my_vllm:8000/v1/": (Address(secure=False, host="my_vllm", port=8000), "/v1"),
    "http://127.0.0.1:65535/a.b/~c-d_e": (Address(secure=False, host="127.0.0.1", port=65535), "/a.b/~c-d_e"),
    "http://[::1]:1/v1": (Address(secure=False, host="::1", port=1), "/v1"),
}


@pytest.mark.parametrize(("url", "place"), PLAIN.items(), ids=PLAIN)
def test_a_plain_url_is_read(url: str, place: tuple[Address, str]) -> None:
    assert parse(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.test/v1",
        "ftp://a.test",
        "HTTP://a.test",
        "https://A.test",
        "https://user:secret@a.test",
        "https://a.test?x=1",
        "https://a.test/v1#x",
        "https://a.test//v1",
        "https://a.test/%20",
        "https://é.test",
        "https://a.test:0",
        "https://a.test:65536",
        "https://a.test/v1\n",
        "https://",
    ],
)
def test_any_other_is_not(url: str) -> None:
    assert parse(url) is None


@pytest.mark.parametrize(
    ("address", "authority"),
    [
        (Address(secure=True, host="a.test", port=443), "a.test"),
        (Address(secure=True, host="a.test", port=80), "a.test:80"),
        (Address(secure=False, host="a.test", port=80), "a.test"),
        (Address(secure=False, host="::1", port=8000), "[::1]:8000"),
    ],
)
def test_a_port_that_goes_without_saying_is_not_named(address: Address, authority: str) -> None:
    assert address.authority == authority
