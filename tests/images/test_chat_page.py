"""The chat page of the HTTP image: all of it is there, it asks the service that it came from, and nobody else."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.images.box import Box, Looked, running, streamed

SERVICE = "http://127.0.0.1:8080"
PAGE = f"{SERVICE}/chat/"
CHAT = f"{SERVICE}/api/chat"
KEY = {"OPENAI_API_KEY": "sk-nobody-is-asked"}
MOST_BYTES = 250 * 1024
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_BESIDE = re.compile(r"""["'`/]([\w-]+-[\w-]{8}\.(?:css|js))["'`]""")
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_PREFLIGHT = ("--request", "OPTIONS", "--header", "access-control-request-method: POST")
_ALLOWED = "access-control-allow-origin"


@pytest.fixture(scope="module")
def box(http_image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(http_image, tmp_path_factory.mktemp("faking"), {"FAKE_LLM": "1"}) as box:
        box.wait_for(PAGE)
        yield box


@pytest.fixture(scope="module")
def document(box: Box) -> str:
    return box.look(PAGE).body.decode()


@pytest.fixture(scope="module")
def loaded(box: Box, document: str) -> dict[str, Looked]:
    """What the document names, what that names, and so on: name -> answer."""
    found: dict[str, Looked] = {}
    names = re.findall(r'(?:src|href)="([^"]*)"', document)
    while names:
        name = names.pop()
        if name not in found:
            assert name.startswith("./"), name
            found[name] = box.look(urljoin(PAGE, name))
            if name.endswith(".js"):
                # A script names others beside itself.
                names += [f"./assets/{other}" for other in _BESIDE.findall(found[name].body.decode())]
    return found


def texts_of(loaded: dict[str, Looked], suffix: str) -> list[str]:
    return [answer.body.decode() for name, answer in loaded.items() if name.endswith(suffix)]


def preflight(box: Box) -> Looked:
    return box.look(CHAT, *_PREFLIGHT, "--header", "origin: http://page.example")


def test_the_page_is_served(box: Box) -> None:
    answer = box.look(PAGE)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert '<div id="root">' in answer.body.decode()
    assert box.look(PAGE.rstrip("/")).headers["location"] == "chat/"


def test_every_file_that_it_names_is_its_own_and_served(loaded: dict[str, Looked], http_files: Path) -> None:
    for name, answer in loaded.items():
        assert (answer.status, len(answer.body) > 0) == (200, True), name
        assert answer.headers["content-type"].partition(";")[0] == TYPES[Path(name).suffix]
        assert ("immutable" in answer.headers["cache-control"]) == name.startswith("./assets/")
    # And there is none that it does not name.
    assets = (http_files / "app" / "page" / "assets").iterdir()
    assert {name for name in loaded if "/assets/" in name} == {f"./assets/{path.name}" for path in assets}


def test_page_and_files_are_small(document: str, loaded: dict[str, Looked]) -> None:
    whole = [document.encode(), *(answer.body for answer in loaded.values())]
    assert 100_000 < sum(len(gzip.compress(part, mtime=0)) for part in whole) < MOST_BYTES


def test_nothing_is_loaded_from_elsewhere(box: Box, document: str, loaded: dict[str, Looked]) -> None:
    policy = box.look(PAGE).headers["content-security-policy"]
    sources = {source for directive in policy.split("; ") for source in directive.split()[1:]}
    assert sources == {"'none'", "'self'", "'script'", "data:"}
    assert not [text for text in texts_of(loaded, ".css") if "url(" in text or "@import" in text]
    # The header says what the document says of itself, and what no document can say.
    own = _META.search(document)
    assert own
    assert policy == f"{own[1].replace('&#39;', chr(39))}; frame-ancestors 'none'"


def test_it_asks_the_service_that_it_came_from(box: Box, loaded: dict[str, Looked]) -> None:
    assert [text for text in texts_of(loaded, ".js") if "`../api/chat`" in text or '"../api/chat"' in text]
    assert urljoin(PAGE, "../api/chat") == CHAT
    answer = box.ask(CHAT, {"action": "chat-v2-stream", "id": "c", "messages": [{"role": "user", "content": "Hello"}]})
    assert answer.lines[-1][1].startswith("d:")
    assert streamed(answer)


def test_the_inspector_names_it(box: Box) -> None:
    assert b'<a href="chat/">' in box.look(f"{SERVICE}/").body


def test_any_page_may_ask_while_faking(box: Box) -> None:
    assert preflight(box).headers[_ALLOWED] == "*"


def test_with_a_key_no_other_page_may_ask_and_none_is_served(http_image: str, tmp_path: Path) -> None:
    with running(http_image, tmp_path, KEY) as box:
        box.wait_for(f"{SERVICE}/healthz")
        assert _ALLOWED not in preflight(box).headers
        assert (box.look(PAGE).status, box.look(f"{SERVICE}/").status) == (404, 405)


def test_with_a_key_the_page_is_served_where_it_is_asked_for(http_image: str, tmp_path: Path) -> None:
    with running(http_image, tmp_path, {**KEY, "CHAT_PAGE": "on"}) as box:
        box.wait_for(f"{SERVICE}/healthz")
        assert box.look(PAGE).status == 200
        assert _ALLOWED not in preflight(box).headers
