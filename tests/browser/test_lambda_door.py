"""The page and a Lambda function at another origin: a real preflight, and text that grows."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect
from starlette.applications import Starlette

from fakes.platform import Cors, Function, Platform
from tests.clients.answer import ask
from tests.clients.progress import arrives_progressively
from tests.fakes.platform.asking import running as platform_running
from tests.running import running

from .build import built
from .chat_page import ChatPage
from .site import PAGE, Site
from .watch import Watch

FUNCTION = Function(
    handler="service.handlers.streaming_handler",
    environ={"FAKE_LLM": "1", "FAKE_FIRST_MS": "50", "FAKE_DELAY_MS": "10"},
    timeout=120.0,
    cors=Cors(expose=("x-error-code", "retry-after", "x-request-id")),
)
SERVED_ELSEWHERE = Starlette()
"""What is where the page is: nothing but the page."""


def warmed(platform: Platform) -> Platform:
    # The first answer waits for imports, and would look as if it had been held back.
    ask(platform.invoke_url, '{"action": "chat-v2-stream", "prompt": "Hello"}')
    return platform


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with platform_running(FUNCTION) as platform:
        yield warmed(platform)


@pytest.fixture(scope="module", params=["function url", "invocations"])
def page_url(
    request: pytest.FixtureRequest, platform: Platform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The page, built as the seed builds it: LAMBDA_ENDPOINT is one of the function's addresses."""
    endpoint = platform.function_url if request.param == "function url" else platform.invoke_url
    with running(Site(built(tmp_path_factory.mktemp("page"), endpoint), SERVED_ELSEWHERE)) as url:
        yield url + PAGE


@pytest.fixture
def chat(context: BrowserContext, watch: Watch, page_url: str, sdk: str) -> ChatPage:
    return ChatPage(context.new_page(), page_url, sdk).open()


def preflights(chat: ChatPage) -> list[int]:
    """Return a list that will hold the status of every preflight that chromium sends from now on."""
    statuses: list[int] = []

    def look(received: dict[str, Any]) -> None:
        if received["type"] == "Preflight":
            statuses.append(received["response"]["status"])

    session = chat.page.context.new_cdp_session(chat.page)
    session.on("Network.responseReceived", look)
    session.send("Network.enable")
    return statuses


def test_after_a_preflight_text_grows_in_the_document(chat: ChatPage) -> None:
    statuses = preflights(chat)

    chat.ask_watching("/markdown")
    chat.settle()

    assert statuses == [200]
    assert arrives_progressively(chat.growth(), len(chat.answer.locator(".markdown").text_content() or ""))


def test_a_failures_code_and_countdown_cross_the_origin(chat: ChatPage, watch: Watch) -> None:
    watch.expect("status of 429")

    chat.ask("/error 429 30")

    expect(chat.alert).to_contain_text("rate_limited")
    expect(chat.log.get_by_role("timer")).to_be_visible()


def test_stop_ends_the_answer(chat: ChatPage) -> None:
    chat.ask("/slow")

    chat.button("Stop").click()

    chat.settle()
    expect(chat.alert).to_have_count(0)


def test_a_function_that_was_configured_for_nobody_may_be_invoked_from_pages(
    context: BrowserContext, watch: Watch, tmp_path: Path, sdk: str
) -> None:
    watch.expect("429")
    with ExitStack() as stack:
        platform = warmed(stack.enter_context(platform_running(replace(FUNCTION, cors=None))))
        url = stack.enter_context(running(Site(built(tmp_path, platform.invoke_url), SERVED_ELSEWHERE)))
        chat = ChatPage(context.new_page(), url + PAGE, sdk).open()

        chat.ask("/error 429 30")

        expect(chat.alert).to_contain_text("rate_limited")


def test_a_page_that_the_configuration_does_not_name_is_refused_by_the_browser(
    context: BrowserContext, watch: Watch, tmp_path: Path, sdk: str
) -> None:
    watch.expect("CORS policy", "Failed to load resource")
    elsewhere = Cors(origins=("https://elsewhere.example",))
    with ExitStack() as stack:
        platform = warmed(stack.enter_context(platform_running(replace(FUNCTION, cors=elsewhere))))
        url = stack.enter_context(running(Site(built(tmp_path, platform.invoke_url), SERVED_ELSEWHERE)))
        chat = ChatPage(context.new_page(), url + PAGE, sdk).open()

        chat.ask("/text")

        expect(chat.alert).to_contain_text("can't be reached")
