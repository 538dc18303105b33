"""Pieces that travel together, because one large write is cheaper than many small ones."""

from collections.abc import Sequence

LARGEST = 64 * 1024
"""Bytes; only a piece that is larger by itself exceeds it, because pieces end where lines end."""


def batch(pieces: Sequence[bytes], start: int = 0) -> list[bytes]:
    """Return the pieces from ``start`` on that fit into one batch; at least one, if there is one."""
    size, end = 0, start
    while end < len(pieces) and (end == start or size + len(pieces[end]) <= LARGEST):
        size += len(pieces[end])
        end += 1
    return list(pieces[start:end])
