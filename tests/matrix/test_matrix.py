"""AWS's own binary runs our handlers under every awslambdaric that service/awslambda teaches to stream."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.images import emulator, locked
from scripts.images.emulator import Emulator, emulating

ROOT = Path(__file__).parents[2]
VERSIONS = sorted(lock.stem for lock in (ROOT / "requirements" / "awslambdaric").glob("*.txt"))
FAILING = "tests.matrix.failing_handler.handler"
DELIMITER = b"\0" * 8

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="awslambdaric and the emulator are Linux's")


@pytest.fixture(scope="session")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return emulator.fetch(tmp_path_factory.mktemp("emulator"))


@pytest.fixture(scope="session", params=VERSIONS)
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one release of awslambdaric."""
    version: str = request.param
    folder = tmp_path_factory.mktemp(f"awslambdaric-{version}")
    locked.install(f"awslambdaric/{version}.txt", folder)
    found = [path.name for path in folder.glob("awslambdaric-*.dist-info")]
    assert found == [f"awslambdaric-{version}.dist-info"]
    return folder


@pytest.fixture
def running(binary: Path, client: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """The emulator around one handler."""
    command = [sys.executable, "-m", "awslambdaric", request.param]
    environ = {"PYTHONPATH": os.pathsep.join([str(client), str(ROOT)]), "FAKE_LLM": "1", "FAKE_DELAY_MS": "0"}
    with (tmp_path / "log").open("wb") as log, emulating(binary, command, environ, log) as started:
        yield started
    print((tmp_path / "log").read_text())


def asked() -> bytes:
    return json.dumps({"action": "chat-v2-stream", "prompt": "Hello"}).encode()


@pytest.mark.parametrize("running", ["service.handlers.streaming_handler"], indirect=True)
def test_prelude_delimiter_and_data_stream_pass_through_as_they_are(running: Emulator) -> None:
    head, delimiter, body = running.invoke(asked()).partition(DELIMITER)
    prelude: dict[str, Any] = json.loads(head)
    assert prelude["statusCode"] == 200
    assert prelude["headers"]["x-vercel-ai-data-stream"] == "v1"
    assert delimiter == DELIMITER
    assert [line[:2] for line in body.splitlines()[:2]] == [b"f:", b"0:"]
    assert body.splitlines()[-1].startswith(b"d:")
    # The next one finds a runtime that is ready for it.
    assert running.invoke(asked()).partition(DELIMITER)[2].endswith(body.splitlines()[-1] + b"\n")


@pytest.mark.parametrize("running", [FAILING], indirect=True)
def test_an_error_before_the_first_byte_is_error_json(running: Emulator, client: Path) -> None:
    error = json.loads(running.invoke(b"{}"))
    assert error["errorType"] == "LookupError"
    # It was this release that ran, and not the one that is installed.
    assert error["errorMessage"] == str(client / "awslambdaric" / "__init__.py")
    assert any("failing_handler" in line for line in error["stackTrace"])
