"""Messages: what they are drawn as, and what can be done about them."""

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .chat_page import ChatPage
from .fake_model import FakeModel

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_markdown_is_drawn_as_what_it_means(chat: ChatPage) -> None:
    chat.ask("Show me markdown")

    answer = chat.answer
    expect(answer.get_by_role("heading", name="Rivers")).to_be_visible()
    expect(answer.locator("strong")).to_have_text("bend")
    expect(answer.get_by_role("link", name="the source")).to_have_attribute("href", "https://example.com/rivers")
    expect(answer.get_by_role("row")).to_have_count(3)
    expect(answer.locator("ol > li")).to_have_text(["look", "measure"])
    expect(answer.locator("pre code")).to_have_text('print("a river &amp; its bend")')
    expect(answer.locator("blockquote")).to_have_text("Water finds its way.")


def test_nothing_in_an_answer_is_more_than_text(chat: ChatPage) -> None:
    chat.ask("Show me danger")
    chat.settle()

    expect(chat.answer).to_contain_text("<img src=x onerror=alert(1)>")
    expect(chat.answer.locator("img, script")).to_have_count(0)
    expect(chat.answer.get_by_role("link", name="click")).to_have_count(0)
    # A picture of elsewhere is a link; loading it would tell somebody that it is read.
    expect(chat.answer.get_by_role("link", name="a picture")).to_be_visible()


def test_thoughts_are_folded_until_somebody_looks(chat: ChatPage) -> None:
    chat.open("openai/fake/ui-reasoning").ask("Hi")
    thoughts = chat.answer.get_by_text("Let me think.")

    expect(chat.answer).to_contain_text("The answer is 42.")
    expect(thoughts).to_be_hidden()
    chat.answer.get_by_text("Thoughts").click()
    expect(thoughts).to_be_visible()


def test_sources_stand_behind_the_answer(chat: ChatPage) -> None:
    chat.open("openai/fake/ui-source").ask("Hi")

    sources = chat.answer.get_by_role("region", name="Sources")
    expect(sources.get_by_role("link")).to_have_text(["Docs «A»", "https://example.com/untitled"])


def test_a_picture_of_the_models_is_shown(chat: ChatPage) -> None:
    chat.open("openai/fake/ui-file").ask("Hi")

    expect(chat.answer.get_by_role("img")).to_have_js_property("naturalWidth", 1)


def test_a_picture_of_the_users_is_shown_and_sent(chat: ChatPage, model: FakeModel, tmp_path: Path) -> None:
    picture = tmp_path / "river.png"
    picture.write_bytes(PICTURE)

    chat.page.get_by_label("Files to attach").set_input_files(picture)
    expect(chat.page.get_by_role("img", name="river.png")).to_be_visible()
    chat.ask("What is this?")
    chat.settle()

    expect(chat.page.get_by_role("article", name="You").get_by_role("img", name="river.png")).to_be_visible()
    assert base64.b64encode(PICTURE).decode() in json.dumps(model.asked()[0]["messages"][-1])


def test_what_is_too_large_is_refused_before_it_is_sent(chat: ChatPage, model: FakeModel, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * 4_100_000)

    chat.page.get_by_label("Files to attach").set_input_files(large)

    expect(chat.page.get_by_text("Files may have 4 MB together.")).to_be_visible()
    assert model.asked() == []


def test_an_answer_can_be_asked_for_again(chat: ChatPage, model: FakeModel) -> None:
    chat.ask("Please think")
    chat.settle()

    chat.press(chat.button("Regenerate"))
    chat.settle()

    first, second = ([message["role"] for message in body["messages"]] for body in model.asked())
    assert first == second == ["user"]
    expect(chat.page.get_by_role("article", name="Assistant")).to_have_count(1)


def test_a_message_can_be_changed_and_what_came_after_it_is_forgotten(chat: ChatPage, model: FakeModel) -> None:
    for question in ("Please think", "Why does a river bend?"):
        chat.ask(question)
        chat.settle()

    chat.button("Edit").first.click()
    chat.page.get_by_label("Change your message").fill("Show me markdown")
    chat.press(chat.page.get_by_role("article", name="You").first.get_by_role("button", name="Send"))

    expect(chat.answer.get_by_role("heading", name="Rivers")).to_be_visible()
    expect(chat.page.get_by_role("article")).to_have_count(2)
    assert [message["content"] for message in model.asked()[-1]["messages"]] == ["Show me markdown"]


def test_the_conversation_goes_along_with_every_question(chat: ChatPage, model: FakeModel) -> None:
    for question in ("Please think", "Show me danger"):
        chat.ask(question)
        chat.settle()

    assert [message["role"] for message in model.asked()[-1]["messages"]] == ["user", "assistant", "user"]


def test_the_newest_says_who_answered_and_what_it_cost(chat7: ChatPage) -> None:
    chat7.ask("Please think")

    expect(chat7.answer).to_contain_text("openai/gpt-4o-mini")
    expect(chat7.answer).to_contain_text("tokens")


@pytest.mark.parametrize("other", ["4", "7"])
def test_the_other_sdk_is_a_choice_away_with_a_conversation_of_its_own(chat: ChatPage, other: str) -> None:
    chat.ask("Please think")
    chat.settle()

    chat.page.get_by_label("AI SDK").select_option(other)

    expect(chat.page.get_by_role("article")).to_have_count(2 if other == chat.sdk else 0)
    chat.ask("Please think")
    chat.settle()
    expect(chat.answer).to_contain_text("So the answer is 42.")
