"""An answer, and everything that is needed to play it."""

from dataclasses import dataclass, field

from fakes.model.exchange import Exchange
from fakes.model.gates import Gates
from fakes.model.reply import Reply
from fakes.model.timekeeper import RealTime, Timekeeper


@dataclass(frozen=True, slots=True)
class Played:
    """What is to be answered, the record to keep while it is, and the clock and the gates by which it is played."""

    reply: Reply
    exchange: Exchange
    time: Timekeeper = field(default_factory=RealTime)
    gates: Gates = field(default_factory=Gates)
