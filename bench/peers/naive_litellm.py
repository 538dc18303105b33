"""litellm as its documentation shows it: one part for every chunk. ``MODEL`` names the model."""

import os
from collections.abc import AsyncIterator
from typing import Any

import litellm

from bench.peers.serving import FINISH, messages, serve, text_part


async def answer(body: dict[str, Any]) -> AsyncIterator[bytes]:
    """Yield the answer's parts."""
    stream = await litellm.acompletion(model=os.environ["MODEL"], messages=messages(body), stream=True)
    async for chunk in stream:
        if text := chunk.choices[0].delta.content:
            yield text_part(text)
    yield FINISH


if __name__ == "__main__":
    serve(answer)
