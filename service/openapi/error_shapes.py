"""What a client is told of a failure, in each place where it may be told."""

from typing import Literal, NewType, TypedDict

ErrorCode = NewType("ErrorCode", str)
"""A stable name of what went wrong; ``error_tree`` knows all of them."""


class ErrorBody(TypedDict):
    """The body of every response that is an error; the code is in the header x-error-code."""

    success: Literal[False]
    error: str


class ErrorData(TypedDict):
    """What a data part says of a failure in mid-stream."""

    code: ErrorCode


class DataParts(TypedDict):
    """The service's own data parts in UI message streams, by name: here the chunk data-error."""

    error: ErrorData


class DataStreamError(TypedDict):
    """The service's own item in the data array of ai 4."""

    type: Literal["error"]
    code: ErrorCode
