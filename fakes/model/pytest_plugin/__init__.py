"""A pytest plugin: the fixture ``fake_model``, a model that every provider's client finds by itself.

def test_asks_again(fake_model):
    fake_model.say("Hello!", user="hi")
    fake_model.fault("status=503")
    assert my_code("hi") == "Hello!"
    assert [record.outcome for record in fake_model.journal] == ["drained", "drained"]

@pytest.mark.fake_model(scenarios="scenarios.yaml", strict=True, faults=["reset@event=3"], unused="fail")

There is one server in a process, on a port of its own, and a session of it for every test. What goes wrong on the
model's side fails the test: a request that nothing matches in strict mode, a misused script, a fault that struck
nobody, and, as ``unused`` says, a scenario that nobody asked for.
"""

import re
import warnings
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import pytest

from fakes.model.pytest_plugin.background import Background
from fakes.model.pytest_plugin.fake_model import FakeModel
from fakes.model.pytest_plugin.record import JournalView, Record
from fakes.model.torture.environment import CLEARED

__all__ = ["FakeModel", "FakeModelWarning", "JournalView", "Record"]

_UNUSED = ("fail", "warn", "ignore")
_OPTIONS = ("scenarios", "strict", "faults", "unused")
_SLUG = re.compile(r"[^A-Za-z0-9._-]+")
_SLUG_LENGTH = 48


class FakeModelWarning(UserWarning):
    """A scenario that nobody asked for."""


@dataclass(frozen=True, slots=True)
class _Used:
    """The fake model of a test, and what is to be done about unused scenarios."""

    model: FakeModel
    unused: str


_USED = pytest.StashKey[_Used]()
_COUNT = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the settings that stand for all tests."""
    parser.addini("fake_model_strict", "refuse what no scenario of the fake model matches", type="bool", default=False)
    parser.addini("fake_model_scenarios", "files or folders of scenarios for every test", type="paths", default=[])
    parser.addini("fake_model_unused", "what unused scenarios are: fail, warn or ignore", default="warn")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "fake_model(scenarios, strict, faults, unused): what the fake model of this test says, and how"
    )


@pytest.fixture(scope="session")
def fake_model_server() -> Iterator[Background]:
    """Yield the server, which every process has one of, in a thread."""
    background = Background()
    yield background
    background.stop()


@pytest.fixture
def fake_model(
    request: pytest.FixtureRequest, fake_model_server: Background, monkeypatch: pytest.MonkeyPatch
) -> FakeModel:
    """Return the fake model of this test. The environment leads every client to it."""
    options = _options(request)
    model = FakeModel(fake_model_server, _session_name(request), strict=bool(options["strict"]))
    for source in request.config.getini("fake_model_scenarios"):
        model.scenarios(source)
    if options["scenarios"] is not None:
        model.scenarios(options["scenarios"])  # type: ignore[arg-type] # checked where it is read
    for fault in options["faults"]:  # type: ignore[attr-defined] # a list, by the marker's own words
        model.fault(fault)
    for name in CLEARED:
        monkeypatch.delenv(name, raising=False)
    for name, value in model.env.items():
        monkeypatch.setenv(name, value)
    request.node.stash[_USED] = _Used(model, str(options["unused"]))
    return model


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test whose fake model has something to complain of, and tell of a failed one what its model was asked."""
    try:
        result = yield
        if used := item.stash.get(_USED, None):
            _judge(used)
    except BaseException:
        if used := item.stash.get(_USED, None):
            item.add_report_section("call", "fake model", _report(used.model))
        raise
    return result


def _judge(used: _Used) -> None:
    complaints = list(used.model.complaints())
    unused = [f"the scenario '{name}' is unused" for name in used.model.unused()]
    if used.unused == "fail":
        complaints += unused
    elif used.unused == "warn" and not complaints:
        for complaint in unused:
            warnings.warn(FakeModelWarning(complaint), stacklevel=2)
    if complaints:
        pytest.fail("\n".join(("the fake model complains:", *complaints)), pytrace=False)


def _report(model: FakeModel) -> str:
    return "\n".join((*model.complaints(), "requests:", str(model.journal)))


def _options(request: pytest.FixtureRequest) -> dict[str, object]:
    """Return the marker's arguments, the nearest first, and the settings for what it does not say."""
    options: dict[str, object] = {
        "scenarios": None,
        "strict": request.config.getini("fake_model_strict"),
        "faults": (),
        "unused": request.config.getini("fake_model_unused"),
    }
    for marker in reversed(list(request.node.iter_markers("fake_model"))):
        if marker.args or set(marker.kwargs) - set(_OPTIONS):
            raise pytest.UsageError(f"the marker fake_model takes only the keywords {', '.join(_OPTIONS)}")
        options.update(marker.kwargs)
    if options["unused"] not in _UNUSED:
        raise pytest.UsageError(
            f"fake_model's 'unused' is '{options['unused']}', and must be one of {', '.join(_UNUSED)}"
        )
    return options


def _session_name(request: pytest.FixtureRequest) -> str:
    stash = request.config.stash
    stash[_COUNT] = stash.get(_COUNT, 0) + 1
    return f"{_SLUG.sub('-', request.node.name)[:_SLUG_LENGTH]}-{stash[_COUNT]}"
