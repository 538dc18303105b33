"""OpenAI's own SDK: one part for every chunk."""

from collections.abc import AsyncIterator
from typing import Any

from openai import AsyncOpenAI

from bench.peers.serving import FINISH, UPSTREAM, messages, serve, text_part

client = AsyncOpenAI(api_key="bench", base_url=f"{UPSTREAM}/v1")


async def answer(body: dict[str, Any]) -> AsyncIterator[bytes]:
    """Yield the answer's parts."""
    stream = await client.chat.completions.create(
        model="gpt-4o-mini",
        messages=messages(body),
        stream=True,
    )
    async for chunk in stream:
        if chunk.choices and (text := chunk.choices[0].delta.content):
            yield text_part(text)
    yield FINISH


if __name__ == "__main__":
    serve(answer)
