"""Functions that awslambdaric runs in a process of its own, in one event loop."""

import asyncio
from typing import Any

from service.awslambda import Context, ResponseStream, streamify_response
from service.awslambda.asgi import AsgiHandler, Receive, Scope, Send
from tests.awslambda.functions.synchronous import fail, http

_loops: list[asyncio.AbstractEventLoop] = []


@streamify_response
async def streaming(event: dict[str, Any], stream: ResponseStream, context: Context) -> None:
    """Do what the event says, step by step."""
    http(event, stream)
    for step in event["steps"]:
        if step == "raise":
            fail(context)
        elif step == "loops":
            loop = asyncio.get_running_loop()
            _loops.extend([] if loop in _loops else [loop])
            await stream.write_async(len(_loops))
        elif step == "wait":
            await asyncio.sleep(600)
        elif step == "endless":
            while True:
                await stream.write_async("x" * 1000)
        else:
            await stream.write_async(step)


async def _application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    request = await receive()
    headers = [(b"x-vercel-ai-data-stream", b"v1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": request["body"], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


application = streamify_response(AsgiHandler(_application).stream)
"""An ASGI application that says what it was told."""
