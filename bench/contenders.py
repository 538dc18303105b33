"""Who is compared, ours first. A name that is added here is measured, printed and drawn."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.contender import Contender

DIRECT = Contender(
    name="direct",
    title="nobody: the client asks the upstream",
    version=lambda: "",
    command=lambda port: (sys.executable, "-m", "bench.upstream", str(port)),
    path="/v1/chat/completions",
    shape="openai",
    ending=b"data: [DONE]",
)
"""What the client and the upstream can do by themselves: the limit of every measurement here."""

REFERENCE = "ai4"
"""Ratios are to this one."""

_HERE = Path(__file__).parent
_NODE_MODULES = _HERE / "node_modules"
_UI_ENDING = b"data: [DONE]"
_CLAUDE = "anthropic/claude-sonnet-4-5"


def contenders() -> tuple[Contender, ...]:
    """Return everybody; whether it is installed shows when it takes part."""
    return (*_ours(), *_node(), *_python())


def node() -> str:
    """Return the Node.js that is measured: the one that npm has installed here, else the machine's.

    Raises:
        FileNotFoundError: there is none.
    """
    installed = sorted(_NODE_MODULES.glob("node-*/bin/node"))
    found = str(installed[0]) if installed else shutil.which("node")
    if found is None:
        raise FileNotFoundError("node is missing")
    return found


def npm_version(package: str) -> str:
    """Return the version of an installed package.

    Raises:
        FileNotFoundError: it is not installed: ``npm ci`` in bench/.
    """
    text = (_NODE_MODULES / package / "package.json").read_text()
    return str(json.loads(text)["version"])


def _ours() -> tuple[Contender, ...]:
    return (
        _service("tokenwire", "Tokenwire", _this, _openai()),
        Contender(
            name="tokenwire-ui",
            title="Tokenwire, UI message stream",
            version=_this,
            command=_serve,
            env=_openai(),
            shape="ui",
            ending=_UI_ENDING,
        ),
        _service("tokenwire-litellm", "Tokenwire, litellm's lane", _of("litellm"), _openai(LANE="litellm")),
        _service(
            "tokenwire-claude", "Tokenwire, litellm's lane, Anthropic", _of("litellm"), _anthropic(CHAT_MODEL=_CLAUDE)
        ),
    )


def _service(name: str, title: str, of: Callable[[], str], env: Callable[[str], Mapping[str, str]]) -> Contender:
    return Contender(name=name, title=title, version=of, command=_serve, env=env)


def _serve(port: int) -> Sequence[str]:
    return (sys.executable, "-m", "service", "serve", "--port", str(port))


def _node() -> tuple[Contender, ...]:
    return (
        Contender(
            name="ai4", title="ai 4, pipeDataStreamToResponse", version=_of_npm("ai4"), command=_script("ai4.mjs")
        ),
        Contender(
            name="ai7",
            title="ai 7, pipeUIMessageStreamToResponse",
            version=_of_npm("ai7"),
            command=_script("ai7.mjs"),
            shape="ui",
            ending=_UI_ENDING,
        ),
    )


def _python() -> tuple[Contender, ...]:
    return (
        Contender(
            name="pydantic-ai",
            title="pydantic-ai, VercelAIAdapter",
            version=_of("pydantic-ai-slim"),
            command=_module("pydantic_ai"),
            shape="ui",
            ending=_UI_ENDING,
        ),
        Contender(
            name="litellm",
            title="litellm and Starlette",
            version=_of("litellm"),
            command=_module("naive_litellm"),
            env=_openai(MODEL="openai/gpt-4o-mini"),
        ),
        Contender(
            name="litellm-claude",
            title="litellm and Starlette, Anthropic",
            version=_of("litellm"),
            command=_module("naive_litellm"),
            env=_anthropic(MODEL=_CLAUDE),
        ),
        Contender(
            name="openai",
            title="openai and Starlette",
            version=_of("openai"),
            command=_module("openai_sdk"),
        ),
        Contender(
            name="aiohttp",
            title="aiohttp and orjson, by hand",
            version=_of("aiohttp"),
            command=_module("raw_aiohttp"),
        ),
    )


def _this() -> str:
    return "this checkout"


def _of(package: str) -> Callable[[], str]:
    return lambda: version(package)


def _of_npm(package: str) -> Callable[[], str]:
    return lambda: npm_version(package)


def _openai(**more: str) -> Callable[[str], Mapping[str, str]]:
    return lambda upstream: {"OPENAI_API_KEY": "bench", "OPENAI_BASE_URL": f"{upstream}/v1", **_LONG, **more}


def _anthropic(**more: str) -> Callable[[str], Mapping[str, str]]:
    return lambda upstream: {"ANTHROPIC_API_KEY": "bench", "ANTHROPIC_API_BASE": upstream, **_LONG, **more}


_LONG = {"REQUEST_TIMEOUT": "86400", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
"""A million tokens take longer than a service waits by default; and nothing is fetched from the network."""


def _script(name: str) -> Callable[[int], Sequence[str]]:
    return lambda port: (node(), str(_HERE / "peers" / name), str(port))


def _module(name: str) -> Callable[[int], Sequence[str]]:
    return lambda port: (sys.executable, "-m", f"bench.peers.{name}", str(port))
