"""What arrives is on the screen before the rest is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.clients.progress import arrives_progressively
from tests.running import running

from .chat_page import ChatPage
from .fake_model import FakeModel
from .site import PAGE, HeldBack, Site, service
from .watch import Watch

FIRST, SECOND = "The first half is here.", "The second half comes later."


@pytest.fixture(scope="module")
def holding(page_folder: Path, one_model: FakeModel) -> Iterator[str]:
    """The same page and service, behind something that buffers."""
    with running(HeldBack(Site(page_folder, service(one_model)))) as url:
        yield url


def length(chat: ChatPage) -> int:
    return len(chat.answer.locator(".markdown").text_content() or "")


def test_text_grows_in_the_document(chat: ChatPage) -> None:
    chat.ask_watching("Why does a river bend?")
    chat.settle()

    assert arrives_progressively(chat.growth(), length(chat))


def test_behind_a_buffer_the_same_check_fails(
    context: BrowserContext, watch: Watch, model: FakeModel, holding: str, sdk: str
) -> None:
    chat = ChatPage(context.new_page(), holding + PAGE, sdk).open()

    chat.ask_watching("Why does a river bend?")
    chat.settle()

    assert length(chat) > 0
    assert not arrives_progressively(chat.growth(), length(chat))


def test_what_has_arrived_is_shown_while_the_model_pauses(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Say it held back")

    model.wait_at("middle")
    expect(chat.answer).to_have_text(FIRST)
    expect(chat.log).to_have_attribute("aria-busy", "true")
    model.open("middle")
    expect(chat.answer).to_contain_text(f"{FIRST} {SECOND}")
    expect(chat.log).to_have_attribute("aria-busy", "false")


def stop_in_the_middle(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Say it endless")
    model.wait_at("never")

    chat.button("Stop").click()

    model.await_cancelled()
    chat.settle()


def test_stop_reaches_the_model_and_keeps_what_has_arrived(chat: ChatPage, model: FakeModel) -> None:
    stop_in_the_middle(chat, model)
    expect(chat.answer).to_contain_text("It goes on")
    expect(chat.alert).to_have_count(0)


def test_stop_reaches_it_too_where_answers_do_not_outlive_their_client(brief_chat: ChatPage, model: FakeModel) -> None:
    stop_in_the_middle(brief_chat, model)
