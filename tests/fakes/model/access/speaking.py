"""One question in every dialect, for servers that may not let it in."""

import json

from fakes.model import ModelServer
from fakes.model.access.policy import AccessPolicy
from fakes.model.access.quota import Quota
from fakes.model.setup import Setup
from fakes.model.timekeeper import VirtualTime
from tests.fakes.model.raw_client import chat_body, request_bytes

_GEMINI = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
_CONVERSE = {"messages": [{"role": "user", "content": [{"text": "Hello"}]}]}

ASKED: dict[str, tuple[str, dict[str, object]]] = {
    "openai": ("/v1/chat/completions", chat_body()),
    "responses": ("/v1/responses", {"model": "demo", "input": "Hello"}),
    "gemini": ("/v1beta/models/demo:generateContent", dict(_GEMINI)),
    "gemini array": ("/v1beta/models/demo:streamGenerateContent", dict(_GEMINI)),
    "vertex": ("/v1/publishers/google/models/demo:generateContent", dict(_GEMINI)),
    "bedrock": ("/model/demo/converse", dict(_CONVERSE)),
    "ollama": ("/api/chat", {**chat_body(), "stream": False}),
}
"""Where each API is asked, and with which body."""


def asking(dialect: str, **headers: str) -> bytes:
    """A request as it travels."""
    target, body = ASKED[dialect]
    return request_bytes("POST", target, json.dumps(body).encode(), headers)


def metered(clock: VirtualTime | None = None, *, requests: int | None = None, tokens: int | None = None) -> ModelServer:
    """A server with quotas; ``clock`` is that of all of its sessions."""
    policy = AccessPolicy(quota=Quota(requests=requests, tokens=tokens))
    return ModelServer(Setup(access=policy, time=lambda: clock) if clock else Setup(access=policy))
