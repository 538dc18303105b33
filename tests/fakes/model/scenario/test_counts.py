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
