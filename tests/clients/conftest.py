"""Where the real clients can't run, their tests are skipped, counted, and the reason told; in CI they fail."""

import os
from pathlib import Path

import pytest

from . import node
from .answer import ask
from .client import PROGRAMS, Client

_skipped = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def api(service_url: str) -> str:
    """The chat endpoint of the running service.

    It has answered once: the first answer waits for imports, and would look as if it had been held back.
    """
    address = f"{service_url}/api/chat"
    ask(address, '{"action": "chat-v2-stream", "messages": [{"role": "user", "content": "Hello"}]}')
    return address


@pytest.fixture(params=PROGRAMS)
def client(request: pytest.FixtureRequest, api: str) -> Client:
    """Each program in turn, talking to the running service."""
    return Client(program=request.param, api=api)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run before any fixture, and for this folder only: a skipped test starts no service."""
    reason = node.obstacle()
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    item.config.stash[_skipped] = item.config.stash.get(_skipped, 0) + 1
    pytest.skip(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the count for scripts/test, whose last line it is: nobody overlooks that the clients were not run."""
    path = os.environ.get("TOKENWIRE_SKIPPED_CLIENTS")
    if not path:
        return
    number = session.config.stash.get(_skipped, 0)
    reason = f": {node.obstacle()}" if number else ""
    Path(path).write_text(f"{number} client {'test' if number == 1 else 'tests'} skipped{reason}\n", encoding="utf-8")
