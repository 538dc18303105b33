"""The lines of a provider's answer, for litellm, which otherwise has httpx split them.

httpx 0.28 ends a line wherever Python does: at U+2028, U+2029 and U+0085 too, which stand unescaped in the JSON of many
a provider. litellm 1.106.2 then drops both halves without a word.
"""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx

_LINE_END = re.compile(rb"\r?\n|\r(?!\n|\Z)")
"""As in server-sent events. Behind a CR the next byte decides."""


class ResponseLines:
    """The lines of one response, without their ends. Whoever iterates anew goes on where the last one stopped."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._lines = _split(response.aiter_bytes())

    def __aiter__(self) -> AsyncIterator[str]:
        return self._lines

    async def aclose(self) -> None:
        """Close the response."""
        await self._response.aclose()


def response_beneath(lines: Any) -> httpx.Response | None:  # noqa: ANN401 - whatever litellm reads
    """Return the response of which these are the ``aiter_lines``, while they have not been begun; else None."""
    # Nothing else leads to the response: for Gemini and Anthropic litellm keeps nothing but this generator.
    frame = getattr(lines, "ag_frame", None)
    owner = frame.f_locals.get("self") if frame is not None else None
    return owner if isinstance(owner, httpx.Response) and not owner.is_stream_consumed else None


async def _split(reads: AsyncIterator[bytes]) -> AsyncIterator[str]:
    kept: list[bytes] = []
    async for data in reads:
        kept.append(data)
        if b"\n" in data or b"\r" in data:
            *lines, rest = _LINE_END.split(b"".join(kept))
            kept = [rest]
            for line in lines:
                yield line.decode(errors="replace")
    if last := b"".join(kept).rstrip(b"\r"):
        yield last.decode(errors="replace")
