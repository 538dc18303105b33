"""A thousand requests and a few, of every kind: always the same, in the same order."""

from dataclasses import replace

from tests.fakes.model.determinism.chats import chats
from tests.fakes.model.determinism.others import others
from tests.fakes.model.determinism.wanted import Wanted


def mixed_requests() -> tuple[Wanted, ...]:
    """Return them, each with a name of its own."""
    wanted = (*chats(), *others())
    return tuple(replace(one, name=f"{number:04} {one.name}") for number, one in enumerate(wanted))
