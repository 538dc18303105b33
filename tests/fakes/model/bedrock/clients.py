"""The real boto3 client, and a client that sees the raw JSON: how tests ask."""

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import Any

import anyio.to_thread
import boto3
import httpx
from botocore.config import Config
from botocore.eventstream import EventStreamBuffer

from fakes.model import ModelServer
from fakes.model.scenario.playbook import Playbook
from fakes.model.setup import Setup

CLAUDE = "anthropic.claude-3-5-sonnet-20240620-v1:0"
HELLO = [{"role": "user", "content": [{"text": "Hello"}]}]

Client = Any
"""boto3 makes its classes when it is asked for one."""
Json = dict[str, Any]
Event = tuple[Mapping[str, str], Json]
"""The headers of a message and its payload."""


@cache
def _session() -> boto3.Session:
    # One for all tests: it reads the service model, which takes a while.
    return boto3.Session("key", "secret", "token", "us-east-1")


def boto(origin: str, **headers: str) -> Client:
    """A client that asks once; ``headers`` go with each of its requests."""
    config = Config(retries={"total_max_attempts": 1}, proxies={}, parameter_validation=False)
    client = _session().client("bedrock-runtime", endpoint_url=origin, config=config)

    def add(request: Client, **_: object) -> None:
        for name, value in headers.items():
            request.headers[name.replace("_", "-")] = value

    client.meta.events.register("before-sign.bedrock-runtime.*", add)
    return client


async def whole(client: Client, model: str = CLAUDE, **body: object) -> Json:
    """The answer to Converse."""
    asked = partial(client.converse, modelId=model, **{"messages": HELLO, **body})
    answer: Json = await anyio.to_thread.run_sync(asked)
    return answer


async def streamed(client: Client, model: str = CLAUDE, **body: object) -> list[Json]:
    """The events of ConverseStream."""

    def read() -> list[Json]:
        # An exception in a stream leaves its connection open.
        with closing(client.converse_stream(modelId=model, **{"messages": HELLO, **body})["stream"]) as stream:
            return list(stream)

    return await anyio.to_thread.run_sync(read)


async def post(origin: str, path: str, body: object, **headers: str) -> httpx.Response:
    """The raw answer; a body of bytes travels as it is."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{origin}{path}", content=data, headers=headers)


def events(data: bytes) -> list[Event]:
    """What a stream of messages says; their checksums are checked."""
    buffer = EventStreamBuffer()
    buffer.add_data(data)
    read: Iterable[Any] = buffer  # its stubs say that its headers are a number
    return [(message.headers, json.loads(message.payload)) for message in read]


def playing(folder: Path, say: object, **act: object) -> ModelServer:
    """A server that says this to whatever it is asked."""
    file = folder / "scenarios.json"
    scenario = {"name": "scripted", "say": say, **act}
    file.write_text(json.dumps({"scenarios": [scenario]}))
    return ModelServer(Setup(playbook=Playbook.load([file])))
