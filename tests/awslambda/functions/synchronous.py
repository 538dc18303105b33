"""Functions that awslambdaric runs in a process of its own; they know no event loop, and shall not load one."""

import sys
import threading
from collections.abc import Iterator
from typing import Any

from service.awslambda import Context, HttpResponseStream, ResponseStream, streamify_response

LOADED_AT_IMPORT = sorted(sys.modules)
THREADS_AT_IMPORT = threading.active_count()


@streamify_response
def streaming(event: dict[str, Any], stream: ResponseStream, context: Context) -> None:
    """Do what the event says, step by step."""
    http(event, stream)
    for step in event["steps"]:
        if step == "raise":
            fail(context)
        elif step == "exit":
            sys.exit(3)
        elif step == "modules":
            loaded = sorted(name for name in ("asyncio", "http.client", "ssl") if name in sys.modules)
            stream.write({"loaded": loaded, "threads": THREADS_AT_IMPORT})
        else:
            stream.write(step)


@streamify_response
def generating(event: dict[str, Any], context: Context) -> Iterator[object]:
    """Yield what the event says."""
    for step in event["steps"]:
        if step == "raise":
            fail(context)
        yield step


def either(event: dict[str, Any], context: Context) -> object:
    """Stream or return, as the event says: two handlers behind one."""
    return streaming(event, context) if "steps" in event else plain(event, context)


def plain(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return; awslambdaric's own way."""
    if event.get("fail"):
        raise KeyError("plain")
    return {"event": event, "request": context.aws_request_id}


def http(event: dict[str, Any], stream: ResponseStream) -> None:
    """Make it an HTTP response, if the event wants one."""
    if "headers" in event:
        HttpResponseStream.from_(stream, {"statusCode": 200, "headers": event["headers"]})


def fail(context: Context) -> None:
    """Raise an error that says which invocation it is of."""
    raise ValueError(f"é of {context.aws_request_id}")
