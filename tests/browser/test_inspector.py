"""The inspector, which the service serves itself: the answer beside its bytes, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from service.main import create
from service.settings import Settings
from tests.running import running

from .axe import violations
from .watch import Watch


@pytest.fixture(scope="module")
def inspector() -> Iterator[str]:
    """What FAKE_LLM=1 serves at its root."""
    with running(create(Settings.from_env({"FAKE_LLM": "1", "FAKE_FIRST_MS": "30", "FAKE_DELAY_MS": "10"}))) as url:
        yield url


@pytest.fixture
def opened(page: Page, watch: Watch, inspector: str) -> Page:
    page.goto(inspector)
    return page


@pytest.mark.parametrize(("protocol", "line"), [("ui", '"type":"text-delta"'), ("data", '0:"'), ("text", "")])
def test_the_answer_stands_beside_its_lines(opened: Page, protocol: str, line: str) -> None:
    opened.get_by_label("Protocol").select_option(protocol)
    opened.get_by_role("textbox", name="Message").fill("/markdown")
    opened.get_by_role("button", name="Send").click()

    expect(opened.get_by_role("button", name="Stop")).to_be_disabled()
    expect(opened.locator("#answer")).to_contain_text(" ")
    expect(opened.locator("#lines")).to_contain_text(line)
    expect(opened.locator("#curl")).to_contain_text("curl")


def test_a_failure_is_told_by_its_code(opened: Page, watch: Watch) -> None:
    watch.expect("status of 429")
    opened.get_by_role("textbox", name="Message").fill("/error 429 30")
    opened.get_by_role("button", name="Send").click()

    expect(opened.locator("main")).to_contain_text("rate_limited")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_against_it(opened: Page, scheme: str) -> None:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert violations(opened) == []
    opened.get_by_role("textbox", name="Message").fill("/markdown")
    opened.get_by_role("button", name="Send").click()
    expect(opened.locator("#lines")).to_contain_text("finish")

    assert violations(opened) == []
