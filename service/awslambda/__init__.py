"""AWS Lambda response streaming for Python: under an unmodified awslambdaric, for functions and for ASGI applications.

Uses the standard library only, and opens nothing at import. ``docs/STREAMING_IMPLEMENTATION.md`` says how it works.
"""

from service.awslambda.context import Context
from service.awslambda.errors import DeadlineExceeded, InvalidStreamingOperation, ResponseTooLarge, StreamClosed
from service.awslambda.prelude import Metadata
from service.awslambda.response_stream import HttpResponseStream, ResponseStream
from service.awslambda.streamify import streamify_response

__all__ = [
    "Context",
    "DeadlineExceeded",
    "HttpResponseStream",
    "InvalidStreamingOperation",
    "Metadata",
    "ResponseStream",
    "ResponseTooLarge",
    "StreamClosed",
    "streamify_response",
]
