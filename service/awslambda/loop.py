"""The one event loop of this process.

Clients of model providers are bound to the loop they were made in, so every invocation runs in the same one. Between
two invocations it stands still, as the whole process does on Lambda.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

Result = TypeVar("Result")

_runners: list[asyncio.Runner] = []


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end. The loop is made at first use, never at import: a snapshot may be taken before."""
    if not _runners:
        import asyncio  # noqa: PLC0415 - sync handlers never need it, and it takes a tenth of a second to import

        _runners.append(asyncio.Runner())
    return _runners[0].run(main)
