"""A reload loses nothing: what was said is there, and what is being said is followed."""

from playwright.sync_api import expect

from .chat_page import ChatPage
from .fake_model import FakeModel

WHOLE = "The first half is here. The second half comes later."


def test_an_answer_that_still_runs_is_followed_after_a_reload(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Say it held back")
    model.wait_at("middle")
    expect(chat.answer).to_have_text("The first half is here.")

    chat.page.reload()

    expect(chat.answer).to_have_text("The first half is here.")
    expect(chat.button("Stop")).to_be_visible()
    model.open("middle")
    chat.settle()
    expect(chat.answer.locator(".markdown")).to_have_text(WHOLE)
    expect(chat.page.get_by_role("article")).to_have_count(2)
    # Nobody asked the model again.
    assert model.outcomes() == ["drained"]


def test_a_finished_conversation_is_there_after_a_reload(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Show me markdown")
    chat.settle()

    chat.page.reload()

    expect(chat.answer.get_by_role("heading", name="Rivers")).to_be_visible()
    chat.ask("Please think")
    chat.settle()
    assert [message["role"] for message in model.asked()[-1]["messages"]] == ["user", "assistant", "user"]


def test_where_nothing_runs_any_more_what_had_arrived_is_kept(brief_chat: ChatPage, model: FakeModel) -> None:
    brief_chat.ask("Say it held back")
    model.wait_at("middle")
    expect(brief_chat.answer).to_have_text("The first half is here.")

    brief_chat.page.reload()

    expect(brief_chat.answer).to_contain_text("The first half is here.")
    brief_chat.settle()
    model.await_cancelled()


def test_a_new_chat_begins_with_nothing(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Please think")
    chat.settle()

    chat.button("New chat").click()

    expect(chat.page.get_by_role("article")).to_have_count(0)
    chat.ask("Show me danger")
    chat.settle()
    assert [message["role"] for message in model.asked()[-1]["messages"]] == ["user"]
