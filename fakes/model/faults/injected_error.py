"""The error that a fault makes an API report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fakes.model.api_error import ApiError

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault

_REASONS: Mapping[int, tuple[str, str | None]] = {
    400: ("The request is not valid.", None),
    401: ("The API key is not valid.", "invalid_api_key"),
    402: ("The credit is used up.", "insufficient_quota"),
    403: ("The API key may not do this.", None),
    404: ("The model does not exist, or you have no access to it.", "model_not_found"),
    413: ("The request is too large.", "request_too_large"),
    429: ("The rate limit is reached. Try again later.", "rate_limit_exceeded"),
    500: ("The server had an error while it answered. Try again later.", None),
    503: ("The server is not available. Try again later.", None),
    504: ("The server took too long to answer.", None),
    529: ("The server is overloaded. Try again later.", None),
}
_RETRY_HEADERS = ("retry-after", "retry-after-ms")


def injected_error(fault: "Fault", default_status: int) -> ApiError:
    """Return the error with the fault's status, message, code and headers; a message and a code fit the status."""
    status = int(fault.number("status", default_status))
    message, code = _REASONS.get(status, (f"The request failed with status {status}.", None))
    return ApiError(
        status,
        fault.text("message", message),
        code=fault.text("code", code or "") or None,
        headers=tuple((name, value) for name in _RETRY_HEADERS if (value := fault.text(name))),
    )
