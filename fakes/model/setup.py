"""What a server is told when it is made: the same for all of its sessions."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fakes.model.access.policy import AccessPolicy
from fakes.model.faults.chaos import Chaos
from fakes.model.identity import frozen_clock
from fakes.model.journal import Journal
from fakes.model.pacing import Pacing
from fakes.model.playback import Playback
from fakes.model.scenario.playbook import Playbook
from fakes.model.text.tokenizer import PieceTokenizer, Tokenizer
from fakes.model.timekeeper import RealTime, Timekeeper

CONTEXT_WINDOW = 128_000
"""How many tokens a conversation may have, unless another number is given."""

DEFAULT_SEED = "tokenwire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How a server is set up.

    The same request and the same ``seed`` get the same bytes. ``clock`` gives ``created``, in seconds of the Unix
    epoch; it stands still unless another is handed in. ``strict`` refuses what no scenario was written for;
    ``on_demand`` plays the scenarios of ``fakes.model.ondemand`` for those who ask, where no other matches. ``time``
    makes the clock by which a session's answers are played. ``context_window`` is in tokens. ``access`` says which keys
    and how much a minute are let in; by default everything is. ``follow``, where there is one, is asked before every
    request for the playbook as it is now, and stands for ``playbook``. ``playback`` makes what answers a session's
    requests instead of the model.
    """

    playbook: Playbook = field(default_factory=Playbook.empty)
    follow: Callable[[], Playbook] | None = None
    strict: bool = False
    on_demand: bool = False
    pacing: Pacing = field(default_factory=Pacing)
    seed: str = DEFAULT_SEED
    clock: Callable[[], float] = frozen_clock
    time: Callable[[], Timekeeper] = RealTime
    tokenizer: Tokenizer = field(default_factory=PieceTokenizer)
    context_window: int = CONTEXT_WINDOW
    chaos: Chaos | None = None
    access: AccessPolicy = field(default_factory=AccessPolicy)
    playback: Callable[[Journal], Playback] | None = None

    def current(self) -> Playbook:
        """Return the playbook as it is now."""
        return self.playbook if self.follow is None else self.follow()
