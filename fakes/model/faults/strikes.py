"""Which function does what a kind of fault says. Each takes the reply, the fault and the scene."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from fakes.model.faults import cuts, insertions, other_answers, reframing, trickle
from fakes.model.faults.scene import Scene
from fakes.model.reply import Reply

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault

STRIKES: Mapping[str, Callable[[Reply, "Fault", Scene], Reply]] = {
    "status": other_answers.status,
    "html": other_answers.html,
    "content-type": other_answers.content_type,
    "length": other_answers.length,
    "silence": other_answers.silence,
    "silent-head": other_answers.silent_head,
    "stall": cuts.stall,
    "end": cuts.end,
    "drop": cuts.drop,
    "reset": cuts.reset,
    "half": cuts.half,
    "utf8": cuts.utf8,
    "garbage": insertions.garbage,
    "error": insertions.error,
    "duplicate": insertions.duplicate,
    "pings": insertions.pings,
    "slow": trickle.slow,
    "fuzz": reframing.fuzz,
}
"""By the name of the kind."""
