"""Where the real clients can't run, their tests are skipped, counted, and the reason told; in CI they fail."""

from collections.abc import Iterator

import pytest

from tests.omission import Omission

from . import node
from .answer import ask
from .canned import Canned, serving
from .client import CHAT_DOORS, Client, name_of
from .program import Programs
from .services import Services
from .services import serving as serving_ours
from .talk import Talk


@pytest.fixture(scope="session")
def api(service_url: str) -> str:
    """The chat endpoint of the running service.

    It has answered once: the first answer waits for imports, and would look as if it had been held back.
    """
    address = f"{service_url}/api/chat"
    ask(address, '{"action": "chat-v2-stream", "messages": [{"role": "user", "content": "Hello"}]}')
    return address


@pytest.fixture(scope="session")
def programs() -> Iterator[Programs]:
    """A process for each generation that is asked for."""
    programs = Programs()
    yield programs
    programs.close()


@pytest.fixture(scope="session")
def canned() -> Iterator[Canned]:
    """A server that answers what it is told to."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """Our service, with any model and any tools."""
    with serving_ours() as server:
        yield server


@pytest.fixture(params=CHAT_DOORS, ids=name_of)
def chat(request: pytest.FixtureRequest, programs: Programs) -> Client:
    """Every chat client of every generation in turn, talking to nobody yet."""
    generation, door = request.param
    return Client(program=programs.of(generation), door=door)


@pytest.fixture
def talk(programs: Programs, canned: Canned) -> Talk:
    """Any client, about any bytes."""
    return Talk(programs, canned)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run before any fixture, and for this folder only: a skipped test starts no service."""
    Omission("client", node.obstacle, told_always=True).check(item)
