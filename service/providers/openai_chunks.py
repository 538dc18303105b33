"""Chunks of OpenAI's chat completions, and of everyone who speaks that dialect -> model chunks.

Source: OpenAI API reference, "The chat completion chunk object". Servers that only resemble OpenAI leave members out or
add their own, so only what an answer needs is read and everything else is passed over.
"""

from collections.abc import Iterator, Mapping

from service import errors, json_text, upstream_errors
from service.field import JSON
from service.model import AnswerStart, FinishChunk, ModelChunk, UsageChunk
from service.providers.deltas import Deltas
from service.providers.document import read_document
from service.providers.lenient import object_of
from service.usage import FinishReason, Usage

DONE = b"[DONE]"
"""The last event's data; not JSON."""

_FINISH_REASONS: Mapping[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content-filter",
    "tool_calls": "tool-calls",
    "function_call": "tool-calls",
}


def finish_reason(name: str, *, refused: bool) -> FinishReason:
    """Return the finish reason for OpenAI's name of it (mapOpenAIFinishReason of @ai-sdk/openai 1.3.24).

    A model that declines says that it has stopped, and means that nothing more can be had; ``refused`` says that it did
    (as mapOpenAIFinishReason has it since @ai-sdk/openai 4).
    """
    reason = _FINISH_REASONS.get(name, "unknown")
    return "content-filter" if refused and reason == "stop" else reason


def decode_chunk(data: bytes, deltas: Deltas) -> tuple[ModelChunk, ...]:
    """Return what one event's data says; at least one chunk, so that arrival itself is seen.

    Args:
        data: the event's.
        deltas: what is known of the answer so far.

    Raises:
        UpstreamError: the provider reports an error inside its stream.
        UpstreamInvalid: not a JSON object.
    """
    document = read_document(data)
    if document.get("error"):
        raise error_from(None, document)
    return tuple(_chunks(document, deltas)) or (AnswerStart(),)


def _chunks(document: Mapping[str, JSON], deltas: Deltas) -> Iterator[ModelChunk]:
    choice = object_of(_first(document.get("choices")))
    yield from deltas.read(object_of(choice.get("delta")))
    yield from deltas.sources.in_chunk(document)
    reason = choice.get("finish_reason")
    # Some servers send an empty one with every chunk (ollama#4357, sglang#3912).
    if isinstance(reason, str) and reason:
        yield FinishChunk(finish_reason(reason, refused=deltas.refused))
    usage = object_of(document.get("usage"))
    if usage:
        yield UsageChunk(Usage(_count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))))


def _first(value: JSON) -> JSON:
    return value[0] if isinstance(value, list) and value else None


def _count(value: JSON) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_MAX_DETAIL = 2000
"""Characters of a provider's words that are kept for the log."""

_BY_CODE: Mapping[str, type[errors.UpstreamError]] = {
    "context_length_exceeded": upstream_errors.ContextTooLong,
    "string_above_max_length": upstream_errors.ContextTooLong,
    "content_policy_violation": upstream_errors.ContentRefused,
    "content_filter": upstream_errors.ContentRefused,
    "rate_limit_exceeded": upstream_errors.RateLimited,
    "insufficient_quota": upstream_errors.RateLimited,
    "invalid_api_key": upstream_errors.UpstreamUnauthorized,
    "model_not_found": upstream_errors.UpstreamNotFound,
}

_BY_STATUS: Mapping[int, type[errors.UpstreamError]] = {
    400: upstream_errors.UpstreamRejected,
    401: upstream_errors.UpstreamUnauthorized,
    403: upstream_errors.UpstreamForbidden,
    404: upstream_errors.UpstreamNotFound,
    408: upstream_errors.UpstreamTimeout,
    429: upstream_errors.RateLimited,
    503: upstream_errors.UpstreamUnavailable,
    504: upstream_errors.UpstreamTimeout,
    529: upstream_errors.UpstreamUnavailable,
}


def error_from(status: int | None, body: JSON, headers: tuple[tuple[str, str], ...] = ()) -> errors.UpstreamError:
    """Return our error for a provider's: by its machine-readable code, else by its HTTP status, never by its text.

    A status of None means an error inside a stream; OpenRouter and Gemini's OpenAI dialect then put it into the code.
    """
    code = _error_code(body)
    if isinstance(code, int):
        status = status or code
    kind = _BY_CODE.get(code) if isinstance(code, str) else None
    kind = kind or _BY_STATUS.get(status or 0) or _general(status)
    return kind(detail=f"status {status}: {_words(body)[:_MAX_DETAIL]}", headers=headers)


def _words(body: JSON) -> str:
    try:
        return json_text.encode(body).decode()
    except RecursionError:
        # It was read by a decoder that goes deeper.
        return "nested too deeply"


def _general(status: int | None) -> type[errors.UpstreamError]:
    client_errors = range(400, 500)
    return upstream_errors.UpstreamRejected if status in client_errors else errors.UpstreamError


def _error_code(body: JSON) -> str | int | None:
    match body:
        case {"error": {"code": str() | int() as code}} | {"code": str() | int() as code}:
            return code
        case _:
            return None
