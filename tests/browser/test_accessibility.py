"""Whoever can't see or can't use a mouse can chat, too: axe's word for every state, and the keyboard's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .axe import violations
from .chat_page import ChatPage
from .chat_states import answered, asking, failed, streaming
from .fake_model import FakeModel
from .watch import Watch


def choosing(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Let me choose")
    expect(chat.button("blue")).to_be_visible()


def called(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("And in Atlantis?")
    chat.settle()


def editing(chat: ChatPage, model: FakeModel) -> None:
    answered(chat, model)
    chat.button("Edit").click()
    expect(chat.page.get_by_label("Change your message")).to_be_focused()


def thought(chat: ChatPage, model: FakeModel) -> None:
    chat.open("openai/fake/ui-reasoning").ask("Hi")
    chat.settle()
    chat.answer.get_by_text("Thoughts").click()


def sourced(chat: ChatPage, model: FakeModel) -> None:
    chat.open("openai/fake/ui-source").ask("Hi")
    chat.settle()


def closed(chat: ChatPage, model: FakeModel) -> None:
    chat.button("Close").click()


def empty(chat: ChatPage, model: FakeModel) -> None:
    expect(chat.field).to_be_focused()


STATES: list[Callable[[ChatPage, FakeModel], None]] = [
    closed,
    empty,
    answered,
    streaming,
    failed,
    asking,
    choosing,
    called,
    editing,
    thought,
    sourced,
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_has_nothing_against_it_by_day_or_by_night(
    chat7: ChatPage, model: FakeModel, watch: Watch, state: Callable[[ChatPage, FakeModel], None]
) -> None:
    watch.expect("status of 429")
    state(chat7, model)

    assert violations(chat7.page) == []
    chat7.page.emulate_media(color_scheme="dark")
    assert violations(chat7.page) == []


def test_axe_would_have_something_against_a_worse_page(page: Page) -> None:
    page.set_content("<img src='data:,'><p style='color: #999'>Hello</p>")
    assert {"image-alt", "color-contrast"} <= {rule for rule, *_ in violations(page)}


def test_the_keyboard_is_enough(chat: ChatPage, model: FakeModel) -> None:
    page = chat.page
    page.keyboard.press("Escape")
    opener = page.get_by_role("button", name="Open AI Chat")
    expect(opener).to_be_focused()

    page.keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    page.keyboard.type("Please")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("think")
    page.keyboard.press("Enter")
    expect(chat.answer).to_contain_text("So the answer is 42.")
    expect(chat.field).to_be_focused()
    assert model.asked()[0]["messages"][0]["content"] == "Please\nthink"

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()


def test_nothing_behind_the_chat_takes_the_focus(chat7: ChatPage) -> None:
    chat7.page.get_by_role("button", name="Close").focus()
    for _ in range(12):
        chat7.page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
        assert chat7.page.evaluate(inside)


def test_escape_leaves_the_change_and_not_the_chat(chat7: ChatPage, model: FakeModel) -> None:
    editing(chat7, model)

    chat7.page.keyboard.press("Escape")

    expect(chat7.page.get_by_label("Change your message")).to_have_count(0)
    expect(chat7.page.get_by_role("dialog")).to_be_visible()


def test_an_answer_is_read_out_when_it_is_complete(chat: ChatPage, model: FakeModel) -> None:
    streaming(chat, model)
    status = chat.page.get_by_role("status")

    expect(status).to_have_text("The assistant is answering")
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_attribute("aria-busy", "true")
    model.open("middle")
    expect(chat.log).to_have_attribute("aria-busy", "false")
    expect(status).to_have_text("")
