"""What is to be answered, before it is played to a socket."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fakes.model import compact_json

Ending = Literal["close", "drop", "reset", "hang", "silence"]
"""How an answer ends.

close: completely, as HTTP wants it. drop: the connection is closed without the chunk terminator (FIN). reset: the
connection is torn down (RST). hang: nothing more is said, and the connection stays open until the client leaves.
silence: nothing is said at all, not even the status; the frames are never asked for.
"""


class Frame(NamedTuple):
    """Bytes of a body that belong together, and when they are due: seconds after the answer began.

    An empty frame says nothing; it only waits. ``events`` is how many events the bytes hold; an empty frame holds none,
    whatever it says. A frame with a ``gate`` is held back, and everything behind it, until the gate of that name opens.
    """

    due: float
    data: bytes
    events: int = 1
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The frames of an answer, which may be made while they are sent, and how they travel.

    ``length`` is their total, in bytes, when it is announced; without it every frame is a chunk. ``coalesced`` lets
    frames that are due leave in one write (the first still leaves alone); otherwise every frame is a write of its own.
    """

    frames: Iterable[Frame]
    length: int | None = None
    coalesced: bool = False
    then: Ending = "close"


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``model`` is the model that was asked, ``scenario`` the one that it plays, where there is one.

    ``faults`` are the kinds of faults that struck it, in their order. ``signed`` says that the headers are there which
    its API adds to every answer.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: Body
    model: str | None = None
    scenario: str = ""
    faults: tuple[str, ...] = ()
    signed: bool = False


def json_reply(
    value: object, *, status: int = 200, headers: tuple[tuple[str, str], ...] = (), due: float = 0.0
) -> Reply:
    """Return an answer with a JSON body, due ``due`` seconds after it began."""
    data = compact_json.encode(value)
    body = Body(frames=(Frame(due, data),), length=len(data))
    return Reply(status, (("content-type", "application/json"), *headers), body)
