import pytest

from fakes.model.scenario import cast as module
from tests.fakes.model.scenario.stage import asked, cast, playbook, spoken


def test_unused_and_shadowed_scenarios_are_told() -> None:
    troupe = cast(
        {"match": {"user": "Hello"}, "priority": 1},
        {"match": {"user": "Hello", "turn": 1}},
        {"match": {"user": {"regex": "^Hel"}}},
        {"match": {"user": "Bye"}},
        {"match": {"predicate": lambda _: True}},
    )
    assert troupe.shadowed() == ("b",)

    spoken(troupe)
    assert troupe.unused() == ("b", "c", "d", "e")
    assert troupe.shadowed() == ("b", "c")

    spoken(troupe, asked("Help"))
    assert troupe.shadowed() == ("b",)


def test_another_playbook_keeps_the_counts_of_what_did_not_change() -> None:
    troupe = cast({"times": 1}, {"times": 1})
    assert [spoken(troupe), spoken(troupe), spoken(troupe)] == ["a", "b", None]

    troupe.adopt(troupe.playbook)
    assert spoken(troupe) is None
    troupe.adopt(playbook({"times": 1}, {"times": 1, "say": "new"}, {"times": 1}))

    assert [spoken(troupe), spoken(troupe), spoken(troupe)] == ["new", "c", None]


def test_a_restart_forgets_all_counts() -> None:
    troupe = cast({"match": {"user": "Hello"}, "times": 1})
    assert [spoken(troupe), spoken(troupe)] == ["a", None]

    troupe.restart()

    assert (troupe.unmatched, list(troupe.missed), troupe.unused()) == (0, [], ("a",))
    assert spoken(troupe) == "a"
    assert [(role.scenario.name, role.spoken) for role in troupe.roles] == [("a", 1)]


def test_the_last_requests_that_nothing_matched_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_MISSES", 2)
    troupe = cast({"match": {"user": "Hello"}})

    for question in ("one", "two", "x" * 61):
        spoken(troupe, asked(question))

    assert troupe.unmatched == 3
    assert [missed.partition(", ")[2] for missed in troupe.missed] == [
        "model gpt-5, user 'two'",
        f"model gpt-5, user '{'x' * 60}...'",
    ]
