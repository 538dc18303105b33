"""One user of a server: scenarios, counters, journal, clock, gates and quotas of their own."""

from collections import deque
from collections.abc import Iterable, Sized
from typing import TYPE_CHECKING

from fakes.model.access.admission import UNMETERED, Admission
from fakes.model.access.door import Door
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.dialect import Dialect
from fakes.model.encores import Encores
from fakes.model.faults.scene import Scene
from fakes.model.field import FieldError
from fakes.model.gates import Gates
from fakes.model.identity import Identity
from fakes.model.journal import Journal
from fakes.model.ledger import Ledger
from fakes.model.model_name import BUILT_IN, ModelName, asked_id
from fakes.model.ondemand.catalog import BY_ID
from fakes.model.repertoire import Repertoire
from fakes.model.request import Request
from fakes.model.responses.store import ResponseStore
from fakes.model.scenario.cast import Cast
from fakes.model.scenario.reading import Reading
from fakes.model.script_runner import ScriptRunner
from fakes.model.setup import Setup
from fakes.model.speaker import Speaker

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault


class Session:
    """Everything that a server remembers for one of its users. Sessions know nothing of each other.

    ``faults`` strike the next requests, one each. What is forgotten is told to ``ledger`` before.
    """

    def __init__(self, name: str, setup: Setup, sockets: Sized = (), ledger: Ledger | None = None) -> None:
        self.name = name
        self.setup = setup
        self.tokenizer = setup.tokenizer
        self.identity = Identity(setup.seed, setup.clock)
        self.journal = Journal(sockets)
        self.time = setup.time()
        self.gates = Gates()
        self.repertoire = Repertoire(setup.current)
        self.responses = ResponseStore()
        self.encores = Encores()
        self.faults: deque[Fault] = deque()
        self.speaker = Speaker()
        self.door = Door(setup.access, self.now)
        self._ledger = ledger or Ledger()
        self._played = self.repertoire.current()
        self.cast = Cast(self._played, strict=setup.strict, seed=setup.seed, journal=self.journal)
        self._rewind()

    def refresh(self) -> None:
        """Play what the repertoire is now. What is the same as before keeps its counts."""
        playbook = self.repertoire.current()
        if playbook is self._played:
            return
        before, self._played = self._played, playbook
        self.cast.adopt(playbook)
        if playbook.scripts != before.scripts:
            self.scripts = self._script_runner()

    def play_only(self, readings: Iterable[Reading]) -> None:
        """Play these scenarios and scripts from now on and nothing else. All counts begin again.

        Raises:
            PlaybookError: something in them is wrong; then everything stays as it is.
        """
        self.repertoire.add(readings, alone=True)
        self._ledger.note_counts(self)
        self.refresh()
        self.cast.restart()

    def play_also(self, readings: Iterable[Reading]) -> None:
        """Play these scenarios and scripts from now on, too.

        Raises:
            PlaybookError: something in them is wrong, or has a name that is taken; then everything stays as it is.
        """
        self.repertoire.add(readings)
        self.refresh()

    def clear_journal(self) -> None:
        """Forget what was asked, and begin the journal's next generation."""
        self._ledger.note_failures(self.journal.failures)
        self.journal.clear()

    def reset(self) -> None:
        """Begin again: counts, journal, scenarios, gates, stored responses and faults are as in the beginning.

        The clock goes on. Answers that are under way are not cut off; they end unseen, in their own generation.
        """
        self.retire()
        self.journal.clear()
        self.repertoire.reset()
        self.refresh()
        self.cast.restart()
        self._rewind()
        self.gates.close_all()
        self.responses = ResponseStore()
        self.faults.clear()

    def retire(self) -> None:
        """Tell the ledger everything: the session is about to be forgotten."""
        self.refresh()
        self._ledger.note_counts(self)
        self._ledger.note_failures(self.verdict())

    @property
    def model_ids(self) -> tuple[str, ...]:
        """What may stand behind ``fake/``: the built-in models, scenarios on demand, and scripts; each once."""
        return tuple(dict.fromkeys((*BUILT_IN, *(BY_ID if self.setup.on_demand else ()), *self.scripts.ids)))

    def has_model(self, model: ModelName) -> bool:
        """Tell whether there is a model. Any name outside ``fake/`` is one."""
        fake_id = model.fake_id
        if fake_id is None or fake_id in BUILT_IN or (self.setup.on_demand and fake_id in BY_ID):
            return True
        return self.scripts.find(fake_id) is not None

    def is_idle(self) -> bool:
        """Return whether no answer is under way."""
        return not self.journal.running

    def now(self) -> float:
        """Return the time by the session's clock, in seconds."""
        return self.time.now()

    def scene(self, request: Request, dialect: Dialect, admission: Admission = UNMETERED) -> Scene:
        """Return where a fault strikes that meets the answer of an API to a request."""
        return Scene(dialect, self.identity.request_id(request), self.setup.seed, admission)

    def refused(self, call: ApiCall, error: ApiError | FieldError) -> None:
        """Note a request that the API refuses, where a script was asked: whatever the script says next, it would be."""
        if script := self.scripts.find(asked_id(call.request, call.names)):
            self.scripts.misused(script, f"was asked with a request that the API refuses: {error}")

    def verdict(self) -> tuple[str, ...]:
        """Return, in words, what was wrong: misuses, and what nobody asked for of scripts that were begun."""
        return (*self.journal.failures, *self.scripts.unused())

    def unused(self) -> tuple[str, ...]:
        """Return what never spoke: the names of scenarios, and of recordings that are played back."""
        return (*self.cast.unused(), *(self.playback.unused() if self.playback else ()))

    def _rewind(self) -> None:
        self.scripts = self._script_runner()
        self.playback = self.setup.playback(self.journal) if self.setup.playback else None

    def _script_runner(self) -> ScriptRunner:
        return ScriptRunner(self._played.scripts, speed=self.setup.pacing.script_speed, journal=self.journal)
