"""A picture of each main state. `tox -e pictures` keeps them in docs/pictures; otherwise they are only taken."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .chat_page import ChatPage
from .fake_model import FakeModel
from .watch import Watch

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 100_000
_PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = os.environ.get("TOKENWIRE_PICTURES")
    return ROOT / kept if kept else tmp_path


def streaming(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Say it held back")
    model.wait_at("middle")
    expect(chat.answer).to_contain_text("first half")


def markdown(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Show me markdown")
    chat.settle()
    chat.log.evaluate("(log) => { log.scrollTop = 0; }")


def dark(chat: ChatPage, model: FakeModel) -> None:
    chat.page.emulate_media(color_scheme="dark")
    markdown(chat, model)


def tool(chat: ChatPage, model: FakeModel) -> None:
    model.open("arguments")
    chat.ask("How is the weather?")
    chat.settle()


def approval(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Please delete it")
    expect(chat.button("Approve")).to_be_visible()


def failure(chat: ChatPage, model: FakeModel) -> None:
    chat.page.clock.install()
    model.break_next("status=429;retry-after=30")
    chat.ask("Why does a river bend?")
    expect(chat.alert).to_be_visible()


STATES: list[Callable[[ChatPage, FakeModel], None]] = [streaming, markdown, dark, tool, approval, failure]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_picture_is_taken(
    chat7: ChatPage,
    model: FakeModel,
    watch: Watch,
    folder: Path,
    state: Callable[[ChatPage, FakeModel], None],
) -> None:
    watch.expect("status of 429")
    state(chat7, model)

    picture = folder / f"chat-{state.__name__}.png"
    chat7.page.get_by_role("dialog").screenshot(path=picture, animations="disabled", caret="hide")

    assert picture.read_bytes().startswith(_PNG)
    assert picture.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_it_is_kept(state: Callable[[ChatPage, FakeModel], None]) -> None:
    assert (ROOT / "docs" / "pictures" / f"chat-{state.__name__}.png").read_bytes().startswith(_PNG)
