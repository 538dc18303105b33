"""Errors in AWS's shape: the name of an exception in a header, its message in the body; in a stream, an exception."""

import re
from collections.abc import Mapping

from fakes.event_stream import message
from fakes.model import compact_json
from fakes.model.access.key_refused import Fate, KeyRefused
from fakes.model.access.quota import QuotaExceeded
from fakes.model.api_error import ApiError
from fakes.model.bedrock.constraint import SERIALIZATION
from fakes.model.reply import Reply, json_reply

_UNAUTHORIZED, _FORBIDDEN = 401, 403
_INTERNAL = 500
_NAMES: Mapping[int, str] = {
    400: "ValidationException",
    402: "ServiceQuotaExceededException",
    401: "UnrecognizedClientException",
    403: "AccessDeniedException",
    404: "ResourceNotFoundException",
    408: "ModelTimeoutException",
    409: "ConflictException",
    424: "ModelErrorException",
    429: "ThrottlingException",
    500: "InternalServerException",
    502: "ServiceUnavailableException",
    503: "ServiceUnavailableException",
    504: "ModelTimeoutException",
    529: "ServiceUnavailableException",
}
_OTHERS = (SERIALIZATION, "ModelNotReadyException", "ModelStreamErrorException", "ExpiredTokenException")
_IN_STREAM: Mapping[str, str] = {
    "ThrottlingException": "throttlingException",
    "ServiceUnavailableException": "serviceUnavailableException",
    "InternalServerException": "internalServerException",
    "ModelErrorException": "modelStreamErrorException",
    "ModelTimeoutException": "modelStreamErrorException",
    "ModelStreamErrorException": "modelStreamErrorException",
    "ModelNotReadyException": "throttlingException",
}
"""What a stream may raise (ConverseStreamOutput); whatever else is wrong with a request is a validationException."""
_KEYS: Mapping[Fate, tuple[str, str]] = {
    "missing_key": ("MissingAuthenticationTokenException", "Missing Authentication Token"),
    "invalid_key": ("UnrecognizedClientException", "The security token included in the request is invalid."),
    "expired_key": ("ExpiredTokenException", "The security token included in the request is expired"),
}
_STREAMED = "modelStreamErrorException"
_TOO_LONG = "Input is too long for requested model."
_INDEX = re.compile(r"\[(\d+)\]")


def refusal(error: ApiError, request_id: str) -> Reply:
    """Return an error as an answer. A key that is not known is forbidden, not unauthorized."""
    status = _FORBIDDEN if error.status == _UNAUTHORIZED else error.status
    headers = (*error.headers, ("x-amzn-errortype", exception(error)), ("x-amzn-requestid", uuid(request_id)))
    return json_reply({"message": words(error)}, status=status, headers=headers)


def stream_error(error: ApiError) -> bytes:
    """Return the message that says, inside a stream, that it has failed."""
    kind = _IN_STREAM.get(exception(error), "validationException")
    body: dict[str, object] = {"message": words(error)}
    if kind == _STREAMED:
        body |= {"originalStatusCode": error.status, "originalMessage": words(error)}
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return message(headers, compact_json.encode(body))


def exception(error: ApiError) -> str:
    """Return the name of an error's exception: its code where that is one, else what its status is called."""
    if isinstance(error, KeyRefused):
        return _KEYS[error.fate][0]
    if error.code in _OTHERS or error.code in _NAMES.values():
        return error.code or ""
    return _NAMES.get(error.status) or _NAMES[400 if error.status < _INTERNAL else _INTERNAL]


def words(error: ApiError) -> str:
    """Return what is wrong, in AWS's words where it has some."""
    if isinstance(error, KeyRefused):
        return _KEYS[error.fate][1]
    if isinstance(error, QuotaExceeded):
        return f"Too many {error.excess.unit}, please wait before trying again."
    if error.code == "context_length_exceeded":
        return _TOO_LONG
    return _INDEX.sub(r".\1", error.message) if error.field is not None else error.message


def uuid(request_id: str) -> str:
    """Return the id of a request as AWS writes it."""
    digits = request_id.removeprefix("req_")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))
