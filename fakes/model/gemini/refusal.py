"""Errors in Google's shape (google.rpc.Status as JSON)."""

import math
import re
from collections.abc import Mapping

from fakes.model.access.duration import milliseconds
from fakes.model.access.quota import Excess, QuotaExceeded, Unit
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
_TOO_LONG = re.compile(r"\D+(\d+) tokens\D+(\d+) tokens\b.*", re.DOTALL)
_RPC = "type.googleapis.com/google.rpc"
_METRICS: Mapping[Unit, tuple[str, str]] = {
    "requests": ("generate_content_requests", "GenerateRequestsPerMinutePerProjectPerModel"),
    "tokens": ("generate_content_input_token_count", "GenerateContentInputTokensPerModelPerMinute"),
}
_SERVICE = "generativelanguage.googleapis.com"
_QUOTA = "You exceeded your current quota, please check your plan and billing details."


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
    if isinstance(error, QuotaExceeded):
        return _exceeded(error.excess)
    if error.code == "context_length_exceeded" and (numbers := _TOO_LONG.fullmatch(error.message)):
        return f"The input token count ({numbers[2]}) exceeds the maximum number of tokens allowed ({numbers[1]})."
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
    if isinstance(error, QuotaExceeded):
        return _exceeded_details(error.excess)
    wait = next((value for name, value in error.headers if name.lower() == "retry-after"), "")
    return [{"@type": f"{_RPC}.RetryInfo", "retryDelay": f"{wait}s"}] if wait else []


def _exceeded(excess: Excess) -> str:
    metric, _ = _METRICS[excess.unit]
    again = f"\nPlease retry in {milliseconds(excess.wait) / 1000:g}s." if math.isfinite(excess.wait) else ""
    return f"{_QUOTA}\n* Quota exceeded for metric: {_SERVICE}/{metric}, limit: {excess.limit}{again}"


def _exceeded_details(excess: Excess) -> list[dict[str, object]]:
    metric, quota = _METRICS[excess.unit]
    violation = {"quotaMetric": f"{_SERVICE}/{metric}", "quotaId": quota, "quotaValue": str(excess.limit)}
    failure: dict[str, object] = {"@type": f"{_RPC}.QuotaFailure", "violations": [violation]}
    if not math.isfinite(excess.wait):
        return [failure]
    delay = f"{milliseconds(excess.wait) / 1000:g}s"
    return [failure, {"@type": f"{_RPC}.RetryInfo", "retryDelay": delay}]
