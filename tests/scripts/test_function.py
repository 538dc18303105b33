"""The verbs: one function at a time, nothing forgotten, nothing left."""

import os
import re
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.images.command import CommandFailed
from scripts.images.image import HTTP, STREAMING, Image
from scripts.images.process import Process
from scripts.streaming import engine, function, started
from scripts.streaming.started import Started


class Recorder:
    """An engine that starts a listener in this process, and says what it was told to do."""

    name = "recorder"

    def __init__(self) -> None:
        self.did: list[str] = []
        self.alive = True
        self.breaks_at = ""

    def obstacle(self) -> str | None:
        return None

    def build(self) -> None:
        self._do("build")

    def start(self, port: int, environ: Mapping[str, str], expected: str | None) -> Started:
        self._do("start")
        return Started(engine=self.name, port=port, expected=expected, process=Process.of(os.getpid()))

    def running(self, started: Started) -> bool:
        return self.alive

    def stop(self, started: Started) -> None:
        self._do("stop")

    def log(self, started: Started) -> str:
        return "its last words"

    def _do(self, verb: str) -> None:
        self.did.append(verb)
        if verb == self.breaks_at:
            raise CommandFailed(f"{verb} broke")


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(started, "FOLDER", tmp_path)
    monkeypatch.setattr(started, "_RECORD", tmp_path / "started.json")
    monkeypatch.setattr(engine, "ENGINES", (recorder,))
    monkeypatch.setattr(function, "_answers", lambda _port: True)
    return recorder


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
    return number


def test_what_was_started_is_remembered_until_it_is_stopped(recorder: Recorder, port: int) -> None:
    function.run(port)
    remembered = started.recall()
    assert remembered is not None
    assert remembered.port == port
    assert remembered.process == Process.of(os.getpid())
    function.stop()
    assert started.recall() is None
    assert recorder.did == ["start", "stop"]


def test_a_second_one_is_refused(recorder: Recorder, port: int) -> None:
    function.run(port)
    with pytest.raises(CommandFailed, match=r"runs already .*streaming-stop"):
        function.run(port)


def test_what_has_ended_by_itself_is_cleared_away(
    recorder: Recorder, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    function.run(port)
    recorder.alive = False
    with pytest.raises(CommandFailed, match="its last words"):
        function.test()
    recorder.did.clear()
    function.run(port)
    assert recorder.did == ["stop", "start"]
    assert "has ended by itself" in capsys.readouterr().out


def test_a_taken_port_is_told(recorder: Recorder) -> None:
    taken = "in use by something that was not started here"
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(CommandFailed, match=taken):
        function.run(listener.getsockname()[1])
    assert recorder.did == []


def test_what_dies_while_it_starts_is_cleared_away(
    recorder: Recorder, port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(function, "_answers", lambda _port: False)
    recorder.alive = False
    with pytest.raises(CommandFailed, match="ended while it started"):
        function.run(port)
    assert "its last words" in capsys.readouterr().out
    assert started.recall() is None


def test_nothing_to_test_and_nothing_to_stop_are_told(recorder: Recorder, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandFailed, match="streaming-run"):
        function.test()
    function.stop()
    assert "nothing to stop" in capsys.readouterr().out


@pytest.mark.parametrize("failure", [CommandFailed("wrong"), KeyboardInterrupt()])
def test_the_whole_cycle_stops_what_it_started_whatever_happens(
    recorder: Recorder, port: int, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    def fail() -> None:
        raise failure

    monkeypatch.setattr(function, "test", fail)
    with pytest.raises(type(failure)):
        function.full(port)
    assert recorder.did == ["build", "start", "stop"]
    assert started.recall() is None


def test_what_can_not_be_built_is_not_started(recorder: Recorder, port: int) -> None:
    recorder.breaks_at = "build"
    with pytest.raises(CommandFailed, match="build broke"):
        function.full(port)
    assert recorder.did == ["build"]


def test_the_first_engine_without_an_obstacle_is_taken_and_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = Recorder()
    monkeypatch.setattr(lacking, "obstacle", lambda: "the recorder is missing")
    monkeypatch.setattr(engine, "ENGINES", (lacking, present := Recorder()))
    monkeypatch.delenv(engine.CHOICE, raising=False)
    assert engine.find() is present
    assert capsys.readouterr().out == "engine: recorder (the recorder is missing)\n"


def test_an_engine_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(engine.CHOICE, "process")
    assert engine.find().name == "process"
    monkeypatch.setenv(engine.CHOICE, "magic")
    with pytest.raises(CommandFailed, match="must be one of docker, buildah, process"):
        engine.find()


def test_the_images_are_built_on_the_official_ones() -> None:
    assert HTTP.official_base.startswith("python:3.13-slim")
    assert STREAMING.official_base == "public.ecr.aws/lambda/python:3.13"


@pytest.mark.parametrize("image", [HTTP, STREAMING], ids=lambda image: image.name)
def test_every_base_that_a_dockerfile_names_can_be_another(image: Image) -> None:
    told = (Path(__file__).parents[2] / image.dockerfile).read_text()
    named = re.findall(r"^ARG (\w+)=", told, re.MULTILINE)
    assert named == list(image.bases)
    assert set(re.findall(r"^FROM (\S+)", told, re.MULTILINE)) == {f"${{{argument}}}" for argument in named}
