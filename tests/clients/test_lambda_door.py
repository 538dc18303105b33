"""The real ai 4 clients through Lambda: awslambdaric, unmodified, on the local platform, by both of its URLs."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fakes.platform import Function, Platform
from tests.lambda_platform import platform_running

from .answer import ask
from .client import PROGRAMS, Client
from .progress import arrives_progressively

QUESTION = "Why does a river bend?"
PACED = {"model": "fake/default?delay_ms=25&first_ms=250"}

FUNCTION = Function(
    handler="service.handlers.streaming_handler",
    environ={"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"},
    timeout=120.0,
)


def warm(platform: Platform, api: str) -> str:
    # The first answer waits for imports, and would look as if it had been held back.
    ask(api, '{"action": "chat-v2-stream", "prompt": "Hello"}')
    return api


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with platform_running(FUNCTION) as platform:
        yield platform


@pytest.fixture(params=["function url", "invoke"])
def door(request: pytest.FixtureRequest, platform: Platform) -> str:
    return warm(platform, platform.function_url if request.param == "function url" else platform.invoke_url)


@pytest.mark.parametrize("program", PROGRAMS)
def test_text_arrives_progressively(program: str, door: str) -> None:
    report = Client(program=program, api=door).talk(QUESTION, body=PACED)
    assert (report.status, report.finish_reason, report.error) == ("ready", "stop", None)
    assert arrives_progressively(report.updates, len(report.text))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_buffered_function_url_fails_the_same_check(program: str) -> None:
    with platform_running(replace(FUNCTION, invoke_mode="BUFFERED")) as platform:
        report = Client(program=program, api=warm(platform, platform.function_url)).talk(QUESTION, body=PACED)
    assert report.status == "ready"
    assert report.text
    assert not arrives_progressively(report.updates, len(report.text))


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_error_has_its_status_its_code_and_its_sentence(program: str, door: str) -> None:
    report = Client(program=program, api=door).talk(QUESTION, body={"action": "nope"})
    assert report.error == {"name": "Error", "message": '{"success":false,"error":"Unknown action: nope"}'}
    broken = Client(program=program, api=door).talk(QUESTION, body={"model": "fake/chat-upstream-reset"})
    assert broken.data == [{"type": "error", "code": "upstream_reset"}]
    assert (broken.status, broken.error is None) == ("error", False)
