"""The real Anthropic client, and a client that sees the raw bytes: how tests ask."""

import json
from pathlib import Path
from typing import Any

import anthropic
import httpx

from fakes.model import ModelServer
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup

MODEL = "demo"
"""The client warns of models of its own that will end some day."""

OLD, LATEST = "2023-06-01", "2026-10-21"
HELLO: Any = [{"role": "user", "content": "Hello"}]

Json = dict[str, Any]
Claude = Any
"""The client: its overloads know fewer types than tests send."""


def claude(origin: str, path: str = "/anthropic", **headers: str) -> Claude:
    """A client that asks once, to be closed; ``headers`` go with each of its requests."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return anthropic.AsyncAnthropic(api_key="key", base_url=f"{origin}{path}", max_retries=0, default_headers=named)


async def whole(client: Claude, **body: object) -> Json:
    """The message, as the client understands it, without what is not there."""
    message = await client.messages.create(**{"model": MODEL, "max_tokens": 2000, "messages": HELLO, **body})
    document: Json = message.model_dump(exclude_none=True)
    return document


async def streamed(client: Claude, **body: object) -> Json:
    """The message that the client's helper adds up from a stream, without what is not there."""
    asked = {"model": MODEL, "max_tokens": 2000, "messages": HELLO, **body}
    async with client.messages.stream(**asked) as stream:
        message = await stream.get_final_message()
    # What the helper has parsed out of the words is its own.
    own = {"content": {"__all__": {"parsed_output"}}}
    document: Json = message.model_dump(mode="json", exclude_none=True, exclude=own)
    return document


def body_of(**parameters: object) -> Json:
    """The body of a request."""
    return {"model": MODEL, "max_tokens": 2000, "messages": HELLO, **parameters}


async def post(origin: str, body: object, path: str = "/v1/messages", **headers: str) -> httpx.Response:
    """The raw answer to a request of 2023-06-01, unless another version is given; an empty header is not sent."""
    named = {"anthropic-version": OLD, **{name.replace("_", "-"): value for name, value in headers.items()}}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(
            f"{origin}{path}", content=data, headers={name: value for name, value in named.items() if value}
        )


async def get(origin: str, path: str, **headers: str) -> httpx.Response:
    """The raw answer to a GET without a body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"{origin}{path}", headers=named)


def playing(folder: Path, say: object, **act: object) -> ModelServer:
    """A server that says this to whatever it is asked."""
    file = folder / "scenarios.json"
    file.write_text(json.dumps({"scenarios": [{"name": "scripted", "say": say, **act}]}))
    return ModelServer(Setup(playbook=Playbook.load([file])))
