"""Errors in Google's shape (google.rpc.Status as JSON)."""

from collections.abc import Mapping

from fakes.model.api_error import ApiError
from fakes.model.gemini.payload import PayloadError

_STATUSES: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_INTERNAL = 500
_RPC = "type.googleapis.com/google.rpc"


def error_body(error: ApiError) -> dict[str, object]:
    """Return the body of an error."""
    details = _details(error)
    return {
        "error": {
            "code": error.status,
            "message": _message(error),
            "status": _status(error.status),
            **({"details": details} if details else {}),
        }
    }


def _status(status: int) -> str:
    return _STATUSES.get(status) or ("INVALID_ARGUMENT" if status < _INTERNAL else "INTERNAL")


def _message(error: ApiError) -> str:
    field = error.field
    if field is None:
        return error.message
    if isinstance(field, PayloadError):
        return field.complaint
    return f"* GenerateContentRequest.{field.path}: {field.complaint}\n"


def _details(error: ApiError) -> list[dict[str, object]]:
    if isinstance(error.field, PayloadError):
        violations = [
            {**({"field": path} if path else {}), "description": text} for path, text in error.field.violations
        ]
        return [{"@type": f"{_RPC}.BadRequest", "fieldViolations": violations}]
    wait = next((value for name, value in error.headers if name.lower() == "retry-after"), "")
    return [{"@type": f"{_RPC}.RetryInfo", "retryDelay": f"{wait}s"}] if wait else []
