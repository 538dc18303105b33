"""Starlette and uvicorn around a peer's answer, for those peers that bring no server of their own."""

import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

UPSTREAM = os.environ.get("UPSTREAM", "")
"""Where the model is, without a path."""

FINISH = b'd:{"finishReason":"stop"}\n'

_HEADERS = {"x-vercel-ai-data-stream": "v1"}


def text_part(text: str) -> bytes:
    """Return a piece of text in AI SDK's data stream."""
    return b"0:" + json.dumps(text).encode() + b"\n"


def messages(body: dict[str, Any]) -> list[Any]:
    """Return a request's messages as OpenAI has them."""
    return [{"role": message["role"], "content": message["content"]} for message in body["messages"]]


def serve(answer: Callable[[dict[str, Any]], AsyncIterator[bytes]]) -> None:
    """Serve what ``answer`` yields for a request's body, at the port that the command line names."""

    async def chat(request: Request) -> Response:
        body = await request.json()
        return StreamingResponse(answer(body), media_type="text/plain; charset=utf-8", headers=_HEADERS)

    serve_app(Starlette(routes=[Route("/api/chat", chat, methods=["POST"])]))


def serve_app(app: Starlette) -> None:
    """Serve an application at the port that the command line names."""
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="warning", access_log=False)
