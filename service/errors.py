"""Every failure a client may meet: one class a cause, with its status, its code and the sentence we say about it.

::

    ServiceError
    ├── InvalidRequest                 400 invalid_request
    │   ├── InvalidJSON                400 invalid_json
    │   ├── UnknownShape               400 unknown_shape
    │   ├── EmptyMessages              400 empty_messages
    │   ├── UnknownRole                400 unknown_role
    │   ├── UnknownAction              400 unknown_action
    │   ├── ActionNotStreamed          400 action_not_streamed
    │   ├── ModelNotAllowed            400 model_not_allowed
    │   ├── TooManyMessages            400 too_many_messages
    │   └── MessageTooLong             400 message_too_long
    ├── PreflightRefused               400 preflight_refused
    ├── NotFound                       404 not_found
    ├── MethodNotAllowed               405 method_not_allowed
    ├── BodyTimeout                    408 body_timeout
    ├── BodyTooLarge                   413 body_too_large
    ├── UnsupportedContentType         415 unsupported_content_type
    ├── InternalError                  500 internal_error
    ├── NotConfigured                  500 not_configured
    ├── ServiceStopping                503 service_stopping
    ├── StreamInterrupted              503 stream_interrupted
    ├── DeadlineExceeded               504 deadline_exceeded
    └── UpstreamError                  502 upstream_failed, and its branch in service.upstream_errors

The message is always one of ours. What a provider or an exception said goes into ``detail``, which is only logged.
"""

from typing import ClassVar


class ServiceError(Exception):
    """A failure that has a public face.

    Attributes:
        status: HTTP status before the commit point.
        code: stable, machine-readable; travels as ``x-error-code`` or in a data part of the stream.
        message: what the client reads, written by us.
        detail: what happened, for the log only.
        headers: response headers that belong to this failure, such as ``retry-after``.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    sentence: ClassVar[str] = "Internal server error"

    def __init__(
        self, message: str | None = None, *, detail: str = "", headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.message = self.sentence if message is None else message
        self.detail = detail
        self.headers = headers
        super().__init__(self.message)


class InvalidRequest(ServiceError):
    """The request can't be read as a chat; the message names the field."""

    status = 400
    code = "invalid_request"
    sentence = "Invalid request"


class InvalidJSON(InvalidRequest):
    """The body, or the text in its ``body`` field, is not JSON."""

    code = "invalid_json"
    sentence = "Request body is not valid JSON"


class UnknownShape(InvalidRequest):
    """JSON, but none of the shapes we know."""

    code = "unknown_shape"
    sentence = "Invalid request format - expected action/payload, prompt, or messages"


class EmptyMessages(InvalidRequest):
    """There is nothing to answer."""

    code = "empty_messages"
    sentence = "messages must not be empty"


class UnknownRole(InvalidRequest):
    """A message is from nobody we know."""

    code = "unknown_role"


class UnknownAction(InvalidRequest):
    """The action is not one of ours."""

    code = "unknown_action"

    def __init__(self, action: str) -> None:
        super().__init__(f"Unknown action: {action}")


class ActionNotStreamed(InvalidRequest):
    """The action is one of ours, but this entry point only streams."""

    code = "action_not_streamed"

    def __init__(self, action: str) -> None:
        super().__init__(f"Streaming handler only supports chat-v2-stream, not {action}")


class ModelNotAllowed(InvalidRequest):
    """The body asks for a model that the settings do not allow."""

    code = "model_not_allowed"

    def __init__(self, model: str) -> None:
        super().__init__(f"Model not allowed: {model}")


class TooManyMessages(InvalidRequest):
    """More messages than ``MAX_MESSAGES``."""

    code = "too_many_messages"


class MessageTooLong(InvalidRequest):
    """One message's text is longer than ``MAX_MESSAGE_CHARS``."""

    code = "message_too_long"


class PreflightRefused(ServiceError):
    """A browser asked whether a page of another origin may call, and it may not."""

    status = 400
    code = "preflight_refused"
    sentence = "This origin, method or header is not allowed"


class NotFound(ServiceError):
    """No such path."""

    status = 404
    code = "not_found"
    sentence = "Not found"


class MethodNotAllowed(ServiceError):
    """The path exists, the method does not."""

    status = 405
    code = "method_not_allowed"
    sentence = "Method not allowed"


class BodyTimeout(ServiceError):
    """The client took longer than ``BODY_TIMEOUT`` to send its request."""

    status = 408
    code = "body_timeout"
    sentence = "The request did not arrive in time"


class BodyTooLarge(ServiceError):
    """More bytes than ``MAX_BODY_BYTES``."""

    status = 413
    code = "body_too_large"
    sentence = "Request body is too large"


class UnsupportedContentType(ServiceError):
    """Only JSON is read; this also keeps out forms that other sites post."""

    status = 415
    code = "unsupported_content_type"
    sentence = "Content-Type must be application/json"


class InternalError(ServiceError):
    """A defect of ours."""


class NotConfigured(ServiceError):
    """The provider's key is missing. For OpenAI the message is byte for byte the seed's."""

    code = "not_configured"
    sentence = "OpenAI API key not configured"


class ServiceStopping(ServiceError):
    """The service was told to stop, and ``SHUTDOWN_GRACE`` is over."""

    status = 503
    code = "service_stopping"
    sentence = "The service is stopping, try again"


class StreamInterrupted(ServiceError):
    """A client follows a stream that can't be followed to its end: its producer died, or its store failed."""

    status = 503
    code = "stream_interrupted"
    sentence = "The stream was interrupted"


class DeadlineExceeded(ServiceError):
    """The whole request took longer than ``REQUEST_TIMEOUT``."""

    status = 504
    code = "deadline_exceeded"
    sentence = "The answer took too long"


class UpstreamError(ServiceError):
    """The provider failed in a way that has no class of its own (500, 502, 504 and the like)."""

    status = 502
    code = "upstream_failed"
    sentence = "The model provider failed"
