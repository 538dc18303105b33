import json
import os
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from service.http.chat_page.files import POLICY
from service.main import create
from service.settings import Settings, SettingsError
from tests.running import running

KEY = {"OPENAI_API_KEY": "sk-test"}
FAKE = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"}

FILES = {
    "index.html": ("text/html; charset=utf-8", "<!doctype html><title>Chat</title>"),
    "icon.svg": ("image/svg+xml", "<svg/>"),
    "licenses.md": ("text/markdown; charset=utf-8", "# Licences"),
    "robots.txt": ("text/plain; charset=utf-8", "User-agent: *"),
    "assets/index-Abc-123.js": ("text/javascript; charset=utf-8", "export {}"),
    "assets/index-Abc-123.css": ("text/css; charset=utf-8", "p {}"),
}
HASHED = [name for name in FILES if name.startswith("assets/")]
SECRET = "not for everyone"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page as it is built, beside something that is nobody's business."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text(SECRET)
    (outside / "page-2").mkdir()
    (outside / "page-2" / "secret.txt").write_text(SECRET)
    page = outside / "page"
    (page / "assets").mkdir(parents=True)
    for name, (_, text) in FILES.items():
        (page / name).write_text(text)
        # As in the image: every file has the same date.
        os.utime(page / name, (0, 0))
    (page / "link.txt").symlink_to(outside / "secret.txt")
    return page


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with running(create(Settings.from_env({**FAKE, "CHAT_PAGE_FOLDER": str(folder)}))) as address:
        yield address


def asked(url: str, method: str, path: str, **headers: str) -> tuple[int, Message, bytes]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers, data


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_page_is_served_as_what_it_is(url: str, name: str) -> None:
    kind, text = FILES[name]
    status, headers, body = asked(url, "GET", f"/chat/{name}")
    assert (status, headers["content-type"], body) == (200, kind, text.encode())


@pytest.mark.parametrize("name", FILES)
def test_head_tells_the_same_without_the_file(url: str, name: str) -> None:
    _, whole, body = asked(url, "GET", f"/chat/{name}")
    status, headers, nothing = asked(url, "HEAD", f"/chat/{name}")
    assert (status, nothing, headers["content-length"]) == (200, b"", str(len(body)))
    own = {"date", "x-request-id"}
    assert {k: v for k, v in headers.items() if k not in own} == {k: v for k, v in whole.items() if k not in own}


def test_the_folder_itself_is_the_page(url: str) -> None:
    assert asked(url, "GET", "/chat/")[2] == FILES["index.html"][1].encode()
    assert asked(url, "GET", "/chat/?sdk=4")[2] == FILES["index.html"][1].encode()


@pytest.mark.parametrize(("asking", "told"), [("/chat", "chat/"), ("/chat?sdk=4&model=a/b", "chat/?sdk=4&model=a/b")])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_without_its_slash_it_is_named_by_an_address_that_holds_behind_any_path(
    url: str, method: str, asking: str, told: str
) -> None:
    status, headers, body = asked(url, method, asking)
    assert (status, headers["location"], body) == (307, told, b"")


def test_a_line_break_in_the_query_adds_no_header(url: str) -> None:
    _, headers, _ = asked(url, "GET", "/chat?a=%0d%0aset-cookie:b=c")
    assert headers["location"] == "chat/?a=%0d%0aset-cookie:b=c"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ["/chat/", *(f"/chat/{name}" for name in FILES)])
