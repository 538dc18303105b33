import asyncio
from importlib import util
from types import SimpleNamespace

import pytest

from fakes.model import foreground


@pytest.mark.parametrize(("spec", "module"), [(None, "asyncio"), (SimpleNamespace(), "uvloop")])
def test_uvloop_is_used_where_it_is_installed(spec: object, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda _: spec)

    factory = foreground._loop_factory()

    assert factory.__module__.startswith(module)
    assert factory is asyncio.new_event_loop or module == "uvloop"


def test_what_a_coroutine_returns_is_returned(capsys: pytest.CaptureFixture[str]) -> None:
    async def work() -> str:
        foreground.complain("told")
        return "done"

    assert foreground.run(work()) == "done"
    assert capsys.readouterr().err == "fake model: told\n"
