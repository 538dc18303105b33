"""Same seed, same bytes: over a thousand mixed requests, twice, and in every Python from 3.11 to 3.13.

The digests are pinned in digests.txt. Where bytes are meant to change:
``python -m tests.fakes.model.determinism.pinned``, from the checkout's root; then read the diff.
"""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from fakes.model.faults.kind import KINDS
from tests.fakes.model.determinism import pinned
from tests.fakes.model.determinism.bodies import APIS
from tests.fakes.model.determinism.chats import FAULTS
from tests.fakes.model.determinism.interpreters import interpreters
from tests.fakes.model.determinism.mixed_requests import mixed_requests
from tests.fakes.model.determinism.played import Heard, play
from tests.fakes.model.determinism.wish import CASES

REQUESTS = mixed_requests()
FEW = 100
IDS = re.compile(rb"\b(?:chatcmpl|resp|msg|req|call|toolu)[-_][0-9a-f]{16,}")


@pytest.fixture(scope="module")
def answers() -> tuple[Heard, ...]:
    """What this Python's server says, with strings that hash in one certain way."""
    return play(REQUESTS, environment={"PYTHONHASHSEED": "0"})


def changed(before: tuple[Heard, ...], after: tuple[Heard, ...]) -> list[str]:
    return [one.name for one, other in zip(before, after, strict=True) if one.digest != other.digest]


def test_there_are_a_thousand_requests_of_every_kind() -> None:
    names = [wanted.name for wanted in REQUESTS]

    assert len(set(names)) == len(names) >= 1000
    assert mixed_requests() == REQUESTS
    asked = [f"{api}: {case}, {how}" for api in APIS for case in CASES for how in ("streamed", "whole")]
    assert [one for one in asked if not any(name.endswith(one) for name in names)] == []
    assert [fault for fault in FAULTS if not any(name.endswith(fault) for name in names)] == []
    assert {re.split("[@=;]", fault)[0] for fault in FAULTS} == {*KINDS, "frogs"} - {"silence"}


def test_most_answers_are_answers_and_every_ending_is_seen(answers: tuple[Heard, ...]) -> None:
    statuses = Counter(heard.data[9:12] for heard in answers)

    assert statuses[b"200"] > len(answers) / 2
    assert {b"400", b"404", b"422", b"429", b"500", b"503"} < set(statuses)
    assert {heard.ending for heard in answers} == {"end", "reset", "left"}


def test_the_same_seed_says_the_same_bytes_again(answers: tuple[Heard, ...]) -> None:
    again = play(REQUESTS, environment={"PYTHONHASHSEED": "random"})

    assert changed(answers, again) == []


def test_another_seed_makes_other_ids(answers: tuple[Heard, ...]) -> None:
    other = play(REQUESTS[:FEW], "--seed", "other")

    ids, others = (set(IDS.findall(b"".join(heard.data for heard in run))) for run in (answers[:FEW], other))
    assert min(len(ids), len(others)) > FEW / 2
    assert ids.isdisjoint(others)


def test_no_byte_has_changed_since_the_digests_were_pinned(answers: tuple[Heard, ...]) -> None:
    assert pinned.lines(answers) == pinned.FILE.read_text().splitlines()


def test_every_python_says_the_same_bytes(
    answers: tuple[Heard, ...], record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    (this, _), *others = interpreters().items()
    compared = {release: play(REQUESTS, interpreter=path) for release, path in others}

    told = (
        f"{len(answers)} answers of Python {this} compared with those of: {', '.join(compared) or 'none, as none runs'}"
    )
    record_property("pythons", told)
    with capsys.disabled():
        # Without it nobody would see that there was nothing to compare with.
        print(f"\n{told}")
    assert [(release, name) for release, heard in compared.items() for name in changed(answers, heard)] == []
