"""How long the server lets a whole response take, where it is one that has a limit of its own."""

from starlette.types import Scope


def seconds_left(scope: Scope) -> float | None:
    """Return the seconds that the scope's ``deadline`` extension gives (service.awslambda.asgi); None for no limit."""
    deadline = scope.get("extensions", {}).get("deadline")
    return None if deadline is None else deadline["seconds"]
