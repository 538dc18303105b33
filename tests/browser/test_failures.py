"""What goes wrong is said by its code, in words that a user understands, with a way on."""

import re

import pytest
from playwright.sync_api import expect

from .chat_page import ChatPage
from .fake_model import FakeModel
from .watch import Watch

# What the provider does first -> the status of ours, the code, and a word of what the user is told.
REFUSALS = {
    "status=429": (429, "rate_limited", "wait a moment"),
    "status=503": (503, "upstream_unavailable", "busy"),
    "status=500": (502, "upstream_failed", "broke off"),
    "status=401": (502, "upstream_unauthorized", "not set up right"),
    "html": (502, "upstream_invalid", "broke off"),
    "reset": (502, "upstream_reset", "broke off"),
}


@pytest.mark.parametrize(("fault", "told"), REFUSALS.items(), ids=REFUSALS)
def test_a_failure_before_the_answer_has_its_code_and_can_be_tried_again(
    chat: ChatPage, model: FakeModel, watch: Watch, fault: str, told: tuple[int, str, str]
) -> None:
    status, code, words = told
    watch.expect(f"status of {status}")
    model.break_next(fault)

    chat.ask("Why does a river bend?")

    expect(chat.alert).to_contain_text(words)
    expect(chat.alert).to_contain_text(code)
    chat.press(chat.button("Try again"))
    expect(chat.answer).to_contain_text("lets it fall.")
    expect(chat.alert).to_have_count(0)
    assert [body["messages"][-1]["content"] for body in model.asked()] == ["Why does a river bend?"] * 2


def test_a_failure_in_the_middle_keeps_the_text_and_has_its_code(chat: ChatPage, model: FakeModel) -> None:
    model.break_next("reset@event=8")

    chat.ask("Why does a river bend?")

    expect(chat.alert).to_contain_text("upstream_reset")
    expect(chat.answer).to_contain_text("A river")
    chat.press(chat.button("Try again"))
    expect(chat.answer).to_contain_text("lets it fall.")
    expect(chat.page.get_by_role("article", name="Assistant")).to_have_count(1)


def test_an_earlier_failures_code_is_not_told_of_a_later_one(chat: ChatPage, model: FakeModel, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    model.break_next("reset@event=8")
    chat.ask("Why does a river bend?")
    expect(chat.alert).to_contain_text("upstream_reset")

    chat.page.context.set_offline(True)
    chat.press(chat.button("Try again"))

    expect(chat.alert).to_contain_text("can't be reached")
    expect(chat.alert).not_to_contain_text("upstream_reset")


def test_after_a_429_the_button_counts_down_to_when_it_helps(chat: ChatPage, model: FakeModel, watch: Watch) -> None:
    watch.expect("status of 429")
    model.break_next("status=429;retry-after=30")
    chat.page.clock.install()

    chat.ask("Why does a river bend?")

    button = chat.log.get_by_role("button", name=re.compile("Try again"))
    expect(button).to_have_text(re.compile(r"Try again in (30|29|28) s"))
    expect(button).to_be_disabled()
    chat.page.clock.fast_forward(20_000)
    expect(button).to_have_text(re.compile(r"Try again in ([1-9]|10) s"))
    expect(button).to_be_disabled()
    chat.page.clock.fast_forward(20_000)
    expect(button).to_have_text("Try again")
    chat.press(button)
    expect(chat.answer).to_contain_text("lets it fall.")


def test_what_can_never_succeed_offers_no_retry(chat: ChatPage, model: FakeModel, watch: Watch) -> None:
    watch.expect("status of 400")
    model.break_next("status=400;code=context_length_exceeded")

    chat.ask("Why does a river bend?")

    expect(chat.alert).to_contain_text("context_too_long")
    expect(chat.log.get_by_role("button", name=re.compile("Try again"))).to_have_count(0)
