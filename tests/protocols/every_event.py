"""The union of all events, flat: a table that should hold every kind can be held to it."""

from types import UnionType
from typing import get_args

from service.events import Event


def _members(union: UnionType | type) -> set[type]:
    return {union} if isinstance(union, type) else {member for one in get_args(union) for member in _members(one)}


EVERY_EVENT = frozenset(_members(Event))
