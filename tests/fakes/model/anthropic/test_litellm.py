"""litellm's anthropic provider against the server, at every base that it may be given."""

import json
from pathlib import Path
from typing import Any

import pytest

from fakes.model import ModelServer
from tests.fakes.model.anthropic.blocks import PNG
from tests.fakes.model.anthropic.clients import playing
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("litellm"), *LITELLMS_WARNINGS]

Answer = Any
"""What litellm returns, in whose types everything may be absent."""

BY_TOOL, BY_FORMAT = "claude-3-5-haiku-20241022", "claude-opus-4-6"
"""Models for which litellm turns a schema into a tool, and into an output format."""
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
    "required": ["city", "people"],
    "additionalProperties": False,
}
FORM = {"type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": SCHEMA}}
TOOLS = [
    {"type": "function", "function": {"name": name, "description": "It helps.", "parameters": SCHEMA}}
    for name in ("get_weather", "read_news")
]
CITY = {"city": "Ulm", "people": 7}
CALLS = [
    {"call": {"name": name, "arguments": CITY, "id": id_}}
    for name, id_ in (("get_weather", "toolu_1"), ("read_news", "toolu_2"))
]


async def ask(server: ModelServer, base: str = "/anthropic", model: str = BY_TOOL, **asked: object) -> Answer:
    import litellm  # noqa: PLC0415 - it takes seconds, and its warnings are this file's

    return await litellm.acompletion(
        model=f"anthropic/{model}",
        api_base=f"{server.origin}{base}",
        api_key="key",
        max_retries=0,
        _skip_mcp_handler=True,
        **{"messages": [{"role": "user", "content": "Hello"}], **asked},
    )


async def said(server: ModelServer, *, stream: bool, **asked: Any) -> tuple[str, list[str], str | None, str]:  # noqa: ANN401 - JSON
    """The words, the arguments of each call, the reason of the end and the thoughts, streamed or not."""
    answer = await ask(server, stream=stream, **asked)
    if not stream:
        message = answer.choices[0].message
        made = [call.function.arguments for call in message.tool_calls or ()]
        thought = getattr(message, "reasoning_content", None)
        return message.content or "", made, answer.choices[0].finish_reason, thought or ""
    text, thoughts, reason = "", "", None
    calls: dict[int, str] = {}
    async for chunk in answer:
        choice = chunk.choices[0]
        text += choice.delta.content or ""
        thoughts += getattr(choice.delta, "reasoning_content", None) or ""
        reason = choice.finish_reason or reason
        for call in choice.delta.tool_calls or ():
            calls[call.index] = calls.get(call.index, "") + (call.function.arguments or "")
    return text, [*calls.values()], reason, thoughts


@pytest.mark.parametrize("base", ["", "/anthropic", "/anthropic/v1/messages", "/_session/mine/anthropic"])
async def test_every_base_leads_to_the_model(tmp_path: Path, base: str) -> None:
    async with playing(tmp_path, "Hello there.") as server:
        answer = await ask(server, base)
    assert answer.choices[0].message.content == "Hello there."
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (8, 3)


@pytest.mark.parametrize("stream", [False, True])
async def test_words_and_parallel_calls_come_through(tmp_path: Path, stream: bool) -> None:  # noqa: FBT001 - a table's column
    async with playing(tmp_path, [{"text": "Wait."}, *CALLS]) as server:
        text, calls, reason, _ = await said(server, stream=stream, tools=TOOLS)
    assert (text, reason) == ("Wait.", "tool_calls")
    assert [json.loads(call) for call in calls] == [CITY, CITY]


async def test_tools_are_called_and_their_results_are_told() -> None:
    question: Any = {"role": "user", "content": "What is the weather, and the news?"}
    async with ModelServer() as server:
        message = (await ask(server, messages=[question], tools=TOOLS)).choices[0].message
        results = [{"role": "tool", "tool_call_id": call.id, "content": "Sun."} for call in message.tool_calls]
        history = [{"role": "system", "content": "Be brief."}, question, message.model_dump(), *results]
        told = (await ask(server, messages=history, tools=TOOLS)).choices[0].message.content
    assert "**get_weather** says: Sun." in told
    assert "**read_news** says: Sun." in told


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", [BY_TOOL, BY_FORMAT])
@pytest.mark.parametrize("say", [json.dumps(CITY), None], ids=["written", "made up"])
async def test_an_answer_fits_the_schema_however_litellm_asks(
    tmp_path: Path,
    model: str,
    stream: bool,  # noqa: FBT001 - a table's column
    say: str | None,
) -> None:
    async with playing(tmp_path, say or "never", **({} if say else {"match": {"user": "nobody"}})) as server:
        text, calls, reason, _ = await said(server, stream=stream, model=model, response_format=FORM)
    assert (calls, reason) == ([], "stop")
    value = json.loads(text)
    assert value == CITY if say else sorted(value) == ["city", "people"]


@pytest.mark.parametrize("stream", [False, True])
async def test_thoughts_come_through(tmp_path: Path, stream: bool) -> None:  # noqa: FBT001 - a table's column
    async with playing(tmp_path, [{"reasoning": "Let me see."}, {"text": "Yes."}]) as server:
        answer = await said(server, stream=stream, model=BY_FORMAT, reasoning_effort="low")
    assert answer == ("Yes.", [], "stop", "Let me see.")


@pytest.mark.parametrize(
    ("asked", "text", "reason"),
    [
        ({"max_tokens": 2}, "one two", "length"),
        ({"stop": [" three"]}, "one two", "stop"),
        ({"temperature": 0.3, "top_p": 0.9, "user": "me"}, "one two three", "stop"),
        ({"tools": TOOLS, "tool_choice": "none"}, "one two three", "stop"),
    ],
)
async def test_wishes_are_obeyed(tmp_path: Path, asked: dict[str, object], text: str, reason: str) -> None:
    async with playing(tmp_path, "one two three") as server:
        for stream in (False, True):
            assert (await said(server, stream=stream, **asked))[:3] == (text, [], reason)


async def test_an_image_is_seen() -> None:
    data = PNG["source"]["data"]
    image = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
    messages = [{"role": "user", "content": [{"type": "text", "text": "See"}, image]}]
    async with ModelServer() as server:
        answer = await ask(server, messages=messages)
    assert "1 × PNG" in answer.choices[0].message.content


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("status=400", "BadRequestError"),
        ("status=401", "AuthenticationError"),
        ("status=404", "NotFoundError"),
        ("status=429", "RateLimitError"),
        ("status=500", "InternalServerError"),
        ("status=529", "InternalServerError"),
    ],
)
async def test_an_error_is_of_its_class(fault: str, name: str) -> None:
    async with ModelServer() as server:
        for stream in (False, True):
            with pytest.raises(Exception) as caught:  # noqa: PT011 - its class is what is judged
                await ask(server, stream=stream, extra_headers={"x-fake-fault": fault})
            assert type(caught.value).__name__ == name


async def test_a_prompt_that_is_too_long_is_known_by_its_words() -> None:
    async with ModelServer() as server:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - as above
            await ask(server, messages=[{"role": "user", "content": "word " * 130_000}])
    assert type(caught.value).__name__ == "ContextWindowExceededError"


async def test_an_error_inside_a_stream_is_raised() -> None:
    async with ModelServer() as server:
        with pytest.raises(Exception, match="Oh"):
            await said(server, stream=True, extra_headers={"x-fake-fault": "error@event=5;status=529;message=Oh"})
