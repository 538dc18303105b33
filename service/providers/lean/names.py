"""Hosts' names, looked up and remembered for a short time."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress

REMEMBERED_SECONDS = 30.0
"""How long a name's numbers are used without asking again; an address that fails is asked for again at once."""


class Names:
    """Of one event loop."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[float, Sequence[str]]] = {}

    async def numbers(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses behind a name, in the system's order of preference.

        Raises:
            OSError: there are none.
        """
        if _is_number(host):
            return (host,)
        loop = asyncio.get_running_loop()
        until, numbers = self._known.get((host, port), (0.0, ()))
        if loop.time() >= until:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            numbers = list(dict.fromkeys(str(place[0]) for *_, place in found))
            self._known[host, port] = (loop.time() + REMEMBERED_SECONDS, numbers)
        return numbers

    def forget(self, host: str, port: int) -> None:
        """Ask for the name's numbers again the next time."""
        self._known.pop((host, port), None)


def _is_number(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):
            socket.inet_pton(family, host)
            return True
    return False
