from collections.abc import Sequence

import pytest

from service.part_ids import PartIds


def test_parts_of_each_kind_are_counted() -> None:
    ids = PartIds()
    assert [ids.text(), ids.reasoning(), ids.source(), ids.text(), ids.reasoning(), ids.source()] == [
        "txt-0",
        "rsn-0",
        "src-0",
        "txt-1",
        "rsn-1",
        "src-1",
    ]


CALLS: dict[str, tuple[Sequence[str], Sequence[str | None], Sequence[str]]] = {
    "the model's own": ((), ["a", "b"], ["a", "b"]),
    "none, or empty": ((), [None, "", None], ["call", "call-2", "call-3"]),
    "one that another call has": ((), ["a", "a", "a"], ["a", "a-2", "a-3"]),
    "one that we made up": ((), ["a", "a", "a-2"], ["a", "a-2", "a-2-2"]),
    "one that we would have made up": ((), ["a-2", "a", "a"], ["a-2", "a", "a-3"]),
    "one that the request has": (("a", "call"), ["a", None, "b"], ["a-2", "call-2", "b"]),
    "those that the request has": (("a", "a-2", "a-3"), ["a"], ["a-4"]),
    "a name as the model gives it": ((), [" ", "a b"], [" ", "a b"]),
}
"""The request's ids, what the model gives, and what the calls are called."""


@pytest.mark.parametrize(("taken", "given", "ids"), CALLS.values(), ids=CALLS)
def test_no_two_calls_have_the_same_id(taken: Sequence[str], given: Sequence[str | None], ids: Sequence[str]) -> None:
    made = PartIds(taken)
    assert [made.call(one) for one in given] == ids


def test_the_request_is_read_once_and_not_kept() -> None:
    taken = ["a"]
    ids = PartIds(iter(taken))
    taken.append("b")
    assert [ids.call("a"), ids.call("b")] == ["a-2", "b"]
