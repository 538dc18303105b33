import json
import os
from pathlib import Path

import pytest

from fakes.model.journal import Journal
from fakes.model.scenario.cast import Cast
from fakes.model.scenario.playbook import PlaybookError
from fakes.model.scenario.playbook_source import PlaybookSource
from tests.fakes.model.scenario.stage import spoken, written
from tests.fakes.model.scripts_on_disk import exchange, loaded
from tests.fakes.model.scripts_on_disk import written as on_disk


def scenarios(*names: str, **besides: object) -> dict[str, object]:
    return {"scenarios": [{"name": name, "say": name, **besides} for name in names]}


def names(source: PlaybookSource) -> list[str]:
    return [scenario.name for scenario in source.current().scenarios]


def test_as_long_as_no_file_changes_the_playbook_is_the_same(tmp_path: Path) -> None:
    source = PlaybookSource([written(tmp_path, a__json=scenarios("a"))])

    assert source.current() is source.current()


def test_changed_new_and_lost_files_are_seen(tmp_path: Path) -> None:
    source = PlaybookSource([written(tmp_path, a__json=scenarios("a"))])

    written(tmp_path, a__json=scenarios("abc"))
    assert names(source) == ["abc"]
    written(tmp_path, b__json=scenarios("b"))
    assert names(source) == ["abc", "b"]
    (tmp_path / "a.json").unlink()
    assert names(source) == ["b"]


def test_a_change_of_the_same_size_is_seen_by_its_time(tmp_path: Path) -> None:
    source = PlaybookSource([written(tmp_path, a__json=scenarios("a"))])

    written(tmp_path, a__json=scenarios("b"))
    os.utime(tmp_path / "a.json", ns=(0, 1))

    assert names(source) == ["b"]


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    counting = "import pathlib\np = pathlib.Path(__file__).with_suffix('.txt')\np.open('a').write('x')\nscenarios = []"
    counting = counting.replace("p.open('a').write('x')", "p.write_text(p.read_text() + 'x')")
    (tmp_path / "a.txt").write_text("")
    source = PlaybookSource([written(tmp_path, a__py=counting)])

    written(tmp_path, b__json=scenarios("b"))

    assert names(source) == ["b"]
    assert (tmp_path / "a.txt").read_text() == "x"


def test_a_broken_file_leaves_the_last_good_playbook_and_tells(tmp_path: Path) -> None:
    source = PlaybookSource([written(tmp_path, a__json=scenarios("a"))])
    good = source.current()

    written(tmp_path, a__json="{")
    assert source.current() is good
    assert str(source.last_error).startswith(f"{tmp_path}/a.json: is not JSON")

    written(tmp_path, a__json=scenarios("fixed"))
    assert names(source) == ["fixed"]
    assert source.last_error is None


def test_a_folder_that_is_gone_leaves_the_last_good_playbook_and_tells(tmp_path: Path) -> None:
    folder = tmp_path / "it"
    folder.mkdir()
    source = PlaybookSource([written(folder, a__json=scenarios("a"))])

    folder.rename(tmp_path / "away")
    assert names(source) == ["a"]
    assert str(source.last_error) == (
        f"the files of scenarios: cannot be listed: {folder}: there is no such file or folder."
    )

    (tmp_path / "away").rename(folder)
    assert names(source) == ["a"]
    assert source.last_error is None


def test_a_broken_file_at_the_beginning_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="is not JSON"):
        PlaybookSource([written(tmp_path, a__json="{")])


def test_counts_outlive_a_change_elsewhere_in_the_file(tmp_path: Path) -> None:
    source = PlaybookSource([written(tmp_path, a__json=scenarios("a", times=1))])
    cast = Cast(source.current(), strict=False, seed="", journal=Journal())
    assert spoken(cast) == "a"

    written(tmp_path, a__json=scenarios("a", "new", times=1))
    cast.adopt(source.current())

    assert [spoken(cast), spoken(cast)] == ["new", None]


def test_what_is_broken_is_told_once_and_again_when_it_is_broken_otherwise(tmp_path: Path) -> None:
    told: list[str] = []
    source = PlaybookSource([written(tmp_path, a__json=scenarios("a"))], tell=told.append)

    for broken in ("x", "x", "{}", None, "x"):
        (tmp_path / "a.json").write_text(broken or json.dumps(scenarios("b")))
        for _ in range(2):
            source.current()

    assert [text.partition(": ")[2].partition(":")[0] for text in told] == [
        "is not JSON",
        "'scenarios' is required.",
        "is not JSON",
    ]
    (tmp_path / "a.json").unlink()
    tmp_path.rmdir()
    for _ in range(2):
        source.current()
    assert len(told) == 4


def test_scripts_are_played_beside_the_files_which_have_their_way(tmp_path: Path) -> None:
    for folder in ("own", "files"):
        (tmp_path / folder).mkdir()
    scripts = loaded(tmp_path / "own", a=[exchange("mine")], b=[exchange("mine")])
    on_disk(tmp_path / "files", {"b": [exchange("file's")], "c": [exchange("file's")]})
    source = PlaybookSource([tmp_path / "files"], scripts=scripts)

    played = source.current().scripts.by_id

    assert {name: script.exchanges[0][1].frames for name, script in played.items()} == {
        "a": (b"mine",),
        "b": (b"file's",),
        "c": (b"file's",),
    }
