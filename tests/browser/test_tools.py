"""Tools: what they are called with as it is written, what they return, and what the user has a say in."""

from playwright.sync_api import expect

from .chat_page import ChatPage
from .fake_model import FakeModel


def test_arguments_are_shown_as_they_form_and_then_the_result(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("How is the weather?")
    tool = chat.tool("get_weather")

    model.wait_at("arguments")
    expect(tool).to_contain_text("is being called")
    expect(tool).to_contain_text("city")
    expect(tool).not_to_contain_text("fahrenheit")
    model.open("arguments")

    expect(tool).to_contain_text("is done")
    expect(tool.get_by_role("figure", name="Result")).to_contain_text('"sky": "sunny"')
    expect(chat.answer.locator(".markdown")).to_contain_text("The tool said:")
    # The service ran it: the client asked once.
    chat.settle()
    assert [body["messages"][-1]["role"] for body in model.asked()] == ["user", "tool"]


def test_a_tool_that_fails_says_why(chat: ChatPage) -> None:
    chat.ask("And in Atlantis?")

    expect(chat.tool("get_weather")).to_contain_text("No weather is known there")
    expect(chat.tool("get_weather")).to_contain_text("failed")
    chat.settle()


def test_a_tool_of_the_page_goes_to_the_user_and_back_to_the_model(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Let me choose")

    choices = chat.page.get_by_role("group", name="Which one?")
    chat.press(choices.get_by_role("button", name="blue"))

    expect(chat.answer.locator(".markdown")).to_contain_text("The tool said:")
    expect(chat.answer.locator(".markdown")).to_contain_text("blue")
    expect(chat.tool("ask_user")).to_contain_text("is done")
    chat.settle()
    assert "blue" in model.asked()[-1]["messages"][-1]["content"]


def test_what_the_user_approves_is_done(chat7: ChatPage, model: FakeModel) -> None:
    chat7.ask("Please delete it")
    expect(chat7.tool("delete_file")).to_contain_text("/home/notes.txt")

    chat7.press(chat7.button("Approve"))

    expect(chat7.tool("delete_file")).to_contain_text('"deleted": true')
    expect(chat7.answer.locator(".markdown")).to_contain_text("The tool said:")
    chat7.settle()
    assert len(model.asked()) == 2


def test_what_the_user_denies_is_not_done_and_the_model_is_told(chat7: ChatPage, model: FakeModel) -> None:
    chat7.ask("Please delete it")

    chat7.press(chat7.button("Deny"))

    expect(chat7.tool("delete_file")).to_contain_text("was denied")
    expect(chat7.answer.locator(".markdown")).to_contain_text("The tool said:")
    chat7.settle()
    assert "deleted" not in model.asked()[-1]["messages"][-1]["content"]
