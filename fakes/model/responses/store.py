"""The responses that a session remembers, so that later requests can go on from them."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CAPACITY = 1000
"""How many responses are remembered; the one that was stored first is forgotten first."""

Item = Mapping[str, object]
"""An item of the API's JSON: a message, a call, a result, a reasoning."""


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response as it was sent, the items that it answers (earlier responses' first), and those that it says."""

    body: Mapping[str, object]
    input: Sequence[Item]
    output: Sequence[Item]

    @property
    def items(self) -> tuple[Item, ...]:
        """The whole conversation, in its order."""
        return (*self.input, *self.output)


class ResponseStore:
    """The stored responses of one session, by id. Storing one again replaces it."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._by_id: OrderedDict[str, StoredResponse] = OrderedDict()

    def __len__(self) -> int:
        return len(self._by_id)

    def put(self, response_id: str, stored: StoredResponse) -> None:
        """Remember a response, as the youngest."""
        self._by_id[response_id] = stored
        self._by_id.move_to_end(response_id)
        if len(self._by_id) > self._capacity:
            self._by_id.popitem(last=False)

    def find(self, response_id: str) -> StoredResponse | None:
        """Return a response; None where there is none of this id."""
        return self._by_id.get(response_id)

    def remove(self, response_id: str) -> bool:
        """Forget a response, and tell whether there was one."""
        return self._by_id.pop(response_id, None) is not None

    def find_item(self, item_id: str) -> Item | None:
        """Return an item of any response, by its own id; None where there is none."""
        return next(
            (item for stored in self._by_id.values() for item in stored.items if item.get("id") == item_id), None
        )
