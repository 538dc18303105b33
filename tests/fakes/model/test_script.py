import json
from pathlib import Path

import pytest

from fakes.model import ScriptError, Scripts
from fakes.model.script import Expectation, Pause, Response
from tests.fakes.model.scripts_on_disk import CHAT, exchange, loaded, written


def test_a_script_is_read_into_what_it_says(tmp_path: Path) -> None:
    scripts = loaded(
        tmp_path,
        full=[
            exchange(
                "data: é\n\n", {"pause_ms": 50}, {"base64": "4oI="}, status=201, headers={"X-A": "b"}, then="reset"
            )
        ],
        least=[exchange()],
    )

    expected = Expectation("POST", "/v1/chat/completions")
    assert list(scripts.by_id) == ["full", "least"]
    assert scripts.by_id["full"].exchanges == (
        (
            expected,
            Response(201, (("X-A", "b"),), ("data: é\n\n".encode(), Pause(0.05), b"\xe2\x82"), "reset"),
        ),
    )
    assert scripts.by_id["least"].exchanges == ((expected, Response(200, (), (), "close")),)


def test_folders_without_a_script_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a-contract-without-upstream").mkdir()

    assert dict(loaded(tmp_path, it=[exchange()]).by_id).keys() == {"it"}
    assert Scripts.empty() == Scripts.load(tmp_path / "a-contract-without-upstream")


def test_a_schema_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "upstream.json").write_text(json.dumps({"$schema": "x", "exchanges": [exchange()]}))

    assert "it" in Scripts.load(tmp_path).by_id


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="nowhere: there is no such folder"):
        Scripts.load(tmp_path / "nowhere")


def test_the_name_of_a_built_in_model_is_taken(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="'fake/long' is a built-in model"):
        loaded(tmp_path, long=[exchange()])


def test_what_is_not_json_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "it" / "upstream.json").write_text("{")

    with pytest.raises(ScriptError, match=r"it.upstream\.json: it is not JSON"):
        Scripts.load(tmp_path)


FIRST = "'exchanges[0]"
RESPOND = "exchanges[0].respond"
FRAME = f"{RESPOND}.frames[0]"
HEADERS = f"{RESPOND}.headers"
CARRY = "which UTF-8 cannot carry; write its bytes as base64."
EMPTY = "must not be empty: an empty chunk would end the answer."

WRONG = [
    ([], "'exchanges' must not be empty."),
    ({}, "'exchanges' must be an array, and is an object."),
    ([{"expect": CHAT}], f"'{RESPOND}' is required."),
    ([{"expect": {"method": "POST"}, "respond": {}}], f"{FIRST}.expect.path' is required."),
    (
        [{"expect": {**CHAT, "body": 1}, "respond": {}}],
        f"{FIRST}.expect.body' is not known here; known are: method, path.",
    ),
    ([{"expect": CHAT, "respond": {}}], f"'{RESPOND}.frames' is required."),
    ([exchange(status=99)], f"'{RESPOND}.status' is 99, and must be at least 200."),
    ([exchange(status="200")], f"'{RESPOND}.status' must be an integer, and is a string."),
    ([exchange(then="end")], f"'{RESPOND}.then' is 'end', and must be one of 'close', 'drop', 'reset', 'hang'."),
    ([exchange(headers=[])], f"'{HEADERS}' must be an object, and is an array."),
    ([exchange(headers={"a": 1})], f"'{HEADERS}.a' must be a string, and is an integer."),
    ([exchange(headers={"a b": "1"})], f"'{HEADERS}.a b' is not the name of a header."),
    ([exchange(headers={"a": "1\r\nb: 2"})], f"'{HEADERS}.a' holds characters that a header cannot carry."),
    ([exchange(headers={"Content-Length": "1"})], f"'{HEADERS}.Content-Length' is set by the server itself."),
    ([exchange("a", "")], f"'{RESPOND}.frames[1]' {EMPTY}"),
    ([exchange({"base64": ""})], f"'{FRAME}.base64' {EMPTY}"),
    ([exchange({"base64": "?"})], f"'{FRAME}.base64' is not valid base64."),
    ([exchange("\ud800")], f"'{FRAME}' holds half a character, {CARRY}"),
    ([exchange({"pause_ms": -1})], f"'{FRAME}.pause_ms' is -1, and must be at least 0."),
    ([exchange({"pause_ms": True})], f"'{FRAME}.pause_ms' must be a number, and is a boolean."),
    ([exchange({"pause_ms": 1, "base64": "YQ=="})], f"'{FRAME}' is either a pause or base64, not both."),
    ([exchange({})], f"'{FRAME}.base64' is required."),
    ([exchange(1)], f"'{FRAME}' must be an object, and is an integer."),
]


@pytest.mark.parametrize(("exchanges", "complaint"), WRONG)
def test_a_wrong_script_is_an_error_that_names_file_and_field(
    tmp_path: Path, exchanges: object, complaint: str
) -> None:
    written(tmp_path, {"it": exchanges})

    with pytest.raises(ScriptError) as caught:
        Scripts.load(tmp_path)

    assert str(caught.value) == f"{tmp_path}/it/upstream.json: {complaint}"
