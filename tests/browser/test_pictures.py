"""A picture of each main state. `tox -e pictures` keeps them in docs/pictures; otherwise they are only taken."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .chat_page import ChatPage
from .chat_states import answered, asking, failed, streaming
from .fake_model import FakeModel
from .watch import Watch

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 100_000
_PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = os.environ.get("TOKENWIRE_PICTURES")
    return ROOT / kept if kept else tmp_path


def markdown(chat: ChatPage, model: FakeModel) -> None:
    answered(chat, model)
    chat.log.evaluate("(log) => { log.scrollTop = 0; }")


def dark(chat: ChatPage, model: FakeModel) -> None:
    chat.page.emulate_media(color_scheme="dark")
    markdown(chat, model)


def tool(chat: ChatPage, model: FakeModel) -> None:
    model.open("arguments")
    chat.ask("How is the weather?")
    chat.settle()


def failure(chat: ChatPage, model: FakeModel) -> None:
    # Its countdown stands still.
    chat.page.clock.install()
    failed(chat, model)


STATES: dict[str, Callable[[ChatPage, FakeModel], None]] = {
    "streaming": streaming,
    "markdown": markdown,
    "dark": dark,
    "tool": tool,
    "approval": asking,
    "failure": failure,
}


@pytest.mark.parametrize("name", STATES)
def test_a_picture_is_taken(chat7: ChatPage, model: FakeModel, watch: Watch, folder: Path, name: str) -> None:
    watch.expect("status of 429")
    STATES[name](chat7, model)

    picture = folder / f"chat-{name}.png"
    chat7.page.get_by_role("dialog").screenshot(path=picture, animations="disabled", caret="hide")

    assert picture.read_bytes().startswith(_PNG)
    assert picture.stat().st_size < MOST_BYTES


@pytest.mark.parametrize("name", STATES)
def test_it_is_kept(name: str) -> None:
    assert (ROOT / "docs" / "pictures" / f"chat-{name}.png").read_bytes().startswith(_PNG)
