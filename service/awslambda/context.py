"""What Lambda tells a handler beside its event."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Context(Protocol):
    """The part of awslambdaric's ``LambdaContext`` that handlers use."""

    aws_request_id: str
    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: str

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda kills this process."""
        ...


_SHARE = 0.25
"""Of a short time, no more than this share is kept back."""


def seconds_left(context: object, *, margin: float) -> float | None:
    """Return how long a handler may work so that its answer can still be ended in order; None where nobody says.

    Args:
        context: Lambda's; anything without ``get_remaining_time_in_millis`` knows no end.
        margin: seconds to keep back: a process that is killed can't say anything.
    """
    remaining: Callable[[], int] | None = getattr(context, "get_remaining_time_in_millis", None)
    if remaining is None:
        return None
    left = max(0.0, remaining() / 1000)
    return left - min(margin, left * _SHARE * margin)
