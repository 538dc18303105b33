"""The streaming image, built for real: a Lambda of its own where there is none, AWS's runtime client where there is."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.images import buildah, emulator
from tests.images.box import Box, running, streamed

ROOT = Path(__file__).parents[2]
INVOCATIONS = "http://127.0.0.1:8080/2015-03-31/functions/function/invocations"
FUNCTION_URL = "http://127.0.0.1:8080/"
USE_CHAT = {"id": "c", "messages": [{"role": "user", "content": "Hello"}]}
NO_KEY = b'{"success":false,"error":"OpenAI API key not configured"}'
DELIMITER = b"\0" * 8
LAMBDAS_USER = "--user=993:990"
"""Nobody who owns a file in the image: as on Lambda, only /tmp can be written to."""


@pytest.fixture(scope="module")
def box(streaming_image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    folder = tmp_path_factory.mktemp("streaming")
    with running(streaming_image, folder, {"FAKE_LLM": "1"}, options=[LAMBDAS_USER]) as box:
        box.wait_for(INVOCATIONS)
        box.ask(INVOCATIONS, USE_CHAT)  # the first answer waits for imports
        yield box


@pytest.mark.parametrize("url", [INVOCATIONS, FUNCTION_URL], ids=["invocations", "function-url"])
def test_a_chat_arrives_token_by_token_without_key_or_network(box: Box, url: str) -> None:
    answer = box.ask(url, USE_CHAT)
    assert answer.lines[0][1].startswith("f:")
    assert answer.lines[-1][1].startswith("d:")
    assert streamed(answer)


@pytest.mark.parametrize("payload", sorted(ROOT.glob("tests/payloads/*.json")), ids=lambda path: path.stem)
def test_every_form_of_request_is_answered(box: Box, payload: Path) -> None:
    answer = box.ask(INVOCATIONS, json.loads(payload.read_text()))
    codes = {line[:2] for _, line in answer.lines}
    assert {"0:", "d:"} <= codes
    assert "3:" not in codes


def test_any_page_may_ask_while_faking(box: Box) -> None:
    asked = [
        "--request",
        "OPTIONS",
        "--header",
        "origin: http://page",
        "--header",
        "access-control-request-method: POST",
    ]
    command = [*box.entering, "curl", "--silent", "--noproxy", "*", "--dump-header", "-", *asked, FUNCTION_URL]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "access-control-allow-origin: *" in answer.lower()


def test_a_port_that_is_given_is_listened_on_and_a_missing_key_is_told(streaming_image: str, tmp_path: Path) -> None:
    with running(streaming_image, tmp_path, {"PORT": "8123"}) as box:
        url = INVOCATIONS.replace("8080", "8123")
        box.wait_for(url)
        assert box.ask(url, USE_CHAT).body == NO_KEY


def test_asked_to_stop_it_ends_and_leaves_nothing(streaming_image: str, tmp_path: Path) -> None:
    with running(streaming_image, tmp_path, {"FAKE_LLM": "1"}) as box:
        box.wait_for(INVOCATIONS)
        box.ask(INVOCATIONS, USE_CHAT)
        everyone = box.inside.family()
        assert len(everyone) > 1  # the platform, and the runtime below it
        assert buildah.end(box.process)
        assert not [process for process in everyone if process.alive]


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return emulator.fetch(tmp_path_factory.mktemp("emulator"))


def behind_the_emulator(image: str, binary: Path, folder: Path, handler: str, *volumes: str) -> Iterator[Box]:
    """The image's own entry point, with AWS's binary in front of it, as in AWS's base images."""
    entrypoint = buildah.config(image)["Entrypoint"]
    command = ["/aws-lambda-rie", *emulator.arguments(8080, 9001), *entrypoint, handler]
    options = [f"--volume={volume}:ro" for volume in (f"{binary}:/aws-lambda-rie", *volumes)]
    with running(image, folder, {"FAKE_LLM": "1"}, command=command, options=[LAMBDAS_USER, *options]) as box:
        box.wait_for(INVOCATIONS)
        yield box


@pytest.fixture
def emulated(streaming_image: str, binary: Path, tmp_path: Path) -> Iterator[Box]:
    (handler,) = buildah.config(streaming_image)["Cmd"]
    yield from behind_the_emulator(streaming_image, binary, tmp_path, handler)


@pytest.fixture
def emulated_failure(streaming_image: str, binary: Path, tmp_path: Path) -> Iterator[Box]:
    module = ROOT / "tests" / "matrix" / "failing_handler.py"
    volume = f"{module}:/var/task/failing_handler.py"
    yield from behind_the_emulator(streaming_image, binary, tmp_path, "failing_handler.handler", volume)


def test_awss_emulator_gets_prelude_and_body_and_holds_them_back(emulated: Box) -> None:
    emulated.ask(INVOCATIONS, USE_CHAT)
    answer = emulated.ask(INVOCATIONS, USE_CHAT)
    head, delimiter, body = answer.body.partition(DELIMITER)
    assert json.loads(head)["statusCode"] == 200
    assert delimiter == DELIMITER
    assert body.startswith(b"f:")
    assert body.splitlines()[-1].startswith(b"d:")
    # The control: what is buffered somewhere fails the check that the image passes by itself.
    assert not streamed(answer)


def test_behind_awss_emulator_an_error_before_the_first_byte_is_told(emulated_failure: Box) -> None:
    error = json.loads(emulated_failure.ask(INVOCATIONS, {}).body)
    assert error["errorType"] == "LookupError"
    # The runtime client is the image's own, not the one that a base image brings.
    assert error["errorMessage"] == "/var/task/awslambdaric/__init__.py"
