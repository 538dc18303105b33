import json
from pathlib import Path

import pytest

from fakes.model.journal import Journal
from fakes.model.saying import Call, Text
from fakes.model.scenario.cast import Cast
from fakes.model.scenario.playbook import Playbook, PlaybookError
from fakes.model.script import ScriptError
from tests.fakes.model.scenario.stage import asked, spoken, written
from tests.fakes.model.scripts_on_disk import exchange

YAML = """\
$schema: x
scenarios:
  - &first
    name: weather
    match: {user: weather, tools: [get_weather], json: {$.metadata.day: 2026-01-01}}
    say:
      - text: yes
      - call: {name: get_weather, arguments: {no: on, at: 12:30, big: 1_000, float: 1.5e3, flag: true, none: null}}
  - <<: *first
    name: other
    priority: -1
"""
PYTHON = """\
from fakes.model.scenario.builder import on
scenarios = (
    on("drafted", user="draft").say("From a draft."),
    {"name": "plain", "match": {"predicate": lambda prompt: prompt.number == 1}, "say": lambda _: "From a function."},
)
"""


def one(name: str = "a", **scenario: object) -> dict[str, object]:
    return {"scenarios": [{"name": name, "say": "x", **scenario}]}


def test_a_folder_holds_scenarios_of_all_kinds_and_scripts(tmp_path: Path) -> None:
    written(tmp_path, c__yaml=YAML, a__json=one("json"), b__py=PYTHON, d__yml="scenarios: []", _skipped__py="1 / 0")
    written(tmp_path, script__json={"exchanges": [exchange()]}, notes__txt="?", z__json={"$schema": "x", **one("z")})
    (tmp_path / ".hidden.json").write_text("{")
    (tmp_path / "it").mkdir()
    written(tmp_path / "it", upstream__json={"exchanges": [exchange()]})
    (tmp_path / "empty").mkdir()

    playbook = Playbook.load([tmp_path])

    assert [scenario.name for scenario in playbook.scenarios] == ["json", "drafted", "plain", "weather", "other", "z"]
    assert list(playbook.scripts.by_id) == ["it", "script"]
    assert playbook.scenarios[0].file == str(tmp_path / "a.json")


def test_yaml_has_the_types_of_json(tmp_path: Path) -> None:
    (weather, other) = Playbook.load([written(tmp_path, a__yaml=YAML) / "a.yaml"]).scenarios
    arguments = {"no": "on", "at": "12:30", "big": "1_000", "float": 1500.0, "flag": True, "none": None}

    (parts,) = weather.acts[0].sayings
    assert isinstance(parts, tuple)
    assert parts[0] == Text("yes")
    assert isinstance(parts[1], Call)
    assert json.loads(parts[1].arguments) == arguments
    assert weather.document["match"] == {
        "user": "weather",
        "tools": ["get_weather"],
        "json": {"$.metadata.day": "2026-01-01"},
    }
    assert (other.priority, other.acts[0].sayings) == (-1, weather.acts[0].sayings)


def test_python_files_speak_by_functions(tmp_path: Path) -> None:
    cast = Cast(Playbook.load([written(tmp_path, a__py=PYTHON)]), strict=False, seed="", journal=Journal())

    assert spoken(cast) == "From a function."
    assert spoken(cast, asked("draft")) == "From a draft."


def test_what_only_the_provider_can_read_is_no_template(tmp_path: Path) -> None:
    written(tmp_path, a__json=one(template=True, say=[{"redacted_reasoning": "{{"}, {"text": "{{ user }}"}]))

    assert len(Playbook.load([tmp_path]).scenarios) == 1


def test_an_empty_playbook_has_nothing_to_say() -> None:
    playbook = Playbook.empty()

    assert (playbook.scenarios, dict(playbook.scripts.by_id)) == ((), {})
    assert playbook == Playbook.load([])


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    file = written(tmp_path, a__json=one()) / "a.json"

    assert len(Playbook.load([file, tmp_path, str(file)]).scenarios) == 1


