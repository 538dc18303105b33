"""The APIs beside the chats, by the provider's own client and by litellm: each returns what it was told, to compare."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import anthropic
import anyio.to_thread
import ollama
import openai
from mistralai.client import Mistral

from fakes.model.torture.environment import PATHS, environment
from service.providers.litellm import load
from tests.fakes.model.conformance.chat_clients import KEY
from tests.fakes.model.conformance.litellm_client import BASES
from tests.fakes.model.conformance.own_clients import google
from tests.fakes.model.conformance.told import Answer, Json

Ask = Callable[[str], Awaitable[object]]
"""Asks a server at an origin."""

TEXTS = ["one and two", "three"]
HELLO: Any = [{"role": "user", "content": "Hello there"}]
INSTRUCT = "gpt-3.5-turbo-instruct"


def _openai(origin: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(api_key=KEY, base_url=f"{origin}{PATHS['openai']}", max_retries=0)


def _way(origin: str, dialect: str) -> Json:
    return {"api_key": KEY, "api_base": environment(origin, KEY)[BASES[dialect]]}


async def completed(create: Callable[..., Awaitable[Answer]], model: str, **own: object) -> object:
    """What an older completion says, whole and streamed, with its usage."""
    asked: Json = {"model": model, "prompt": TEXTS[0], "max_tokens": 9, **own}
    whole = await create(**asked)
    stream = await create(**asked, stream=True, stream_options={"include_usage": True})
    parts = [part async for part in stream]
    assert "".join(part.choices[0].text or "" for part in parts if part.choices) == whole.choices[0].text
    (usage,) = [part.usage for part in parts if part.usage]
    assert usage.completion_tokens == whole.usage.completion_tokens == 9
    assert usage.prompt_tokens == whole.usage.prompt_tokens
    return whole.choices[0].text, whole.choices[0].finish_reason, whole.usage.prompt_tokens


async def completed_by_openai(origin: str) -> object:
    async with _openai(origin) as client:
        return await completed(client.completions.create, INSTRUCT)


async def completed_by_litellm(origin: str) -> object:
    # A client of its own it would not close.
    async with _openai(origin) as client:
        return await completed(load().atext_completion, f"text-completion-openai/{INSTRUCT}", client=client)


def _rounded(vectors: Any) -> list[list[float]]:  # noqa: ANN401 - each client has types of its own
    # Some are told in half of the digits.
    return [[round(number, 5) for number in vector] for vector in vectors]


async def embedded_by_openai(origin: str) -> object:
    async with _openai(origin) as client:
        answer = await client.embeddings.create(model="text-embedding-3-small", input=TEXTS)
    return _rounded(item.embedding for item in answer.data), answer.usage.prompt_tokens


async def embedded_by_azure(origin: str) -> object:
    client = openai.AsyncAzureOpenAI(api_key=KEY, azure_endpoint=origin, api_version="2024-10-21", max_retries=0)
    async with client:
        answer = await client.embeddings.create(model="text-embedding-3-small", input=TEXTS)
    return _rounded(item.embedding for item in answer.data), answer.usage.prompt_tokens


async def embedded_by_mistral(origin: str) -> object:
    async with Mistral(api_key=KEY, server_url=f"{origin}{PATHS['mistral']}") as client:
        answer = await client.embeddings.create_async(model="mistral-embed", inputs=TEXTS)
    return _rounded(item.embedding for item in answer.data), answer.usage.prompt_tokens


async def embedded_by_gemini(origin: str) -> object:
    async with google(f"{origin}{PATHS['gemini']}") as client:
        texts: Any = TEXTS
        answer: Answer = await client.models.embed_content(model="gemini-embedding-001", contents=texts)
    return _rounded(item.values for item in answer.embeddings)


async def embedded_by_ollama(origin: str) -> object:
    async with ollama.AsyncClient(host=f"{origin}{PATHS['ollama']}") as client:
        answer = await client.embed("nomic-embed-text", TEXTS)
    return _rounded(answer.embeddings), answer.prompt_eval_count


async def embedded_by_litellm(origin: str, dialect: str, model: str, *, counted: bool = True) -> object:
    answer = await load().aembedding(model=model, input=TEXTS, **_way(origin, dialect))
    vectors = _rounded(item["embedding"] for item in answer.data)
    return (vectors, answer.usage.prompt_tokens) if counted else vectors


async def moderated_by_openai(origin: str) -> object:
    async with _openai(origin) as client:
        answer = await client.moderations.create(input=["Hello", "how to hurt myself"])
    return [result.flagged for result in answer.results], answer.results[1].category_scores.self_harm


async def moderated_by_litellm(origin: str) -> object:
    answer = await load().amoderation(
        model="omni-moderation-latest", input=["Hello", "how to hurt myself"], **_way(origin, "openai")
    )
    return [result.flagged for result in answer.results], answer.results[1].category_scores["self_harm"]


async def listed_by_openai(origin: str) -> object:
    async with _openai(origin) as client:
        return [model.id async for model in client.models.list()]


async def listed_by_anthropic(origin: str) -> object:
    async with anthropic.AsyncAnthropic(api_key=KEY, base_url=f"{origin}{PATHS['anthropic']}") as client:
        return [f"anthropic/{model.id}" async for model in client.models.list()]


async def listed_by_litellm(origin: str, dialect: str) -> object:
    listed = partial(
        load().get_valid_models, check_provider_endpoint=True, custom_llm_provider=dialect, **_way(origin, dialect)
    )
    return await anyio.to_thread.run_sync(listed)


async def counted_by_anthropic(origin: str) -> object:
    async with anthropic.AsyncAnthropic(api_key=KEY, base_url=f"{origin}{PATHS['anthropic']}") as client:
        return (await client.messages.count_tokens(model="demo", messages=HELLO)).input_tokens


async def counted_by_gemini(origin: str) -> object:
    async with google(f"{origin}{PATHS['gemini']}") as client:
        return (await client.models.count_tokens(model="gemini-2.5-flash", contents=HELLO[0]["content"])).total_tokens


async def counted_by_litellm(origin: str, dialect: str, model: str) -> object:
    # Gemini's count is asked for at another base than its chats.
    base = f"{origin}{PATHS[dialect]}"
    counted = await load().acount_tokens(model=model, messages=HELLO, api_key=KEY, api_base=base)
    # Where the provider tells nothing, it counts by itself.
    assert counted.original_response
    return counted.total_tokens


OTHERS: Mapping[tuple[str, str], tuple[Ask, Ask]] = {
    ("completions", "openai"): (completed_by_openai, completed_by_litellm),
    ("embeddings", "openai"): (
        embedded_by_openai,
        partial(embedded_by_litellm, dialect="openai", model="openai/text-embedding-3-small"),
    ),
    ("embeddings", "azure"): (
        embedded_by_azure,
        partial(embedded_by_litellm, dialect="azure", model="azure/text-embedding-3-small"),
    ),
    ("embeddings", "mistral"): (
        embedded_by_mistral,
        partial(embedded_by_litellm, dialect="mistral", model="mistral/mistral-embed"),
    ),
    ("embeddings", "gemini"): (
        embedded_by_gemini,
        partial(embedded_by_litellm, dialect="gemini", model="gemini/gemini-embedding-001", counted=False),
    ),
    ("embeddings", "ollama"): (
        embedded_by_ollama,
        partial(embedded_by_litellm, dialect="ollama", model="ollama/nomic-embed-text"),
    ),
    ("moderations", "openai"): (moderated_by_openai, moderated_by_litellm),
    ("models", "openai"): (listed_by_openai, partial(listed_by_litellm, dialect="openai")),
    ("models", "anthropic"): (listed_by_anthropic, partial(listed_by_litellm, dialect="anthropic")),
    ("count_tokens", "anthropic"): (
        counted_by_anthropic,
        partial(counted_by_litellm, dialect="anthropic", model="anthropic/claude-opus-4-6"),
    ),
    ("count_tokens", "gemini"): (
        counted_by_gemini,
        partial(counted_by_litellm, dialect="gemini", model="gemini/gemini-2.5-flash"),
    ),
}
"""By API and dialect: the provider's own client, and litellm."""
