"""A response that is no answer -> our error, the same as on litellm's lane."""

from contextlib import suppress

from service import json_text
from service.errors import UpstreamError
from service.field import JSON
from service.providers.lean.connection import Connection
from service.providers.openai_chunks import error_from
from service.providers.retry_after import retry_after
from service.upstream_errors import ContextTooLong, UpstreamRejected

_MAX_BODY_BYTES = 64 * 1024
"""More of a refusal is not read."""

_MAX_DETAIL = 2000
"""Characters of the provider's words that are kept for the log."""

_CONTEXT_WORDS = (
    "this model's maximum context length is",
    "is longer than the model's context length",
    "exceeds the available context size",
)
"""Servers at home give a conversation that is too long no code; litellm goes by the words, by more than these."""


async def refusal(connection: Connection) -> UpstreamError:
    """Return the error for a response that has begun."""
    reply = connection.reply
    said = b""
    # What breaks off here has said enough with its status.
    with suppress(UpstreamError):
        async for data in connection:
            said += data
            if len(said) > _MAX_BODY_BYTES:
                break
    error = error_from(reply.status, _document(said), retry_after(reply.headers.get("retry-after", "")))
    text = said.decode(errors="replace")
    if type(error) is UpstreamRejected and any(words in text.lower() for words in _CONTEXT_WORDS):
        error = ContextTooLong()
    error.detail = f"status {reply.status}: {text[:_MAX_DETAIL]}"
    return error


def _document(said: bytes) -> JSON:
    try:
        return json_text.decode(said)
    except ValueError:
        return None
