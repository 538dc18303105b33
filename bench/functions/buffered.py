"""A Lambda function as awslambdaric has them, with nothing of ours."""

from typing import Any

_MARK = "~"
"""What the benchmark counts; written out, so that nothing has to be imported for it."""


def handler(event: dict[str, Any], _context: object) -> str:
    """Return everything that the event asks for, ``{"chunks": n, "size": bytes}``, at once."""
    return _MARK * int(event["chunks"] * event["size"])
