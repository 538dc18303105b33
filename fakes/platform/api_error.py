"""A refusal in the shape that AWS's SDKs read."""

import json

from fakes.platform.request import Headers


class ApiError(Exception):
    """A request that never reaches the function.

    ``kind`` is the exception that an SDK raises, ``facts`` stand in the body beside the message.
    """

    def __init__(self, status: int, kind: str, message: str, **facts: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.body = json.dumps({"Type": "User", **facts, "message": message}).encode()

    @property
    def headers(self) -> Headers:
        """The headers of the answer."""
        return (("content-type", "application/json"), ("x-amzn-errortype", self.kind))

    @classmethod
    def throttled(cls) -> "ApiError":
        """Return the refusal of one invocation too many."""
        reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
        return cls(429, "TooManyRequestsException", "Rate Exceeded.", Reason=reason)

    @classmethod
    def too_large(cls, limit: int) -> "ApiError":
        """Return the refusal of an event that is too large."""
        message = f"Request must be smaller than {limit} bytes for the InvokeFunction operation"
        return cls(413, "RequestTooLargeException", message)
