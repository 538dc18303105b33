"""The page, built once, in the machine's own chromium. Where there is none the tests are skipped, counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.omission import Omission
from tests.running import running

from .build import built
from .chat_page import ChatPage
from .chromium import launched, obstacle
from .fake_model import FakeModel, modelling
from .site import PAGE, Site, service
from .watch import Watch

SDKS = ("4", "7")
PATIENCE_MS = 30_000


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    Omission("browser", obstacle).check(item)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def page_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page, built for the service that serves it."""
    return built(tmp_path_factory.mktemp("page"), "/")


@pytest.fixture(scope="session")
def one_model() -> Iterator[FakeModel]:
    with modelling() as model:
        yield model


@pytest.fixture
def model(one_model: FakeModel) -> FakeModel:
    """The model that the service asks, as if nobody had asked it before."""
    one_model.begin_again()
    return one_model


@pytest.fixture(scope="session")
def origin(page_folder: Path, one_model: FakeModel) -> Iterator[str]:
    """The page and the service."""
    with running(Site(page_folder, service(one_model))) as url:
        yield url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been anywhere."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    """What pages do in it; a complaint that nobody expected fails the test, and so does a request to elsewhere."""
    watch = Watch(context)
    yield watch
    assert watch.unexpected == []
    assert watch.abroad == []


@pytest.fixture(params=SDKS, ids=lambda sdk: f"ai {sdk}")
def sdk(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def chat(context: BrowserContext, watch: Watch, model: FakeModel, origin: str, sdk: str) -> ChatPage:
    """The chat with each AI SDK in turn; nothing has been said yet."""
    return ChatPage(context.new_page(), origin + PAGE, sdk).open()


@pytest.fixture
def chat7(context: BrowserContext, watch: Watch, model: FakeModel, origin: str) -> ChatPage:
    """The chat with the newest AI SDK, for what ai 4 does not know or does no differently."""
    return ChatPage(context.new_page(), origin + PAGE, "7").open()


@pytest.fixture
def brief_chat(
    context: BrowserContext, watch: Watch, model: FakeModel, page_folder: Path, sdk: str
) -> Iterator[ChatPage]:
    """The chat with a service whose answers do not outlive their client."""
    with running(Site(page_folder, service(model, resume="off"))) as url:
        yield ChatPage(context.new_page(), url + PAGE, sdk).open()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page."""
    return context.new_page()
