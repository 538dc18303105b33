"""The fake model, speaking every provider's dialect, and this process led to it as to the providers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from fakes.model import ModelServer
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup
from fakes.model.torture.environment import CLEARED, environment

KEY = "sk-test-contract"


class Fake:
    """The fake, in an event loop of its own: litellm stops ours while it asks Ollama what a model is.

    ``environ`` is what led this process to it, for settings that are made of it.
    """

    def __init__(self, portal: BlockingPortal, server: ModelServer, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self._portal = portal
        self._server = server
        self._before = 0

    def adopt(self, playbook: Playbook) -> None:
        """Play this from now on."""
        self._portal.call(self._server.session.cast.adopt, playbook)
        self._before = len(self._server.journal)

    def played(self) -> list[str]:
        """Return the names of the scenarios that have been played since, in order."""
        exchanges = self._portal.call(list, self._server.journal)[self._before :]
        return [exchange.scenario for exchange in exchanges if exchange.model]


@contextmanager
def speaking() -> Iterator[Fake]:
    """Run the fake, which refuses what no scenario was written for, and lead litellm to it."""
    server = ModelServer(Setup(strict=True))
    with (
        pytest.MonkeyPatch.context() as patched,
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(server),
    ):
        # The only variable that moves litellm's Mistral.
        moved = {"MISTRAL_AZURE_API_BASE": f"{server.origin}/mistral/v1"}
        environ = {**environment(server.origin, KEY), **moved}
        for name in CLEARED:
            patched.delenv(name, raising=False)
        for name, value in environ.items():
            patched.setenv(name, value)
        yield Fake(portal, server, environ)
