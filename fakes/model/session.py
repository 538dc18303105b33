"""One user of a server: scenarios, counters, journal, clock, gates and quotas of their own."""

from collections import deque
from collections.abc import Sized
from typing import TYPE_CHECKING

from fakes.model.access.door import Door
from fakes.model.api_call import ApiCall
from fakes.model.api_error import ApiError
from fakes.model.field import FieldError
from fakes.model.gates import Gates
from fakes.model.identity import Identity
from fakes.model.journal import Journal
from fakes.model.model_name import asked_id
from fakes.model.responses.store import ResponseStore
from fakes.model.scenario.cast import Cast
from fakes.model.script_runner import ScriptRunner
from fakes.model.setup import Setup
from fakes.model.speaker import Speaker

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault


class Session:
    """Everything that a server remembers for one of its users. Sessions know nothing of each other.

    ``faults`` strike the next requests, one each.
    """

    def __init__(self, name: str, setup: Setup, sockets: Sized = ()) -> None:
        self.name = name
        self.setup = setup
        self.tokenizer = setup.tokenizer
        self.identity = Identity(setup.seed, setup.clock)
        self.journal = Journal(sockets)
        self.time = setup.time()
        self.gates = Gates()
        self.scripts = ScriptRunner(setup.playbook.scripts, speed=setup.pacing.script_speed, journal=self.journal)
        self.cast = Cast(setup.playbook, strict=setup.strict, seed=setup.seed, journal=self.journal)
        self.responses = ResponseStore()
        self.faults: deque[Fault] = deque()
        self.speaker = Speaker()
        self.door = Door(setup.access, self.now)

    def now(self) -> float:
        """Return the time by the session's clock, in seconds."""
        return self.time.now()

    def refused(self, call: ApiCall, error: ApiError | FieldError) -> None:
        """Note a request that the API refuses, where a script was asked: whatever the script says next, it would be."""
        if script := self.scripts.find(asked_id(call.request, call.names)):
            self.scripts.misused(script, f"was asked with a request that the API refuses: {error}")

    def verdict(self) -> tuple[str, ...]:
        """Return, in words, what was wrong in how scripts were used: misuses, and exchanges nobody asked for."""
        return (*self.journal.failures, *self.scripts.unused())
