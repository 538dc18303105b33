"""Requests that could not be read to their end."""

from collections.abc import Mapping

from fakes.model.api_error import ApiError
from fakes.model.request import Fault
from fakes.model.request_reader import BODY_LIMIT

UNREADABLE: Mapping[Fault, ApiError] = {
    "malformed": ApiError(400, "The request could not be read as HTTP.", code="malformed_request"),
    "too_large": ApiError(413, f"The body is larger than {BODY_LIMIT} bytes.", code="request_too_large"),
}
"""What is answered to them."""
