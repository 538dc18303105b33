"""When litellm is imported, and which models LANE=lean refuses at start."""

import os
import threading
from collections.abc import Mapping

import anyio
import anyio.to_thread
import pytest

from service.model import LanguageModel, ModelRequest
from service.model_source import ModelSource
from service.settings import Settings, SettingsError
from tests.providers.asking import request_to

pytestmark = pytest.mark.anyio

CLAUDE = "anthropic/claude-sonnet-4-5"


class Warmth:
    """Whether it was warmed up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.warmed = 0
        self.begun = threading.Event()
        monkeypatch.setattr("service.model_source.warm_up", self._warm)

    def _warm(self) -> None:
        self.warmed += 1
        self.begun.set()

    async def came(self, *, expected: bool) -> bool:
        """Whether it was warmed up as it is expected; what is not gets a moment, what is as long as it takes."""
        return await anyio.to_thread.run_sync(self.begun.wait, 30.0 if expected else 0.05) == expected


@pytest.fixture
def warmth(monkeypatch: pytest.MonkeyPatch) -> Warmth:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "LITELLM_")) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    return Warmth(monkeypatch)


async def answered(model: LanguageModel, request: ModelRequest) -> None:
    async for _ in model.stream(request):
        pass


FAKE = {"FAKE_LLM": "1", "FAKE_FIRST_MS": "0", "FAKE_DELAY_MS": "0"}

WHEN: dict[str, tuple[dict[str, str], str]] = {
    "all is known": ({"ALLOWED_MODELS": "groq/llama-3"}, "never"),
    "without a key": ({"CHAT_MODEL": "groq/llama-3"}, "never"),
    "the fake": ({**FAKE, "CHAT_MODEL": CLAUDE}, "never"),
    "the default is litellm's": ({"CHAT_MODEL": CLAUDE}, "start"),
    "another is litellm's": ({"ALLOWED_MODELS": CLAUDE}, "later"),
    "all are litellm's": ({"LANE": "litellm"}, "start"),
    "none is litellm's": ({"LANE": "lean"}, "never"),
    "told to": ({"WARM_LITELLM": "start"}, "start"),
    "told not to": ({"WARM_LITELLM": "never", "CHAT_MODEL": CLAUDE}, "never"),
}


@pytest.mark.parametrize(("environ", "when"), WHEN.values(), ids=WHEN)
async def test_litellm_is_warmed_up_when_it_is_needed(environ: Mapping[str, str], when: str, warmth: Warmth) -> None:
    source = ModelSource(Settings.from_env({"OPENAI_API_KEY": "k", **environ}))
    async with source.warming():
        assert await warmth.came(expected=when == "start")
        source._answered.set()
        assert await warmth.came(expected=when != "never")


async def test_what_was_to_be_imported_later_is_not_when_all_is_over(warmth: Warmth) -> None:
    source = ModelSource(Settings.from_env({"OPENAI_API_KEY": "k", "ALLOWED_MODELS": CLAUDE}))
    async with source.warming():
        await anyio.sleep(0.05)
    await anyio.sleep(0.05)
    assert warmth.warmed == 0


async def test_the_first_answer_is_over_before_the_import_begins(warmth: Warmth) -> None:
    source = ModelSource(Settings.from_env({**FAKE, "CHAT_MODEL": "gpt-4o", "ALLOWED_MODELS": "openai/gpt-5"}))
    async with source.open() as model, source.warming():
        chunks = model.stream(request_to("openai/gpt-4o"))
        await anext(chunks)
        await anyio.sleep(0.05)
        assert warmth.warmed == 0
        async for _ in chunks:
            pass
        assert await anyio.to_thread.run_sync(warmth.begun.wait, 30)
    assert warmth.warmed == 1


@pytest.mark.parametrize("environ", [{"CHAT_MODEL": CLAUDE}, {"ALLOWED_MODELS": f"groq/a,{CLAUDE}"}])
def test_a_model_that_the_lean_lane_can_not_ask_is_refused_at_start(environ: dict[str, str], warmth: Warmth) -> None:
    with pytest.raises(SettingsError, match="LANE is lean, but the provider anthropic is not known"):
        ModelSource(Settings.from_env({**environ, "LANE": "lean"}))


async def test_the_fake_is_asked_whatever_the_environment_says(warmth: Warmth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_ORGANIZATION", "org")
    source = ModelSource(Settings.from_env({**FAKE, "LANE": "lean"}))
    with anyio.fail_after(30):
        async with source.open() as model:
            await answered(model, request_to("openai/fake/long?tokens=3"))
