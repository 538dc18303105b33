"""The clients of the APIs that have a shape of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial

import anthropic
import anyio.to_thread
import httpx
import ollama
import openai
from google import genai
from google.genai import types
from google.genai.client import AsyncClient

from fakes.model.torture.environment import PATHS
from tests.fakes.model.bedrock.clients import boto
from tests.fakes.model.conformance.chat_clients import KEY
from tests.fakes.model.conformance.told import Answer, Json, PartialCalls, Told, read
from tests.fakes.model.determinism.bodies import APIS
from tests.fakes.model.determinism.wish import Wish

GEMINI, CLAUDE = "gemini-2.5-flash", "anthropic.claude-3-7-sonnet"


async def by_responses(origin: str, wish: Wish, dialect: str) -> Told:
    """OpenAI's client, at the Responses API."""
    async with openai.AsyncOpenAI(api_key=KEY, base_url=f"{origin}{PATHS[dialect]}", max_retries=0) as client:
        return await responded(await client.responses.create(**_body(wish, dialect)), stream=wish.stream)


async def responded(answer: Answer, *, stream: bool) -> Told:
    """Return what a response says: of a stream, what its deltas say, and the usage of its end."""
    if not stream:
        return _response(answer)
    text, thoughts, last = "", "", None
    async for event in answer:
        text += event.delta if event.type == "response.output_text.delta" else ""
        thoughts += event.delta if event.type == "response.reasoning_summary_text.delta" else ""
        last = event if event.type == "response.completed" else last
    assert last is not None, "the stream did not complete"
    told = _response(last.response)
    assert (told.text, told.thoughts) == (text, thoughts)
    return told


async def by_anthropic(origin: str, wish: Wish, dialect: str) -> Told:
    """Anthropic's client, with its helper for streams."""
    body = _body(wish, dialect)
    async with anthropic.AsyncAnthropic(api_key=KEY, base_url=f"{origin}{PATHS[dialect]}", max_retries=0) as client:
        if not body.pop("stream"):
            return _message(await client.messages.create(**body))
        async with client.messages.stream(**body) as stream:
            return _message(await stream.get_final_message())


@asynccontextmanager
async def google(base_url: str) -> AsyncIterator[AsyncClient]:
    """google-genai's client, which asks once."""
    options = types.HttpOptions(
        base_url=base_url,
        retry_options=types.HttpRetryOptions(attempts=1),
        # A transport of its own makes the client use httpx: its aiohttp session warns of itself.
        async_client_args={"transport": httpx.AsyncHTTPTransport()},
    )
    with closing(genai.Client(vertexai=False, api_key=KEY, http_options=options)) as client:
        async with client.aio as gemini:
            yield gemini


async def by_gemini(origin: str, wish: Wish, dialect: str) -> Told:
    """google-genai's client."""
    body = _body(wish, dialect)
    config = {**body["generationConfig"], "tools": body.get("tools", [])}
    asked: Json = {"model": wish.model or GEMINI, "contents": body["contents"], "config": config}
    async with google(f"{origin}{PATHS[dialect]}") as gemini:
        if not wish.stream:
            return _candidates([await gemini.models.generate_content(**asked)])
        return _candidates([chunk async for chunk in await gemini.models.generate_content_stream(**asked)])


async def by_boto(origin: str, wish: Wish, dialect: str) -> Told:
    """boto3's client."""
    asked = {"modelId": wish.model or CLAUDE, **_body(wish, dialect)}
    client = boto(f"{origin}{PATHS[dialect]}")
    with closing(client):
        if not wish.stream:
            return _converse(await anyio.to_thread.run_sync(partial(client.converse, **asked)))

        def events() -> list[Json]:
            with closing(client.converse_stream(**asked)["stream"]) as stream:
                return list(stream)

        return _converse_stream(await anyio.to_thread.run_sync(events))


async def by_ollama(origin: str, wish: Wish, dialect: str) -> Told:
    """Ollama's client."""
    async with ollama.AsyncClient(host=f"{origin}{PATHS[dialect]}") as client:
        answer: Answer = await client.chat(**_body(wish, dialect))
        lines = [line async for line in answer] if wish.stream else [answer]
    made = [call.function for line in lines for call in line.message.tool_calls or ()]
    return Told(
        "".join(line.message.content or "" for line in lines),
        [(call.name, read(call.arguments)) for call in made],
        "".join(line.message.thinking or "" for line in lines),
        (lines[-1].prompt_eval_count, lines[-1].eval_count),
    )


def _body(wish: Wish, dialect: str) -> Json:
    return APIS[dialect](wish)[1]


def _response(response: Answer) -> Told:
    told = Told(usage=(response.usage.input_tokens, response.usage.output_tokens))
    for item in response.output:
        if item.type == "message":
            told.text += "".join(part.text for part in item.content)
        elif item.type == "function_call":
            told.calls.append((item.name, read(item.arguments)))
        else:
            told.thoughts += "".join(part.text for part in item.summary)
    return told


def _message(message: Answer) -> Told:
    told = Told(usage=(message.usage.input_tokens, message.usage.output_tokens))
    for block in message.content:
        told.text += block.text if block.type == "text" else ""
        told.thoughts += block.thinking if block.type == "thinking" else ""
        told.calls += [(block.name, read(block.input))] if block.type == "tool_use" else []
    return told


def _candidates(answers: list[Answer]) -> Told:
    told = Told()
    for answer in answers:
        used = answer.usage_metadata
        told.usage = used.prompt_token_count, (used.candidates_token_count or 0) + (used.thoughts_token_count or 0)
        for part in answer.candidates[0].content.parts or ():
            told.thoughts += (part.text or "") if part.thought else ""
            told.text += (part.text or "") if not part.thought else ""
            told.calls += [(part.function_call.name, read(part.function_call.args))] if part.function_call else []
    return told


def _converse(answer: Json) -> Told:
    told = Told(usage=(answer["usage"]["inputTokens"], answer["usage"]["outputTokens"]))
    for block in answer["output"]["message"]["content"]:
        told.text += block.get("text", "")
        told.thoughts += block.get("reasoningContent", {}).get("reasoningText", {}).get("text", "")
        told.calls += [(use["name"], read(use["input"]))] if (use := block.get("toolUse")) else []
    return told


def _converse_stream(events: list[Json]) -> Told:
    told, calls = Told(), PartialCalls()
    for event in events:
        if begun := event.get("contentBlockStart", {}).get("start", {}).get("toolUse"):
            calls.add(begun["name"], None)
        said = event.get("contentBlockDelta", {}).get("delta", {})
        told.text += said.get("text", "")
        told.thoughts += said.get("reasoningContent", {}).get("text", "")
        if use := said.get("toolUse"):
            calls.add(None, use["input"])
        if used := event.get("metadata", {}).get("usage"):
            told.usage = used["inputTokens"], used["outputTokens"]
    told.calls = calls.whole()
    return told
