"""What importing litellm does to a process, seen from outside: each law needs a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

OBSERVE = """
import json, os, sys
attempts = []

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        attempts.append(f"{event} {arguments[-1] if event == 'socket.connect' else arguments[0]}")
        raise OSError("no network here")

sys.addaudithook(watch)
"""

REPORT = """
import threading
report = {
    "attempts": attempts,
    "environment": {name: os.environ.get(name) for name in NAMES},
    "modules": sorted(name for name in sys.modules if name in MODULES),
    "more": more,
}
with open(sys.argv[1], "w") as file:
    json.dump(report, file)
"""

SWITCHES = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "CRITICAL",
    "REPEATED_STREAMING_CHUNK_LIMIT": "1000000000",
    "HF_HUB_OFFLINE": "1",
}
PLANTED = "PLANTED_IN_A_DOTENV"


def observe(program: str, folder: Path, *, environment: dict[str, str] | None = None, quiet: bool = True) -> Any:  # noqa: ANN401 - JSON
    """Run the program far below a planted .env, and return its report."""
    (folder / ".env").write_text(f"{PLANTED}=1\nOPENAI_API_KEY=sk-planted\n")
    below = folder / "some" / "where"
    below.mkdir(parents=True)
    report = folder / "report.json"
    names = f"NAMES = {[*SWITCHES, PLANTED, 'OPENAI_API_KEY']!r}\nMODULES = ['litellm', 'openai']\nmore = None\n"
    clean = {name: value for name, value in os.environ.items() if name not in SWITCHES and "API_KEY" not in name}
    done = subprocess.run(
        # Without a file python-dotenv believes that it is a console, and looks in the current folder's ancestors.
        [sys.executable, "-W", "error::ResourceWarning", "-c", OBSERVE + names + program + REPORT, str(report)],
        cwd=below,
        env=clean | {"PYTHONPATH": str(ROOT)} | (environment or {}),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    if quiet:
        assert (done.stdout, done.stderr) == (b"", b"")
    return json.loads(report.read_text())


LOAD = """
from service.providers.litellm import load
litellm = load()
more = {
    "again": load() is litellm,
    "suppress_debug_info": litellm.suppress_debug_info,
    "disable_hf_tokenizer_download": litellm.disable_hf_tokenizer_download,
    "disable_aiohttp_transport": litellm.disable_aiohttp_transport,
    "drop_params": litellm.drop_params,
    "limit": litellm.REPEATED_STREAMING_CHUNK_LIMIT,
}
"""


def test_loading_is_quiet_in_every_way(tmp_path: Path) -> None:
    report = observe(LOAD, tmp_path)
    assert report["attempts"] == []
    assert report["environment"] == SWITCHES | {PLANTED: None, "OPENAI_API_KEY": None}
    assert report["modules"] == ["litellm", "openai"]
    assert report["more"] == {
        "again": True,
        "suppress_debug_info": True,
        "disable_hf_tokenizer_download": True,
        "disable_aiohttp_transport": True,
        "drop_params": True,
        "limit": 1_000_000_000,
    }


def test_without_the_switches_it_would_not_be(tmp_path: Path) -> None:
    """The control; also: what the environment says already is not overruled."""
    switched_on = {"LITELLM_LOCAL_MODEL_COST_MAP": "False", "LITELLM_MODE": "DEV"}
    report = observe(LOAD, tmp_path, environment=switched_on, quiet=False)
    assert any("raw.githubusercontent.com" in attempt for attempt in report["attempts"])
    assert report["environment"][PLANTED] == "1"
    assert report["environment"]["LITELLM_MODE"] == "DEV"


WARM_UP = """
from service.providers.litellm import warm_up
warm_up()
before = set(sys.modules)

import asyncio
import respx
from service.messages import TextPart, UserMessage
from service.model import ModelRequest
from service.providers.endpoint import Endpoint
from service.providers.litellm import LitellmModel

async def ask():
    model = LitellmModel(endpoint=Endpoint(api_key="k"), timeout=1, max_retries=0)
    messages = (UserMessage((TextPart("Hi"),)),)
    request = ModelRequest(model="openai/gpt-4o", messages=messages, temperature=0, max_output_tokens=1)
    with respx.mock as router:
        router.post("https://api.openai.com/v1/chat/completions").respond(200, content=b"data: [DONE]\\n\\n")
        async for _ in model.stream(request):
            pass

already = set(sys.modules)
asyncio.run(ask())
more = sorted(name for name in set(sys.modules) - already if name.partition(".")[0] in ("litellm", "openai"))
"""


def test_after_the_warm_up_the_first_request_finds_everything_loaded(tmp_path: Path) -> None:
    report = observe(WARM_UP, tmp_path)
    assert report["more"] == []
    assert report["attempts"] == []


@pytest.mark.parametrize("module", ["service.providers.litellm", "service.main"])
def test_importing_our_side_imports_no_litellm(module: str, tmp_path: Path) -> None:
    report = observe(f"import {module}\n", tmp_path)
    assert report["modules"] == []
    assert report["attempts"] == []
    assert report["environment"] == dict.fromkeys([*SWITCHES, PLANTED, "OPENAI_API_KEY"])
