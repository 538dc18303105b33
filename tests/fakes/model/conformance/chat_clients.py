"""The clients whose chat completions have OpenAI's shape: OpenAI's own, Azure's, Groq's, Mistral's, and litellm."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import groq
import openai
from mistralai.client import Mistral

from fakes.model.torture.environment import PATHS
from tests.fakes.model.conformance.told import Answer, Json, PartialCalls, Told, read
from tests.fakes.model.determinism.bodies import APIS
from tests.fakes.model.determinism.wish import Wish

KEY = "key"

Create = Callable[..., Awaitable[Answer]]
"""A client's function, which takes the members of a body."""


async def by_openai(origin: str, wish: Wish, dialect: str) -> Told:
    """OpenAI's client, at its own provider's address or another's."""
    async with openai.AsyncOpenAI(api_key=KEY, base_url=f"{origin}{PATHS[dialect]}", max_retries=0) as client:
        return await chatted(client.chat.completions.create, _body(wish, dialect))


async def by_azure(origin: str, wish: Wish, dialect: str) -> Told:
    """OpenAI's client for Azure."""
    version = "2024-10-21"
    async with openai.AsyncAzureOpenAI(
        api_key=KEY, azure_endpoint=origin, api_version=version, max_retries=0
    ) as client:
        return await chatted(client.chat.completions.create, _body(wish, dialect))


async def by_groq(origin: str, wish: Wish, dialect: str) -> Told:
    """Groq's client."""
    async with groq.AsyncGroq(api_key=KEY, base_url=f"{origin}{PATHS[dialect]}", max_retries=0) as client:
        body = _body(wish, dialect)
        # Groq's own tells the usage of every stream, in a place of its own.
        body.pop("stream_options", None)
        return await chatted(client.chat.completions.create, body)


async def by_mistral(origin: str, wish: Wish, dialect: str) -> Told:
    """Mistral's client, whose chunks are within events."""
    body = {name: value for name, value in _body(wish, dialect).items() if name not in ("stream", "stream_options")}
    async with Mistral(api_key=KEY, server_url=f"{origin}{PATHS[dialect]}") as client:
        if not wish.stream:
            return _whole(await client.chat.complete_async(**body))
        async with await client.chat.stream_async(**body) as stream:
            return await _streamed(event.data async for event in stream)


async def chatted(create: Create, body: Json) -> Told:
    """Return what a chat completion says."""
    answer = await create(**body)
    return await _streamed(answer) if body.get("stream") else _whole(answer)


def _body(wish: Wish, dialect: str) -> Json:
    _, body = APIS[dialect](wish)
    # The usage of a stream is told where it is asked for; a parameter that a client does not know goes as it is.
    body = {**({"stream_options": {"include_usage": True}} if wish.stream else {}), **body}
    own = {"groq": {"reasoning_format": "parsed"}, "openrouter": {"reasoning": {"effort": "high"}}}.get(dialect)
    return {**body, "extra_body": own} if own and wish.reasons else body


def _whole(answer: Answer) -> Told:
    message = answer.choices[0].message
    made = [(call.function.name, read(call.function.arguments)) for call in message.tool_calls or ()]
    text, thoughts = _spoken(message.content)
    return Told(text, made, thoughts + _thought(message), _usage(answer.usage))


async def _streamed(chunks: AsyncIterator[Answer]) -> Told:
    told, calls = Told(), PartialCalls()
    async for chunk in chunks:
        used = getattr(chunk, "usage", None) or getattr(getattr(chunk, "x_groq", None), "usage", None)
        told.usage = _usage(used) if used else told.usage
        for choice in chunk.choices:
            text, thoughts = _spoken(choice.delta.content)
            told.text += text
            told.thoughts += thoughts + _thought(choice.delta)
            for call in choice.delta.tool_calls or ():
                calls.add(call.function.name, call.function.arguments)
    told.calls = calls.whole()
    return told


def _spoken(content: Any) -> tuple[str, str]:  # noqa: ANN401 - each client has a type of its own
    """The words and the thoughts of a content: Mistral's thinking models have parts of both."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else "", ""
    text = "".join(part.text for part in content if part.type == "text")
    return text, "".join(piece.text for part in content if part.type == "thinking" for piece in part.thinking)


def _thought(message: Answer) -> str:
    return getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None) or ""


def _usage(usage: Answer) -> tuple[int, int]:
    return usage.prompt_tokens, usage.completion_tokens
