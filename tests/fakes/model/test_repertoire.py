from pathlib import Path

import pytest

from fakes.model.field import Field
from fakes.model.repertoire import Repertoire
from fakes.model.scenario.playbook import Playbook, PlaybookError
from fakes.model.scenario.reading import Reading, read_scenarios
from tests.fakes.model.scripts_on_disk import exchange, loaded


def reading(*names: str, say: str = "x") -> Reading:
    return read_scenarios(Field({"scenarios": [{"name": name, "say": say} for name in names]}), "added")


def playing(*names: str) -> Playbook:
    return Playbook.of([reading(*names)])


def names(repertoire: Repertoire) -> list[str]:
    return [scenario.name for scenario in repertoire.current().scenarios]


def test_what_is_added_comes_behind_what_the_server_plays() -> None:
    base = playing("a")
    repertoire = Repertoire(lambda: base)
    assert repertoire.current() is base

    repertoire.add([reading("b")])
    repertoire.add([reading("c")])

    assert names(repertoire) == ["a", "b", "c"]
    assert repertoire.current() is repertoire.current()


def test_what_is_played_alone_stays_alone_until_a_reset() -> None:
    base = playing("a")
    repertoire = Repertoire(lambda: base)
    repertoire.add([reading("b")])

    repertoire.add([reading("c")], alone=True)
    repertoire.add([reading("a")])
    assert names(repertoire) == ["c", "a"]
    repertoire.add((), alone=True)
    assert names(repertoire) == []
    repertoire.reset()
    assert names(repertoire) == ["a"]


def test_a_name_that_is_taken_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    base = Playbook.of([reading("a"), *Playbook(scripts=loaded(tmp_path, it=[exchange()])).readings])
    repertoire = Repertoire(lambda: base)
    repertoire.add([reading("b")])

    for taken in (reading("a"), reading("b"), reading("c", "c"), base.readings[-1]):
        with pytest.raises(PlaybookError):
            repertoire.add([taken])
    assert names(repertoire) == ["a", "b"]


def test_a_name_that_the_server_takes_later_stays_with_what_was_added() -> None:
    bases = [playing("a"), playing("c", "b")]
    repertoire = Repertoire(lambda: bases[0])
    repertoire.add([reading("b", say="mine")])
    assert names(repertoire) == ["a", "b"]

    del bases[0]

    assert [(one.name, one.document["say"]) for one in repertoire.current().scenarios] == [("c", "x"), ("b", "mine")]
