"""An answer in drops."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.model.faults.scene import Scene
from fakes.model.reply import Frame, Reply

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault


def slow(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Send the whole body, ``bytes`` bytes at a time (1), no two within ``ms`` milliseconds (10)."""
    frames = _drops(reply.body.frames, int(fault.number("bytes", 1)), fault.number("ms", 10) / 1000)
    return replace(reply, body=replace(reply.body, frames=frames, coalesced=False))


def _drops(frames: Iterable[Frame], size: int, seconds: float) -> Iterator[Frame]:
    earliest = 0.0
    for frame in frames:
        gate = frame.gate
        # An empty frame waits, or holds a gate.
        for at in range(0, len(frame.data) or 1, size):
            drop = frame.data[at : at + size]
            due = max(frame.due, earliest)
            last = at + size >= len(frame.data)
            yield Frame(due, drop, frame.events if last else 0, gate)
            earliest = due + seconds if drop else due
            gate = ""
