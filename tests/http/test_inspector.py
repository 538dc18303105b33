import base64
import hashlib
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from fakes.model.ondemand.catalog import table
from service.main import create
from service.settings import Settings
from tests.running import running

KEY = {"OPENAI_API_KEY": "sk-test"}
FAKE = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"}
SCENARIOS = "/inspector/scenarios.json"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(create(Settings.from_env(FAKE))) as address:
        yield address


def asked(url: str, method: str, path: str, body: object = None) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
    sent = None if body is None else json.dumps(body)
    connection.request(method, path, sent, {"content-type": "application/json"})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, answer.headers, data


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (directive.split() for directive in policy.split("; "))}


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_browser_gets_one_page_at_the_root(url: str) -> None:
    status, headers, body = asked(url, "GET", "/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["cache-control"] == "no-store"
    assert b"<!doctype html>" in body
    assert asked(url, "HEAD", "/")[1]["content-length"] == str(len(body))


def test_the_page_s_own_script_and_style_are_all_that_may_run(url: str) -> None:
    _, headers, body = asked(url, "GET", "/")
    policy = directives(headers["content-security-policy"])
    page = body.decode()

    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy["default-src"] == ["'none'"]
    assert (policy["script-src"], policy["style-src"]) == ([hashed(script)], [hashed(style)])
    assert (policy["connect-src"], policy["img-src"]) == (["'self'"], ["data:"])
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert not re.search(r"\son\w+=|\sstyle=", page.replace(script, "").replace(style, ""))


def test_the_page_loads_nothing_from_elsewhere(url: str) -> None:
    page = asked(url, "GET", "/")[2].decode()

    assert set(re.findall(r"https?://[^\s\"'`]+", page)) == {"http://www.w3.org/2000/svg"}
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["data:,", "#answer"]
    assert "innerHTML" not in page


def test_every_name_of_the_script_is_in_the_page(url: str) -> None:
    page = asked(url, "GET", "/")[2].decode()
    named = set(re.findall(r'\bat\("(\w+)"\)', page)) | {"first_ms", "delay_ms", "fault"}

    assert len(named) > 20
    assert named <= set(re.findall(r'\bid="([\w-]+)"', page))


def test_everything_to_fill_in_has_a_label(url: str) -> None:
    page = asked(url, "GET", "/")[2].decode()
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", page.partition("<script>")[0])
    labelled = re.findall(r"<label[^>]*>[^<]+<(?:input|select|textarea)\b", page)

    assert len(fields) == len(labelled) > 0


def test_the_scenarios_are_those_that_the_fake_plays(url: str) -> None:
    status, headers, body = asked(url, "GET", SCENARIOS)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert json.loads(body) == {"scenarios": table()}


def test_a_chat_is_still_posted_to_the_root(url: str) -> None:
    status, _, body = asked(url, "POST", "/?protocol=text", {"model": "fake/text?fault=fuzz", "prompt": "Hi"})
    assert (status, body) == (200, b"This is a plain answer. It has two sentences, and nothing else.")


def service(**environ: str) -> TestClient:
    return TestClient(create(Settings.from_env(environ)), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        (KEY, 405),
        ({**KEY, "INSPECTOR": "auto"}, 405),
        ({**KEY, "INSPECTOR": "on"}, 200),
        ({**KEY, **FAKE}, 200),
        ({**FAKE, "INSPECTOR": "off"}, 405),
    ],
    ids=["a real key", "auto", "on", "faking", "off"],
)
def test_the_page_is_there_while_faking_unless_told_otherwise(environ: dict[str, str], status: int) -> None:
    client = service(**environ)
    assert client.get("/").status_code == status
    assert client.get(SCENARIOS).status_code == (200 if status == 200 else 404)


def test_where_a_real_model_answers_there_are_no_scenarios() -> None:
    assert service(**KEY, INSPECTOR="on").get(SCENARIOS).json() == {"scenarios": []}


def test_the_chat_page_is_named_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    assert '<a href="chat/">' in service(**FAKE, CHAT_PAGE_FOLDER=str(tmp_path)).get("/").text
    assert "chat/" not in service(**FAKE, CHAT_PAGE_FOLDER=str(tmp_path), CHAT_PAGE="off").get("/").text


def test_other_methods_are_told_what_there_is() -> None:
    assert service(**FAKE).put("/").headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert service(**FAKE).post(SCENARIOS).headers["allow"] == "GET, HEAD, OPTIONS"
