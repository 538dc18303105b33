"""litellm's exceptions -> ours: by class, by HTTP status and by the provider's machine-readable code, never by text.

litellm 1.106.2 wraps what really happened: the chain of causes ends in httpx, whose response holds the provider's own
words. Classes are told by name, so that this module imports no litellm and may be imported at any time. Oddities it
undoes: a 403 arrives as a plain APIError, a refused connection as InternalServerError with status 500, an unknown
content policy text as BadRequestError, and a failure in mid-stream inside a MidStreamFallbackError.
"""

from collections.abc import Iterator, Mapping

import httpx

from service import errors, json_text, upstream_errors
from service.field import JSON
from service.providers.openai_chunks import error_from
from service.providers.retry_after import retry_after

_BY_CLASS: Mapping[str, type[errors.UpstreamError]] = {
    "ContextWindowExceededError": upstream_errors.ContextTooLong,
    "ContentPolicyViolationError": upstream_errors.ContentRefused,
}

_MAX_DETAIL = 2000
"""Characters of each exception's words that are kept for the log; a provider may have answered with a whole page."""


def translate(error: BaseException) -> errors.ServiceError:
    """Return our error for what litellm raised; what it said is kept as detail, for the log only."""
    chain = tuple(_chain(error))
    detail = " <- ".join(f"{type(link).__name__}: {link}"[:_MAX_DETAIL] for link in chain)
    translated = next(filter(None, map(_cause, chain)), None) or _without_answer(chain)
    translated.detail = detail
    return translated


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield what was raised and what it was raised for, each once: a circle of causes is easily made."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__


def _cause(error: BaseException) -> errors.ServiceError | None:
    """Return what this link of the chain says for sure; the first to say something is the last thing that happened."""
    kind = _BY_CLASS.get(type(error).__name__) or _transport_error(error)
    if kind is not None:
        return kind()
    if type(error).__name__ == "ImageFetchError":
        # litellm fetches images for providers that take no address, and nothing from a private network.
        return errors.InvalidRequest("An image could not be read from its address")
    if isinstance(error, httpx.HTTPStatusError):
        wish = retry_after(error.response.headers.get("retry-after", ""))
        return error_from(error.response.status_code, _body(error.response), wish)
    return None


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


def _body(response: httpx.Response) -> JSON:
    """Return the provider's error document, if it is one; a body that took too long has not been read."""
    try:
        return json_text.decode(response.content)
    except (ValueError, httpx.ResponseNotRead):
        return None


def _without_answer(chain: tuple[BaseException, ...]) -> errors.ServiceError:
    """Return the error where no HTTP response failed: litellm would not send the request, or an answer holds an error.

    litellm's own exception, the first of the chain, makes up a status; beneath it stands what the provider's code
    raised, whose status is an error object's.
    """
    if _lacks_key(chain[-1]):
        return errors.NotConfigured("The model provider's API key is not configured")
    status = getattr(chain[-1], "status_code", None) if len(chain) > 1 else None
    return error_from(status if isinstance(status, int) else None, None)


def _lacks_key(error: BaseException) -> bool:
    """Tell litellm's refusal to ask without a key, and the openai SDK's, whose other errors are subclasses of it."""
    kind = type(error)
    return kind.__name__ == "AuthenticationError" or (kind.__module__, kind.__name__) == ("openai", "OpenAIError")
