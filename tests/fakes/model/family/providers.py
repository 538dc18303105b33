"""The providers that speak like OpenAI: where each is asked, by which model, and what it is told."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from fakes.model import ModelServer
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup
from fakes.model.torture.environment import environment

Json = dict[str, Any]
Answer = Any
"""What a client returns, in whose types everything may be absent."""

HELLO = [{"role": "user", "content": "Hello! How are you?"}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": SCHEMA}} for name in ("get_weather", "read_news")
]
NEEDS_BOTH = [{"role": "user", "content": "What is the weather, and what is the news?"}]
CALL = {"call": {"name": "get_weather", "arguments": {"city": "Ulm"}, "id": "abcdefgh1"}}
OTHER_CALL = {"call": {"name": "read_news", "arguments": {"city": "Bonn"}, "id": "abcdefgh2"}}


@dataclass(frozen=True)
class Provider:
    """One API: litellm's name for it, the address of its chat, a model, and one that thinks aloud when asked so."""

    name: str
    chat: str
    model: str
    thinker: str = ""
    asking: Json = field(default_factory=dict)
    base: str = ""

    def api_base(self, origin: str) -> str:
        """What litellm is told, by the environment or by hand."""
        found = environment(origin, "key")
        return found[self.base]


OPENAI = Provider("openai", "/v1/chat/completions", "gpt-4o", base="OPENAI_API_BASE")
AZURE = Provider(
    "azure", "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "gpt-4o", base="AZURE_API_BASE"
)
MISTRAL = Provider(
    "mistral", "/mistral/v1/chat/completions", "mistral-small-latest", "magistral-medium-latest",
    base="MISTRAL_API_BASE",
)  # fmt: skip
GROQ = Provider(
    "groq", "/groq/openai/v1/chat/completions", "llama-3.3-70b-versatile", "qwen/qwen3-32b",
    {"reasoning_format": "parsed"}, "GROQ_API_BASE",
)  # fmt: skip
OPENROUTER = Provider(
    "openrouter", "/openrouter/api/v1/chat/completions", "openai/gpt-4o", "anthropic/claude-sonnet-4.5",
    {"reasoning": {"effort": "high"}}, "OPENROUTER_API_BASE",
)  # fmt: skip
DEEPSEEK = Provider(
    "deepseek", "/deepseek/chat/completions", "deepseek-chat", "deepseek-reasoner", base="DEEPSEEK_API_BASE"
)

FAMILY = (AZURE, MISTRAL, GROQ, OPENROUTER, DEEPSEEK)


def playing(folder: Path, say: object, **act: object) -> ModelServer:
    """A server that says this to whatever it is asked."""
    file = folder / "scenarios.json"
    file.write_text(json.dumps({"scenarios": [{"name": "scripted", "say": say, **act}]}))
    return ModelServer(Setup(playbook=Playbook.load([file])))


async def post(origin: str, path: str, body: object, **headers: str) -> httpx.Response:
    """The raw answer; a body of bytes travels as it is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{origin}{path}", content=data, headers=headers)


async def asked(origin: str, provider: Provider, **body: object) -> Json:
    """The whole answer to a chat."""
    answer = await post(origin, provider.chat, {"model": provider.model, "messages": HELLO, **body})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), answer.text
    document: Json = answer.json()
    return document


async def streamed(origin: str, provider: Provider, **body: object) -> list[Json]:
    """The chunks of a streamed chat."""
    answer = await post(origin, provider.chat, {"model": provider.model, "messages": HELLO, "stream": True, **body})
    assert answer.headers["content-type"].startswith("text/event-stream"), answer.text
    return chunks(answer.text)


def chunks(stream: str) -> list[Json]:
    """The JSON of every event of a stream that ends with its mark; comments are nobody's."""
    *events, last, nothing = stream.split("\n\n")
    assert (last, nothing) == ("data: [DONE]", "")
    return [json.loads(event.removeprefix("data: ")) for event in events if not event.startswith(":")]


def said(deltas: list[Json], key: str = "content") -> str:
    """What the deltas of the first choice add up to."""
    found = (choice["delta"].get(key) for chunk in deltas for choice in chunk["choices"] if choice["index"] == 0)
    return "".join(piece for piece in found if isinstance(piece, str))


def finishes(deltas: list[Json]) -> list[str]:
    """The finish reasons of a stream."""
    return [choice["finish_reason"] for chunk in deltas for choice in chunk["choices"] if choice["finish_reason"]]


async def complete(litellm: ModuleType, origin: str, provider: Provider, **arguments: Any) -> Answer:  # noqa: ANN401 - litellm's
    """The answer to litellm."""
    request: Json = {
        "model": f"{provider.name}/{provider.model}",
        "messages": HELLO,
        "api_base": provider.api_base(origin),
        "api_key": "key",
        "max_retries": 0,
        # Without it litellm looks for a package that it does not bring along.
        "_skip_mcp_handler": True,
        **({"api_version": "2024-10-21"} if provider is AZURE else {}),
        **arguments,
    }
    return await litellm.acompletion(**request)