def test_a_browser_is_told_what_each_may_do(url: str, path: str) -> None:
    _, headers, _ = asked(url, "GET", path)
    assert headers["content-security-policy"] == POLICY
    assert "frame-ancestors 'none'" in POLICY.split("; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("name", FILES)
def test_only_names_with_a_hash_are_kept(url: str, name: str) -> None:
    _, headers, _ = asked(url, "GET", f"/chat/{name}")
    assert headers["cache-control"] == ("public, max-age=31536000, immutable" if name in HASHED else "no-store")


def test_who_has_a_file_already_does_not_get_it_again(url: str) -> None:
    _, first, _ = asked(url, "GET", f"/chat/{HASHED[0]}")
    status, again, body = asked(url, "GET", f"/chat/{HASHED[0]}", if_none_match=first["etag"])
    assert (status, body, again["cache-control"]) == (304, b"", first["cache-control"])


@pytest.mark.parametrize(
    "path",
    [
        "nothing.js",
        "../secret.txt",
        "assets/../../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "..%5csecret.txt",
        "../page-2/secret.txt",
        "%252e%252e/secret.txt",
        "link.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "assets",
        "assets/",
        "index.html%00",
        "index.html%0a",
        "x" * 300,
        "%ff",
    ],
)
def test_there_is_nothing_else(url: str, path: str) -> None:
    status, headers, body = asked(url, "GET", f"/chat/{path}")
    assert SECRET.encode() not in body
    assert (status, headers["x-error-code"]) == (404, "not_found")
    assert json.loads(body) == {"success": False, "error": "Not found"}


@pytest.mark.parametrize("path", ["/chat", "/chat/", "/chat/index.html", "/chat/nothing.js"])
def test_other_methods_are_told_what_there_is(url: str, path: str) -> None:
    status, headers, _ = asked(url, "POST", path)
    assert (status, headers["allow"], headers["x-error-code"]) == (405, "GET, HEAD, OPTIONS", "method_not_allowed")


def test_the_file_that_may_not_be_read_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may read everything, so the system's refusal is played.
    def refuse(_self: object, _path: str) -> None:
        raise PermissionError

    monkeypatch.setattr("starlette.staticfiles.StaticFiles.lookup_path", refuse)
    assert service(**FAKE, CHAT_PAGE_FOLDER=str(folder)).get("/chat/").status_code == 404


def service(**environ: str) -> TestClient:
    return TestClient(create(Settings.from_env(environ)), raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        (KEY, 404),
        ({**KEY, "CHAT_PAGE": "auto"}, 404),
        ({**KEY, "CHAT_PAGE": "on"}, 200),
        ({**KEY, "INSPECTOR": "on"}, 404),
        (FAKE, 200),
        ({**KEY, **FAKE}, 200),
        ({**FAKE, "INSPECTOR": "off"}, 200),
        ({**FAKE, "CHAT_PAGE": "off"}, 404),
    ],
    ids=["a real key", "auto", "on", "the other page", "faking", "faking beside a key", "the other is off", "off"],
)
def test_the_page_is_there_while_faking_unless_told_otherwise(
    environ: dict[str, str], status: int, folder: Path
) -> None:
    client = service(**environ, CHAT_PAGE_FOLDER=str(folder))
    assert client.get("/chat/").status_code == status
    assert client.get("/chat").status_code == (307 if status == 200 else 404)


def test_where_no_folder_is_named_there_is_none() -> None:
    assert service(**FAKE).get("/chat/").status_code == 404
    assert service(**FAKE, CHAT_PAGE="off").get("/chat").status_code == 404


@pytest.mark.parametrize("environ", [KEY, {**FAKE, "CHAT_PAGE": "off"}], ids=["a real key", "off"])
def test_a_folder_that_is_not_asked_for_may_be_missing(environ: dict[str, str]) -> None:
    assert service(**environ, CHAT_PAGE_FOLDER="/nowhere").get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("environ", "complaint"),
    [
        ({"CHAT_PAGE": "on"}, "CHAT_PAGE is on, but CHAT_PAGE_FOLDER names no folder"),
        ({"CHAT_PAGE_FOLDER": "/no/page"}, "CHAT_PAGE_FOLDER must be a folder with an index.html, but is '/no/page'"),
    ],
    ids=["no folder", "no page"],
)
def test_a_page_that_can_not_be_served_is_told_at_the_start(environ: dict[str, str], complaint: str) -> None:
    with pytest.raises(SettingsError) as refused:
        create(Settings.from_env({**FAKE, **environ}))
    assert str(refused.value) == complaint


def test_the_page_is_found_behind_a_path_of_a_proxys(folder: Path) -> None:
    # What uvicorn's --root-path does, and a stage of API Gateway.
    application = create(Settings.from_env({**FAKE, "CHAT_PAGE_FOLDER": str(folder)}))
    client = TestClient(application, root_path="/stage")
    assert client.get("/stage/chat/icon.svg").text == FILES["icon.svg"][1]
