"""The real google-genai client: how tests ask with it."""

from collections.abc import Callable
from typing import Any

from google.genai import types
from google.genai.client import AsyncClient

MODEL = "gemini-2.5-flash"

Contents = types.ContentListUnion | types.ContentListUnionDict
Config = types.GenerateContentConfigOrDict | None
Answer = Any
"""A response of the client, in whose types everything may be absent."""

Connect = Callable[..., AsyncClient]


async def chunks(gemini: AsyncClient, contents: Contents, config: Config = None, model: str = MODEL) -> list[Any]:
    stream = await gemini.models.generate_content_stream(model=model, contents=contents, config=config)
    return [chunk async for chunk in stream]


async def whole(gemini: AsyncClient, contents: Contents, config: Config = None, model: str = MODEL) -> Answer:
    return await gemini.models.generate_content(model=model, contents=contents, config=config)
