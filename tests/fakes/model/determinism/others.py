"""What is no chat: embeddings, counts, lists, stored responses, bodies that cannot be read, and every address."""

import json
from collections.abc import Iterator
from itertools import chain

from fakes.model.catalogue import catalogue
from tests.fakes.model.determinism.wanted import Wanted
from tests.fakes.model.determinism.wish import SIGNS, TOOLS, WEATHER

_VARIABLES = {
    "{model}": "demo",
    "{deployment}": "gpt-4o",
    "{response}": "resp_previous",
    "{project}": "p",
    "{location}": "l",
    "{publisher}": "google",
}
_AZURE = "?api-version=2024-10-21"
_USER = [{"role": "user", "content": SIGNS}]
_PART = {"parts": [{"text": SIGNS}]}
_ALICE = "Alice was beginning to get very tired. " * 3

_DOCUMENTS: tuple[tuple[str, object], ...] = (
    ("/v1/embeddings", {"model": "text-embedding-3-small", "input": ["a", SIGNS], "dimensions": 40}),
    ("/v1/embeddings", {"model": "text-embedding-ada-002", "input": _ALICE, "encoding_format": "base64"}),
    ("/v1/embeddings", {"model": "text-embedding-3-large", "input": [[1, 2, 3]], "dimensions": 16}),
    (f"/openai/deployments/e/embeddings{_AZURE}", {"input": "\U00031350 \U0001e4f1", "dimensions": 20}),
    ("/mistral/v1/embeddings", {"model": "mistral-embed", "input": [_ALICE, "b"]}),
    ("/v1beta/models/gemini-embedding-001:embedContent", {"content": _PART, "outputDimensionality": 30}),
    ("/v1beta/models/gemini-embedding-001:countTokens", {"contents": [_PART]}),
    ("/api/embed", {"model": "nomic-embed-text", "input": [SIGNS, _ALICE]}),
    ("/api/embeddings", {"model": "nomic-embed-text", "prompt": SIGNS}),
    ("/api/show", {"model": "llama3.2"}),
    ("/v1/messages/count_tokens", {"model": "claude-sonnet-4-5", "messages": _USER}),
    ("/v1/moderations", {"input": ["I will kill you", SIGNS, "\U00031350kill\U00031350"]}),
    ("/v1/moderations", {"input": [{"type": "text", "text": "stab"}], "model": "omni-moderation-latest"}),
    ("/v1/chat/completions", {"model": "gpt-4o", "messages": [{"role": "user", "content": "\U00011f04hello"}]}),
    ("/v1/chat/completions", {"model": "gpt-4o", "messages": [{"role": "user", "content": "x" * 600_000}]}),
    ("/v1/chat/completions", {"model": "fake/long?tokens=1500", "messages": _USER, "stream": True}),
    ("/v1/chat/completions", {"model": "fake/long?tokens=-1", "messages": _USER}),
    ("/v1/chat/completions", {"model": "gpt-4o", "messages": _USER, "temperature": 1e300}),
    ("/v1/chat/completions", {"model": "gpt-4o", "messages": _USER, "logit_bias": {"a": 0.1}, "frogs": 3}),
    ("/v1/chat/completions", {"model": "gpt-4o", "messages": [{"role": "tool", "content": "x", "tool_call_id": "y"}]}),
    ("/v1/responses", {"model": "gpt-4o", "input": "and then?", "previous_response_id": "resp_previous"}),
    ("/v1/responses", {"model": "gpt-4o", "input": "and then?", "previous_response_id": "resp_nobody"}),
    ("/nowhere", {}),
)

_CUT = b'{"model": "gpt-4o", "messages": [{"role": "user", "content": "\xc3'
_COMMA = b'{"model": "gpt-4o",}'
_PLACES = ("/v1/chat/completions", "/v1/messages", "/v1beta/models/m:generateContent", "/model/m/converse", "/api/chat")


def others() -> Iterator[Wanted]:
    """Yield them."""
    for target, document in chain(_DOCUMENTS, _deep()):
        yield _posted(target, json.dumps(document, ensure_ascii=False).encode())
    for place in _PLACES:
        for body in (
            b"",
            b"null",
            b'{"model": NaN}',
            _CUT,
            _COMMA,
            *(b"[" * depth + b"]" * depth for depth in _DEPTHS),
        ):
            yield _posted(place, body)
    yield from _addresses()


_DEPTHS = (99, 101, 950, 5000, 100_000)
"""How deep the standard library reads differs."""


def _deep() -> Iterator[tuple[str, object]]:
    for depth in (10, 30, 44, 80):
        schema: dict[str, object] = {"type": "string"}
        for _ in range(depth):
            schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": 1}
        tools = [{"type": "function", "function": {"name": "get_weather", "parameters": _object(schema)}}]
        messages = [{"role": "user", "content": WEATHER}]
        yield "/v1/chat/completions", {"model": "gpt-4o", "messages": messages, "tools": tools}
        shape = {"type": "json_schema", "json_schema": {"name": "n", "schema": _object(schema), "strict": True}}
        yield "/v1/chat/completions", {"model": "gpt-4o", "messages": messages, "response_format": shape}


def _object(schema: object) -> object:
    return {**TOOLS["get_weather"], "properties": {"city": schema}}


def _posted(target: str, body: bytes) -> Wanted:
    return Wanted(name=f"POST {target}, {len(body)} bytes", target=target, body=body)


def _addresses() -> Iterator[Wanted]:
    for route in sorted(catalogue().all(), key=lambda route: "{" in route.template):
        target = route.template
        for variable, value in _VARIABLES.items():
            target = target.replace(variable, value)
        headers = {route.header: "2023-06-01"} if route.header else {}
        body = b"{}" if route.method == "POST" else b""
        yield Wanted(name=f"{route.method} {target}", method=route.method, target=target, body=body, headers=headers)
