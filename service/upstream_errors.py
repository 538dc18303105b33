"""The provider's failures, one class a cause: the UpstreamError branch of service.errors.

::

    UpstreamError                  502 upstream_failed
    ├── ContextTooLong             400 context_too_long
    ├── ContentRefused             400 content_refused
    ├── RateLimited                429 rate_limited
    ├── UpstreamUnauthorized       502 upstream_unauthorized
    ├── UpstreamForbidden          502 upstream_forbidden
    ├── UpstreamNotFound           502 upstream_not_found
    ├── UpstreamRejected           502 upstream_rejected
    ├── UpstreamUnreachable        502 upstream_unreachable
    ├── UpstreamReset              502 upstream_reset
    ├── UpstreamTruncated          502 upstream_truncated
    ├── UpstreamInvalid            502 upstream_invalid
    ├── UpstreamMismatch           502 upstream_mismatch
    ├── UpstreamUnavailable        503 upstream_unavailable
    └── UpstreamTimeout            504 upstream_timeout

A provider's 401 is not the client's 401: what is wrong between us and the provider reaches the client as 502, what the
client can change (a shorter conversation, other content, a later time) as 400 or 429.
"""

from service.errors import UpstreamError


class ContextTooLong(UpstreamError):
    """The conversation does not fit the model's context window."""

    status = 400
    code = "context_too_long"
    sentence = "The conversation is too long for the model"


class ContentRefused(UpstreamError):
    """The provider's content policy refused the request."""

    status = 400
    code = "content_refused"
    sentence = "The request was refused by the model provider's content policy"


class RateLimited(UpstreamError):
    """The provider answered 429; ``retry-after`` is passed on when it sent one."""

    status = 429
    code = "rate_limited"
    sentence = "The model provider is limiting requests, try again later"


class UpstreamUnauthorized(UpstreamError):
    """The provider answered 401: our key is wrong."""

    code = "upstream_unauthorized"
    sentence = "The model provider did not accept the service's credentials"


class UpstreamForbidden(UpstreamError):
    """The provider answered 403: our key may not do this."""

    code = "upstream_forbidden"
    sentence = "The model provider did not allow the request"


class UpstreamNotFound(UpstreamError):
    """The provider answered 404: no such model for our key."""

    code = "upstream_not_found"
    sentence = "The model provider does not have the requested model"


class UpstreamRejected(UpstreamError):
    """The provider answered another 4xx: it did not understand what we sent."""

    code = "upstream_rejected"
    sentence = "The model provider did not accept the request"


class UpstreamUnreachable(UpstreamError):
    """No connection to the provider."""

    code = "upstream_unreachable"
    sentence = "The model provider could not be reached"


class UpstreamReset(UpstreamError):
    """The connection broke in the middle of an answer."""

    code = "upstream_reset"
    sentence = "The connection to the model was lost before the answer was complete"


class UpstreamTruncated(UpstreamError):
    """The answer ended in good order but without a finish reason."""

    code = "upstream_truncated"
    sentence = "The model's answer ended before it was complete"


class UpstreamInvalid(UpstreamError):
    """What arrived is not a model's answer: HTML, garbage, an endless line."""

    code = "upstream_invalid"
    sentence = "The model provider sent something that is not an answer"


class UpstreamMismatch(UpstreamError):
    """The answer is whole, but not the JSON that was asked for."""

    code = "upstream_mismatch"
    sentence = "The model's answer does not fit the requested schema"


class UpstreamUnavailable(UpstreamError):
    """The provider answered 503 or 529; ``retry-after`` is passed on when it sent one."""

    status = 503
    code = "upstream_unavailable"
    sentence = "The model provider is temporarily unavailable"


class UpstreamTimeout(UpstreamError):
    """Nothing arrived for ``FIRST_CHUNK_TIMEOUT`` or, later, ``IDLE_TIMEOUT`` seconds."""

    status = 504
    code = "upstream_timeout"
    sentence = "The model stopped responding"
