"""The built page is small, is all there is to it, and says what it may do."""

import gzip
import re
from pathlib import Path

import pytest

from .build import built
from .chat_page import ChatPage
from .watch import Watch

MOST_BYTES = 250 * 1024
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def policy(folder: Path) -> dict[str, str]:
    found = _POLICY.search((folder / "index.html").read_text())
    assert found
    directives = (part.strip().partition(" ") for part in found[1].replace("&#39;", "'").split(";"))
    return {name: value for name, _, value in directives}


def test_all_of_it_together_is_small(page_folder: Path) -> None:
    files = [path for path in page_folder.rglob("*") if path.is_file()]
    assert sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files) < MOST_BYTES


def test_the_document_names_nothing_but_files_of_its_own(page_folder: Path) -> None:
    document = (page_folder / "index.html").read_text()
    named = re.findall(r'(?:src|href)="([^"]*)"', document)
    assert named
    assert all(name.startswith("./") and (page_folder / name).is_file() for name in named)
    assert not re.search(r"<script(?![^>]* src=)|<style| on\w+=", document)


def test_it_may_run_itself_and_ask_its_own_service(page_folder: Path) -> None:
    assert policy(page_folder) == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("", "'self' http://127.0.0.1:8080"),
        ("https://chat.example.com/a/path?b=c", "'self' https://chat.example.com"),
    ],
)
def test_of_another_origin_it_may_ask_the_one_that_it_was_built_for(
    tmp_path: Path, endpoint: str, allowed: str
) -> None:
    assert policy(built(tmp_path, endpoint))["connect-src"] == allowed


_VIOLATED = """() => new Promise((told) => {
  document.addEventListener("securitypolicyviolation", (event) => told(event.effectiveDirective), { once: true });
  // Behind the debugger's back, for which eval is allowed.
  setTimeout(() => {
    try {
      DEED
    } catch {
      // The event says why.
    }
  });
  setTimeout(() => told("nothing"), 10_000);
})"""

FORBIDDEN = {
    "eval('1')": {"script-src", "require-trusted-types-for"},
    "document.body.innerHTML = '<b>hello</b>'": {"require-trusted-types-for"},
    "fetch('http://localhost:1/').catch(() => {})": {"connect-src"},
    "new Image().src = 'http://localhost:1/spy.png'": {"img-src"},
    "document.body.append(Object.assign(document.createElement('iframe'), {src: 'http://localhost:1/'}))": {
        "frame-src"
    },
    "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p {}'}))": {"style-src-elem"},
    "new Worker('data:text/javascript,1')": {"worker-src", "require-trusted-types-for"},
}


@pytest.mark.parametrize(("deed", "directives"), FORBIDDEN.items(), ids=FORBIDDEN)
def test_the_browser_holds_it_to_that(chat7: ChatPage, watch: Watch, deed: str, directives: set[str]) -> None:
    watch.expect("Content Security Policy", "Trusted")

    assert chat7.page.evaluate(_VIOLATED.replace("DEED", deed)) in directives
