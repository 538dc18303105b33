"""The chat's main states, each as a user gets there."""

from playwright.sync_api import expect

from .chat_page import ChatPage
from .fake_model import FakeModel


def answered(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Show me markdown")
    chat.settle()


def streaming(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Say it held back")
    model.wait_at("middle")
    expect(chat.answer).to_contain_text("first half")


def failed(chat: ChatPage, model: FakeModel) -> None:
    model.break_next("status=429;retry-after=30")
    chat.ask("Why does a river bend?")
    expect(chat.alert).to_be_visible()


def asking(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Please delete it")
    expect(chat.button("Approve")).to_be_visible()
