import re

import pytest

from fakes.model.recording import Upstreams

OPENAI = {"/": "https://api.openai.com"}

REFUSED: dict[str, tuple[list[str], dict[str, str], str]] = {
    "no host": ([], OPENAI, "nothing is recorded unless a host is allowed"),
    "no upstream": (["api.openai.com"], {}, "there is no upstream to record"),
    "another host": (["api.anthropic.com"], OPENAI, "'api.openai.com' is not an allowed host; allowed are: api.anth"),
    "a host below": (["openai.com"], OPENAI, "'api.openai.com' is not an allowed host"),
    "a host above": (["api.openai.com"], {"/": "https://api.openai.com.evil.test"}, "is not an allowed host"),
    "a pattern": (["*"], OPENAI, "'*' is not a host"),
    "a pattern below": (["*.openai.com"], OPENAI, "'*.openai.com' is not a host"),
    "a URL": (["https://api.openai.com"], OPENAI, "'https://api.openai.com' is not a host"),
    "nothing as a host": ([""], OPENAI, "'' is not a host"),
    "another port": (
        ["api.openai.com"],
        {"/": "https://api.openai.com:8443"},
        "'api.openai.com:8443' is not an allowed",
    ),
    "one of two": (
        ["api.openai.com"],
        {**OPENAI, "/a": "https://api.anthropic.com"},
        "'api.anthropic.com' is not an all",
    ),
    "in the clear": (["api.openai.com"], {"/": "http://api.openai.com"}, "would carry keys in the clear"),
    "in the clear at home": (["10.0.0.1"], {"/": "http://10.0.0.1"}, "would carry keys in the clear"),
    "another scheme": (["x"], {"/": "ftp://x"}, "'ftp://x' is not the URL of a server"),
    "no scheme": (["x"], {"/": "x"}, "'x' is not the URL of a server"),
    "no host in it": (["x"], {"/": "https:///v1"}, "is not the URL of a server"),
    "a user": (["x"], {"/": "https://me:secret@x"}, "is not the URL of a server"),
    "a query": (["x"], {"/": "https://x/?key=1"}, "must end with its path"),
    "a fragment": (["x"], {"/": "https://x/#y"}, "must end with its path"),
    "a prefix that is none": (["x"], {"v1": "https://x"}, "'v1' is not the beginning of a path"),
}


@pytest.mark.parametrize(("hosts", "bases", "reason"), REFUSED.values(), ids=REFUSED)
def test_nobody_is_asked_who_was_not_allowed_by_name(hosts: list[str], bases: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        Upstreams(hosts, bases)


ALLOWED = {
    "a host": ("api.openai.com", "https://api.openai.com/v1"),
    "a host in capitals": ("API.OpenAI.com", "https://api.openai.com"),
    "its port": ("api.openai.com:443", "https://api.openai.com"),
    "its port in the URL": ("api.openai.com", "https://api.openai.com:443"),
    "another port": ("api.openai.com:8443", "https://api.openai.com:8443"),
    "this machine": ("127.0.0.1:8000", "http://127.0.0.1:8000"),
    "this machine by name": ("localhost", "http://localhost"),
    "this machine in IPv6": ("[::1]:8000", "http://[::1]:8000"),
    "elsewhere, encrypted": ("10.0.0.1", "https://10.0.0.1"),
}


@pytest.mark.parametrize(("host", "url"), ALLOWED.values(), ids=ALLOWED)
def test_a_host_that_was_allowed_may_be_asked(host: str, url: str) -> None:
    located = Upstreams([host], {"/": url}).locate("/x")

    assert located is not None
    assert url.startswith(located[0].url)


MANY = Upstreams(["a", "b", "c"], {"/": "https://a", "/b": "https://b/base/", "/b/c/": "https://c"})
PLACES = {
    "/": ("https://a", "/"),
    "/v1/x?y=/b/": ("https://a", "/v1/x?y=/b/"),
    "/b": ("https://b", "/base"),
    "/b/": ("https://b", "/base/"),
    "/b?x": ("https://b", "/base?x"),
    "/bc/x": ("https://a", "/bc/x"),
    "/b/x%2Fy?q": ("https://b", "/base/x%2Fy?q"),
    "/b/c/x": ("https://c", "/x"),
    "/b/c?x": ("https://c", "/?x"),
    "/b/c": ("https://c", "/"),
    "//evil.test/x": ("https://a", "//evil.test/x"),
}


@pytest.mark.parametrize(("target", "place"), PLACES.items())
def test_the_longest_beginning_of_the_path_names_the_server(target: str, place: tuple[str, str]) -> None:
    located = MANY.locate(target)

    assert located is not None
    assert (located[0].url, located[1]) == place


@pytest.mark.parametrize("target", ["http://evil.test/x", "*", "", "evil.test:443", "/other"])
def test_a_target_that_fits_nothing_is_asked_of_nobody(target: str) -> None:
    assert Upstreams(["a"], {"/only": "https://a"}).locate(target) is None
    assert target == "/other" or MANY.locate(target) is None


def test_only_the_world_outside_is_asked_through_the_environment() -> None:
    def trusts(host: str, url: str) -> bool:
        upstreams = Upstreams([host], {"/": url})
        located = upstreams.locate("/")
        assert located is not None
        client = upstreams._client(located[0])
        assert upstreams._client(located[0]) is client
        return client.trust_env

    assert trusts("api.openai.com", "https://api.openai.com")
    assert not trusts("127.0.0.1", "http://127.0.0.1")
