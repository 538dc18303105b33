"""Every scenario of docs/SCENARIOS.md, asked for by its slash command, in the page, with both AI SDKs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from fakes.model.ondemand.catalog import CATALOG, Entry
from service.main import create
from service.settings import Settings
from tests.docs.test_scenarios import SEEN
from tests.running import running

from .chat_page import ChatPage
from .conftest import PATIENCE_MS, SDKS
from .site import PAGE, Site
from .watch import Watch

QUICK = {
    "FAKE_LLM": "1",
    "FAKE_FIRST_MS": "0",
    "FAKE_DELAY_MS": "0",
    "FIRST_CHUNK_TIMEOUT": "1",
    "IDLE_TIMEOUT": "1",
}
COMMANDS = {"slow": "/slow 1 1"}
SILENT = {"empty"}
"""The one whose answer has no words."""

_WORDS = re.compile(r"\w+")

FINISHES = {"length": "cut short", "content-filter": "content filter"}


@pytest.fixture(scope="module")
def faking(page_folder: Path) -> Iterator[str]:
    """The page and a service with the fake model inside, as FAKE_LLM=1 has it."""
    with running(Site(page_folder, create(Settings.from_env(QUICK)))) as url:
        yield url


@pytest.fixture(scope="module", params=SDKS, ids=lambda sdk: f"ai {sdk}")
def stage(request: pytest.FixtureRequest, browser: Browser, faking: str) -> Iterator[tuple[ChatPage, Watch]]:
    """One page for all of them: each begins a new chat."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(context)
    yield ChatPage(context.new_page(), faking + PAGE, request.param).open(), watch
    context.close()


def says_something(chat: ChatPage) -> None:
    expect(chat.answer).to_have_text(_WORDS)


def asks_the_user(chat: ChatPage) -> None:
    if chat.sdk == "7":
        expect(chat.button("Approve")).to_be_visible()
    else:
        # ai 4 can't ask, and the model is told so.
        says_something(chat)


def shows(*names: str) -> Callable[[ChatPage], None]:
    """Return what checks that the answer has elements of these kinds."""

    def check(chat: ChatPage) -> None:
        for name in names:
            expect(chat.answer.locator(name).first).to_be_visible()

    return check


def is_harmless(chat: ChatPage) -> None:
    expect(chat.answer).to_have_text(_WORDS)
    expect(_dangerous(chat)).to_have_count(0)


def _dangerous(chat: ChatPage) -> Locator:
    return chat.answer.locator("script, iframe, img, style, [onerror], [onclick], a[href^='javascript:']")


PARTICULARS: dict[str, Callable[[ChatPage], None]] = {
    "markdown": shows("h3", "ul", "ol", "table", "pre", "blockquote", "a"),
    "unsafe": is_harmless,
    "reasoning": shows("details"),
    "sources": shows("section.sources a"),
    "file": shows("img"),
    "tool": shows("section.tool.done"),
    "tools": shows("section.tool.done >> nth=1"),
    "tool-error": shows("section.tool.failed"),
    "tool-invalid": shows("section.tool.failed"),
    "tool-unknown": shows("section.tool.failed"),
    "approval": asks_the_user,
    "client-tool": shows("section.tool.waiting button"),
}


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_a_user_sees_what_the_page_of_scenarios_says(stage: tuple[ChatPage, Watch], entry: Entry) -> None:
    chat, watch = stage
    *status, seen = SEEN[entry.id].split()
    refused = f"status of {status[0]}" if status else None
    watch.complaints.clear()
    chat.button("New chat").click()

    chat.ask(COMMANDS.get(entry.id, f"/{entry.id}"))
    chat.settle()

    if status or entry.group == "broken":
        expect(chat.alert).to_contain_text(seen)
    else:
        expect(chat.alert).to_have_count(0)
        if entry.id not in SILENT:
            PARTICULARS.get(entry.id, says_something)(chat)
        if seen in FINISHES:
            expect(chat.answer).to_contain_text(FINISHES[seen])
    assert [told for told in watch.complaints if refused is None or refused not in told] == []
    assert watch.abroad == []


def test_a_value_that_can_not_be_is_explained(stage: tuple[ChatPage, Watch]) -> None:
    chat, _ = stage
    chat.button("New chat").click()

    chat.ask("/error teapot")
    chat.settle()

    expect(chat.answer).to_contain_text("/error")
