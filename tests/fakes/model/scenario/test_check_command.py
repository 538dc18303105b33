import json
from pathlib import Path

import pytest

from fakes.model.scenario.check import check
from fakes.model.scenario.check_command import main
from tests.fakes.model.scenario.stage import written
from tests.fakes.model.scripts_on_disk import exchange

SSE = {"content-type": "text/event-stream; charset=utf-8"}
EMPTY = "is empty; only an answer with finish 'length' or 'content_filter' can be"
GOOD = {"name": "a", "match": {"user": "x"}, "say": "x"}


def test_nothing_wrong_is_said_and_is_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, a__json={"scenarios": [GOOD]})

    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == "nothing is wrong\n"


def test_everything_wrong_is_said_a_line_each_and_is_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenarios = [GOOD, {**GOOD, "name": "b"}, {**GOOD, "name": "c", "finish": "tool_calls"}, {**GOOD, "say": []}]
    written(tmp_path, a__json={"scenarios": scenarios}, b__json={"scenarios": [{**GOOD, "name": "d"}]})

    assert main([str(tmp_path / "a.json"), str(tmp_path), str(tmp_path / "nowhere")]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}/nowhere: there is no such file or folder.",
        f"{tmp_path}/a.json: scenario 'c': 'scenarios[2].finish' is 'tool_calls', and no tool is called.",
        f"{tmp_path}/a.json: scenario 'a': 'scenarios[3].say' {EMPTY}.",
        f"{tmp_path}/a.json: scenario 'a': 'name' is also the name of one in {tmp_path}/a.json.",
        f"{tmp_path}/a.json: scenario 'b': can never be reached: 'a' always speaks first.",
        f"{tmp_path}/a.json: scenario 'c': can never be reached: 'a' always speaks first.",
        f"{tmp_path}/a.json: scenario 'a': can never be reached: 'a' always speaks first.",
        f"{tmp_path}/b.json: scenario 'd': can never be reached: 'a' of {tmp_path}/a.json always speaks first.",
    ]


@pytest.mark.parametrize(
    ("above", "below", "shadowed"),
    [
        ({}, {}, ["below"]),
        ({}, {"match": {"user": "x"}}, ["below"]),
        ({"match": {"user": "x"}}, {"match": {"user": "x", "turn": 1}}, ["below"]),
        ({"match": {"user": "x", "turn": 1}}, {"match": {"user": "x"}}, []),
        ({"match": {"user": "x"}}, {"match": {"user": "y"}}, []),
        ({"times": 1}, {}, []),
        ({}, {"priority": 1}, ["above"]),
        ({"say": [{"call": {"name": "f"}}]}, {}, []),
        ({"say": [{"call": {"name": "f", "unoffered": True}}]}, {}, ["below"]),
    ],
    ids=["same", "all", "part", "more", "other", "times", "priority", "call", "unoffered"],
)
def test_what_can_never_be_reached_is_known(
    tmp_path: Path, above: dict[str, object], below: dict[str, object], shadowed: list[str]
) -> None:
    scenarios = [{"name": "above", "say": "x", **above}, {"name": "below", "say": "x", **below}]

    findings = check([written(tmp_path, a__json={"scenarios": scenarios})])
    assert [finding.scenario for finding in findings] == shadowed


def chunk(*choices: object, **besides: object) -> str:
    return "data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", "choices": choices, **besides}) + "\n\n"


def choice(index: int = 0, finish: str | None = None, **delta: object) -> dict[str, object]:
    return {"index": index, "delta": delta, "finish_reason": finish}


BEGIN = chunk(choice(role="assistant", content=""))
END = chunk(choice(finish="stop"))
DONE = "data: [DONE]\n\n"
OTHER_ID = "event 1: has another id than the chunks before it"
CUT = ["choice 0 has no finish_reason at its end", "there is no [DONE] at the end"]


@pytest.mark.parametrize(
    ("frames", "complaints"),
    [
        ((BEGIN, chunk(choice(content="x")), ": ping\n\n", {"pause_ms": 1}, END, chunk(usage={}), DONE), []),
        ((BEGIN, END.replace('"c"', '"c", "x": "\u2028"'), DONE), []),
        ((BEGIN[:20], BEGIN[20:] + END, DONE.replace("\n", "\r\n")), []),
        ((BEGIN,), CUT),
        ((), ["there is no choice", "there is no [DONE] at the end"]),
        ((BEGIN, 'data: {"error": {}}\n\n'), []),
        ((BEGIN, END, DONE, DONE), ["event 3: comes behind [DONE]"]),
        ((BEGIN, END, "data: {\n\n", DONE), ["event 2: is not JSON"]),
        ((BEGIN, END, "data: 1\n\n", DONE), ["event 2: is no object"]),
        ((BEGIN, chunk(object="x"), END, DONE), ["event 1: has not the object 'chat.completion.chunk'"]),
        ((BEGIN, chunk(id="d"), chunk(choice(finish="stop"), id="d"), DONE), [OTHER_ID]),
        ((BEGIN, 'data: {"id": "c", "object": "chat.completion.chunk"}\n\n', END, DONE), ["event 1: has no 'choices'"]),
        ((BEGIN, chunk(choice(finish="stop"), usage={}), DONE), ["event 1: has usage beside choices"]),
        ((BEGIN, chunk(1), END, DONE), ["event 1: has a choice that is no object"]),
        ((BEGIN, chunk({"index": 0}), END, DONE), ["event 1: has a choice without index and delta"]),
        ((BEGIN, END, chunk(choice(content="x")), DONE), ["event 2: goes on with choice 0, which has finished"]),
        ((chunk(choice(content="x")), END, DONE), ["event 0: begins choice 0 without a role"]),
    ],
    ids=[
        "good", "separator", "split", "cut", "nothing", "error", "done-twice", "broken", "number", "object", "id",
        "no-choices", "usage", "choice", "no-delta", "goes-on", "no-role",
    ],
)  # fmt: skip
def test_strict_looks_into_the_streams_of_scripts(
    tmp_path: Path, frames: tuple[object, ...], complaints: list[str]
) -> None:
    file = written(tmp_path, a__json={"exchanges": [exchange(*frames, headers=SSE)]}) / "a.json"

    assert check([file]) == []
    assert [str(finding) for finding in check([file], strict=True)] == [
        f"{file}: 'exchanges[0].respond.frames' {complaint}." for complaint in complaints
    ]


@pytest.mark.parametrize(
    "respond",
    [{"status": 500}, {"headers": {}}, {"then": "reset"}],
    ids=["an-error", "no-stream", "a-broken-connection"],
)
def test_what_is_no_whole_stream_is_not_held_to_its_end(tmp_path: Path, respond: dict[str, object]) -> None:
    written(tmp_path, a__json={"exchanges": [exchange(BEGIN, **{"headers": SSE, **respond})]})

    assert check([tmp_path], strict=True) == []


def test_the_command_is_strict_when_it_is_told_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, a__json={"exchanges": [exchange(BEGIN, headers=SSE)], "$schema": "x"}, b__json={"scenarios": []})

    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--strict"]) == 1
    assert [line.partition("frames' ")[2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        f"{complaint}." for complaint in CUT
    ]


def test_the_contracts_can_be_looked_at_strictly() -> None:
    assert check(["contracts/v1"]) == []
    assert check(["contracts/v1/chat-tool-server/upstream.json"], strict=True) == []
