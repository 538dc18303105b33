"""litellm's exceptions -> ours: by class, by HTTP status and by the provider's machine-readable code, never by text.

litellm 1.106.2 wraps what really happened: the chain of causes ends in httpx, and on the way the openai SDK keeps the
provider's body. Its classes are told by name, so that this module imports no litellm and may be imported at any time.
Oddities it undoes: a 403 arrives as a plain APIError, a refused connection as InternalServerError with status 500, an
unknown content policy text as BadRequestError, and a failure in mid-stream inside a MidStreamFallbackError.
"""

import re
from collections.abc import Iterator, Mapping

import httpx

from service import errors, upstream_errors
from service.field import JSON
from service.providers.openai_chunks import error_from

_BY_CLASS: Mapping[str, type[errors.UpstreamError]] = {
    "ContextWindowExceededError": upstream_errors.ContextTooLong,
    "ContentPolicyViolationError": upstream_errors.ContentRefused,
}

_RETRY_AFTER = re.compile(r"[ -~]{1,64}")
"""Seconds or an HTTP date; anything longer or unprintable is not passed on."""


def translate(error: BaseException) -> errors.ServiceError:
    """Return our error for what litellm raised; what it said is kept as detail, for the log only."""
    chain = tuple(_chain(error))
    detail = " <- ".join(f"{type(link).__name__}: {link}" for link in chain)
    for link in chain:
        kind = _BY_CLASS.get(type(link).__name__) or _transport_error(link)
        if kind is not None:
            return kind(detail=detail)
    status = _status(chain)
    if status is None:
        return _without_answer(chain, detail)
    translated = error_from(status, _body(chain), _retry_after(chain))
    translated.detail = detail
    return translated


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__


def _transport_error(error: BaseException) -> type[errors.UpstreamError] | None:
    match error:
        case httpx.TimeoutException():
            return upstream_errors.UpstreamTimeout
        case httpx.ConnectError() | httpx.ProxyError() | httpx.UnsupportedProtocol():
            return upstream_errors.UpstreamUnreachable
        case httpx.TransportError():
            return upstream_errors.UpstreamReset
        case httpx.DecodingError():
            return upstream_errors.UpstreamInvalid
        case _:
            return None


def _status(chain: tuple[BaseException, ...]) -> int | None:
    """Return the provider's status, if the provider answered at all: litellm gives one to everything."""
    for link in chain:
        if isinstance(link, httpx.HTTPStatusError):
            return link.response.status_code
    return None


def _without_answer(chain: tuple[BaseException, ...], detail: str) -> errors.ServiceError:
    if any(type(link).__name__ == "AuthenticationError" for link in chain):
        return errors.NotConfigured("The model provider's API key is not configured", detail=detail)
    return errors.UpstreamError(detail=detail)


def _body(chain: tuple[BaseException, ...]) -> JSON:
    """Return the provider's error object; the openai SDK has parsed it already."""
    for link in chain:
        body = getattr(link, "body", None)
        if isinstance(body, dict):
            return dict(body)
    return None


def _retry_after(chain: tuple[BaseException, ...]) -> tuple[tuple[str, str], ...]:
    for link in chain:
        if isinstance(link, httpx.HTTPStatusError):
            value = link.response.headers.get("retry-after", "")
            if _RETRY_AFTER.fullmatch(value):
                return (("retry-after", value),)
    return ()
