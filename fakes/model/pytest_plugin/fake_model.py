"""The fake model, as one test has it."""

import asyncio
from collections.abc import Mapping

from fakes.model.faults.fault import Fault
from fakes.model.journal import Journal
from fakes.model.pytest_plugin.background import Background
from fakes.model.pytest_plugin.gate_handle import GateHandle
from fakes.model.pytest_plugin.record import JournalView, Record
from fakes.model.pytest_plugin.written import Source, drafted, read_source
from fakes.model.torture.target import Target


class FakeModel:
    """A session of the server that belongs to one test. Every method may be called from any thread.

    Methods that wait stop the thread that calls them. Their twins with an ``a`` before the name are for coroutines,
    whose own event loop has to go on while they wait.
    """

    def __init__(self, background: Background, name: str, *, strict: bool = False) -> None:
        self._background = background
        self._session = background.call(lambda: background.server.sessions.named(name))
        self._session.cast.strict = strict
        self._target = Target(background.server.origin, name)
        self._said = 0

    @property
    def origin(self) -> str:
        """The server's address without a path; requests to it are this test's only by the key."""
        return self._target.origin

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as its base URL."""
        return self._target.base_url

    @property
    def key(self) -> str:
        """An API key that leads to this test's session, whatever the path."""
        return self._target.key

    @property
    def env(self) -> Mapping[str, str]:
        """The variables that the test's environment has been given."""
        return self._target.env

    @property
    def strict(self) -> bool:
        """Whether a request that no scenario was written for is refused, and fails the test."""
        return self._session.cast.strict

    @strict.setter
    def strict(self, strict: bool) -> None:
        self._session.cast.strict = strict

    @property
    def journal(self) -> JournalView:
        """What was asked so far."""
        return self._background.call(lambda: _view(self._session.journal))

    def url(self, dialect: str) -> str:
        """Return what the provider's own client of a dialect takes as its base URL.

        Raises:
            ValueError: there is no such dialect.
        """
        return self._target.url(dialect)

    def say(self, say: object, **settings: object) -> None:
        """Let the model say a text, parts, or what a function returns.

        ``settings`` are the fields of a scenario (``times``, ``priority``, ``finish``, ``pace``, ``gates``, ``fault``
        and so on), and matchers under their own names (``user``, ``tools`` and so on). Of what matches, the first that
        was said speaks: ``times=1`` lets the next one follow.

        Raises:
            PlaybookError: a real model could not say it, or a name is unknown.
        """
        self._said += 1
        self.scenarios([drafted(f"said-{self._said}", say, settings)])

    def scenarios(self, source: Source) -> None:
        """Add scenarios: a file, a folder, what a file would hold, or a list of scenarios or drafts.

        Raises:
            PlaybookError: something in them is wrong.
            FieldError: it is not what a file would hold.
            OSError: there is no such file.
        """
        added = read_source(source, f"test {self._session.name}")
        self._background.call(lambda: self._session.play_also(added))

    def fault(self, fault: str) -> None:
        """Let something go wrong with the next request that has no fault yet: ``reset@event=3``.

        Raises:
            FieldError: it is no fault.
        """
        parsed = Fault.parse(fault)
        self._background.call(lambda: self._session.faults.append(parsed))

    def gate(self, name: str) -> GateHandle:
        """Return a gate that scenarios name."""
        return GateHandle(self._background, self._session.gates, name)

    def settled(self, seconds: float = 5.0) -> None:
        """Wait until no answer is under way.

        Raises:
            TimeoutError: some are after ``seconds``.
        """
        self._background.wait(self._session.journal.settled(seconds))

    async def asettled(self, seconds: float = 5.0) -> None:
        """Wait as ``settled`` does, while the test's event loop goes on."""
        await asyncio.to_thread(self.settled, seconds)

    def assert_cancelled_within(self, seconds: float = 1.0) -> None:
        """Wait until the client has left the last answer before its end.

        Raises:
            AssertionError: it did not within ``seconds``, or took all of it, or never asked.
        """
        self._background.wait(self._session.journal.assert_cancelled_within(seconds))

    async def aassert_cancelled_within(self, seconds: float = 1.0) -> None:
        """Wait as ``assert_cancelled_within`` does, while the test's event loop goes on."""
        await asyncio.to_thread(self.assert_cancelled_within, seconds)

    def complaints(self) -> tuple[str, ...]:
        """Return what went wrong: what nothing matched in strict mode, misused scripts, faults that struck nobody."""
        return self._background.call(
            lambda: (
                *self._session.verdict(),
                *(f"the fault '{fault}' struck no request" for fault in self._session.faults),
            )
        )

    def unused(self) -> tuple[str, ...]:
        """Return the names of the scenarios that never spoke, and of the scripts that were never played."""
        return self._background.call(
            lambda: (*self._session.cast.unused(), *(f"fake/{script}" for script in self._session.scripts.idle()))
        )


def _view(journal: Journal) -> JournalView:
    return JournalView(tuple(map(Record.of, journal)), tuple(journal.failures))
