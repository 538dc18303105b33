"""The built page as the service itself serves it: at /chat/, beside the inspector, behind the headers that it sends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from service.main import create
from service.settings import Settings
from tests.clients.progress import arrives_progressively
from tests.running import running

from .axe import violations
from .build import built
from .chat_page import ChatPage
from .test_isolation import policy
from .watch import Watch

PREFIX = "/behind/a/proxy"
_UNGUARDED = """<!doctype html><link rel="icon" href="data:,"><title>before</title>
<script>document.title = 'after'</script>"""


class Behind:
    """An ASGI application at a path of a proxy's, which the application is not told."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            assert scope["path"].startswith(PREFIX), scope["path"]
            scope = {**scope, "path": scope["path"].removeprefix(PREFIX)}
        await self._application(scope, receive, send)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as the Dockerfile builds it."""
    return built(tmp_path_factory.mktemp("served"), "../api/chat")


@pytest.fixture(scope="module")
def application(folder: Path) -> ASGIApp:
    environ = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "30", "FAKE_DELAY_MS": "10", "CHAT_PAGE_FOLDER": str(folder)}
    return create(Settings.from_env(environ))


@pytest.fixture(params=["", PREFIX], ids=["at the root", "behind a path"])
def service(request: pytest.FixtureRequest, application: ASGIApp) -> Iterator[str]:
    prefix: str = request.param
    with running(Behind(application) if prefix else application) as url:
        yield url + prefix


@pytest.mark.parametrize("address", ["/chat/", "/chat"])
def test_what_is_typed_is_answered_character_by_character(
    context: BrowserContext, watch: Watch, service: str, sdk: str, address: str
) -> None:
    chat = ChatPage(context.new_page(), service + address, sdk).open()

    chat.ask_watching("Why does a river bend?")
    chat.settle()

    assert arrives_progressively(chat.growth(), len(chat.answer.locator(".markdown").text_content() or ""))
    assert {url for url in watch.requests if "api" in url} == {
        f"{service}/api/chat" + ("" if sdk == "4" else f"?sdk={sdk}")
    }


def test_the_inspector_leads_to_it(page: Page, watch: Watch, service: str) -> None:
    page.goto(f"{service}/")
    assert violations(page) == []
    page.get_by_role("link", name="Chat page").click()

    expect(page.get_by_role("button", name="Open AI Chat")).to_be_visible()
    assert page.url == f"{service}/chat/"


def test_the_header_says_what_the_page_says_and_who_may_frame_it(page: Page, folder: Path, service: str) -> None:
    answer = page.goto(f"{service}/chat/")
    assert answer
    directives = (part.partition(" ") for part in answer.headers["content-security-policy"].split("; "))
    assert {name: value for name, _, value in directives} == {**policy(folder), "frame-ancestors": "'none'"}


def test_no_page_may_frame_it(page: Page, watch: Watch, service: str) -> None:
    watch.expect("frame-ancestors")

    with page.expect_console_message(lambda told: "frame-ancestors" in told.text):
        page.set_content(f"<iframe src='{service}/chat/'></iframe>", wait_until="commit")

    assert page.frame_locator("iframe").get_by_role("button").count() == 0


def test_a_page_without_a_policy_of_its_own_is_held_to_the_header(page: Page, watch: Watch, tmp_path: Path) -> None:
    watch.expect("Content Security Policy")
    (tmp_path / "index.html").write_text(_UNGUARDED)
    environ = {"FAKE_LLM": "1", "CHAT_PAGE_FOLDER": str(tmp_path)}
    with running(create(Settings.from_env(environ))) as url:
        page.goto(f"{url}/chat/")

        expect(page).to_have_title("before")
        assert any("script-src" in told for told in watch.complaints)