def test_contracts_are_one_form_of_it() -> None:
    playbook = Playbook.load(["contracts/v1"])

    assert "chat-tool-server" in playbook.scripts.by_id
    assert playbook.scenarios == ()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.json", "{", "is not JSON: Expecting property name enclosed in double quotes"),
        ("a.json", '{"scenarios": [], "scenarios": []}', "is not JSON: the key 'scenarios' occurs twice."),
        ("a.json", '{"scenarios": NaN}', "is not JSON: NaN is no number of JSON."),
        ("a.json", "[]", "must be an object, and is an array."),
        ("a.json", "{}", "'scenarios' is required."),
        ("a.json", '{"scenario": []}', "'scenario' is not known here; known are: $schema, scenarios."),
        ("a.json", '{"scenarios": [1]}', "'scenarios[0]' must be an object, and is an integer."),
        ("a.json", '{"exchanges": []}', "'exchanges' must not be empty."),
        ("a.yaml", "a: [", "is not YAML: while parsing"),
        ("a.yaml", "scenarios: []\nscenarios: []\n", "is not YAML: the key 'scenarios' occurs twice, in line 2."),
        ("a.yaml", "scenarios: [{1: 2}]", "'scenarios[0]' has the key 1, which is no text."),
        ("a.yaml", "? [a]\n: b\n", "is not YAML: while constructing a mapping"),
        ("a.yaml", "scenarios: !!set {a}", "'scenarios' holds a set, for which JSON has no form."),
        ("a.yaml", "scenarios: !!float .inf", "'scenarios' is inf, for which JSON has no form."),
        ("a.yaml", "scenarios: !!python/object:os.system a", "is not YAML: could not determine a constructor"),
        ("a.py", "1 / 0", "cannot be run: ZeroDivisionError: division by zero."),
        ("a.py", "scenarios = (", "cannot be run: SyntaxError: "),
        ("a.py", "x = 1", "has no 'scenarios'."),
        (
            "a.py",
            "scenarios = [{'name': print, 'say': 'x'}]",
            "'scenarios[0].name' holds a builtin_function_or_method, for which JSON has no form, and functions may",
        ),
        ("long.json", '{"exchanges": []}', "would be 'fake/long', which is a built-in model."),
    ],
    ids=range(20),
)
def test_a_file_that_is_none_is_an_error_with_its_name(tmp_path: Path, name: str, content: str, complaint: str) -> None:
    (tmp_path / name).write_text(content)

    with pytest.raises(ScriptError) as caught:
        Playbook.load([tmp_path])

    text = str(caught.value)
    text = text.replace("The document ", "")
    assert text.startswith(f"{tmp_path / name}: {complaint}")


def test_names_and_ids_are_unique_in_all_files(tmp_path: Path) -> None:
    script = {"exchanges": [exchange()]}
    (tmp_path / "x").mkdir()
    written(tmp_path, a__json=one(), b__json=one(), x__json=script)
    written(tmp_path / "x", upstream__json=script)

    with pytest.raises(PlaybookError) as caught:
        Playbook.load([tmp_path])

    assert str(caught.value).splitlines() == [
        f"{tmp_path}/b.json: scenario 'a': 'name' is also the name of one in {tmp_path}/a.json.",
        f"{tmp_path}/x.json: would be 'fake/x', which {tmp_path}/x/upstream.json is.",
    ]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    written(tmp_path, a__json=one(times=0), b__json={"scenarios": [{"name": "b"}, {"say": "x"}]})

    with pytest.raises(PlaybookError) as caught:
        Playbook.load([tmp_path])

    assert [(finding.scenario, finding.field) for finding in caught.value.findings] == [
        ("a", "scenarios[0].times"),
        ("b", "scenarios[0]"),
        ("", "scenarios[1].name"),
    ]


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match=r"nowhere: there is no such file or folder\."):
        Playbook.load([tmp_path / "nowhere"])


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError("not for you")

    written(tmp_path, a__json=one())
    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(PlaybookError, match=r"a\.json: not for you\."):
        Playbook.load([tmp_path])
