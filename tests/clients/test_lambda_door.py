"""The real clients through Lambda: awslambdaric, unmodified, on the local platform, by both of its URLs."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from fakes.platform import Function, Platform
from tests.fakes.platform.asking import running

from .answer import ask
from .client import CHAT_DOORS, Client, name_of
from .conduct import faults
from .generation import DATA_STREAM, Generation
from .program import Programs
from .progress import arrives_progressively
from .report import Report

QUESTION = "Why does a river bend?"
PACED = {"model": "fake/default?delay_ms=10&first_ms=250"}

FUNCTION = Function(
    handler="service.handlers.streaming_handler",
    environ={"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"},
    timeout=120.0,
)

# One of each protocol, the newest of its clients.
DOORS = [door for door in CHAT_DOORS if door[0].name in {"4.3", "7"}]

Talks = Callable[[str, dict[str, str]], Report]

pytestmark = pytest.mark.parametrize("door", DOORS, ids=name_of)


def warm(api: str) -> str:
    # The first answer waits for imports, and would look as if it had been held back.
    ask(api, '{"action": "chat-v2-stream", "prompt": "Hello"}')
    return api


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(FUNCTION) as platform:
        yield platform


@pytest.fixture(scope="module")
def buffered() -> Iterator[str]:
    """The Function URL of one that buffers."""
    with running(replace(FUNCTION, invoke_mode="BUFFERED")) as platform:
        yield warm(platform.function_url)


@pytest.fixture(params=["function url", "invoke"])
def address(request: pytest.FixtureRequest, platform: Platform) -> str:
    return warm(platform.function_url if request.param == "function url" else platform.invoke_url)


@pytest.fixture
def talks(programs: Programs, door: tuple[Generation, str]) -> Talks:
    """Ask an address, with this beside the question."""
    generation, name = door

    def talk(api: str, body: dict[str, str]) -> Report:
        return Client(program=programs.of(generation), door=name, api=api).talk(QUESTION, body=body, maxSteps=3)

    return talk


def test_text_arrives_progressively(address: str, talks: Talks) -> None:
    report = talks(address, PACED)

    assert (report.status, report.errors, faults(report)) == ("ready", [], set())
    assert arrives_progressively(report.updates, len(report.text))


def test_a_buffered_function_url_fails_the_same_check(buffered: str, talks: Talks) -> None:
    report = talks(buffered, PACED)

    assert (report.status, faults(report)) == ("ready", set())
    assert report.text
    assert not arrives_progressively(report.updates, len(report.text))


def test_a_refusal_has_its_status_and_its_sentence(address: str, talks: Talks) -> None:
    report = talks(address, {"action": "nope"})

    assert report.status == "error"
    assert report.error is not None
    assert report.error["message"] == '{"success":false,"error":"Unknown action: nope"}'


def test_a_failure_in_the_middle_has_its_code_and_keeps_the_text(
    address: str, door: tuple[Generation, str], talks: Talks
) -> None:
    report = talks(address, {"model": "fake/chat-upstream-reset"})

    (told,) = report.data
    assert (told if door[0].major == DATA_STREAM else told["data"])["code"] == "upstream_reset"
    assert report.text
    assert (report.status, len(report.errors), faults(report)) == ("error", 1, set())
