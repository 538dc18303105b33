"""The real OpenAI client against the Responses API."""

from typing import Any

import openai
import pytest
from openai.types.responses import ResponseCompletedEvent, ResponseFunctionToolCall, ResponseTextDeltaEvent
from pydantic import BaseModel

from fakes.model.api_error import ApiError
from fakes.model.saying import Call, Reasoning, Refusal, Saying, Text
from tests.fakes.model.openai.serving import serving

pytestmark = pytest.mark.anyio

MODEL = "gpt-4o"
TOOL: Any = {
    "type": "function",
    "name": "weather",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    },
}


class City(BaseModel):
    name: str
    people: int


async def test_a_response_is_read_as_text() -> None:
    async with serving() as client:
        response = await client.responses.create(model=MODEL, input="Tell me about lighthouses.")

    assert "lighthouses" in response.output_text
    assert (response.status, response.model) == ("completed", MODEL)
    assert response._request_id is not None
    assert response.usage is not None
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens


async def test_a_stream_says_what_the_response_says() -> None:
    async with serving() as client:
        stream = await client.responses.create(model=MODEL, input="Tell me about lighthouses.", stream=True)
        found = [event async for event in stream]
        whole = await client.responses.create(model=MODEL, input="Tell me about lighthouses.")

    deltas = [event.delta for event in found if isinstance(event, ResponseTextDeltaEvent)]
    last = found[-1]
    assert isinstance(last, ResponseCompletedEvent)
    assert len(deltas) > 5
    assert "".join(deltas) == last.response.output_text == whole.output_text


async def test_the_streaming_helper_adds_up_the_same_response() -> None:
    saying = Saying((Reasoning("Hm, so."), Text("I look."), Call("weather", '{"city":"Oslo"}')))
    async with (
        serving(saying) as client,
        client.responses.stream(model="o3", input="Rain?", tools=[TOOL], reasoning={"summary": "auto"}) as stream,
    ):
        texts = [event.snapshot async for event in stream if event.type == "response.output_text.delta"]
        response = await stream.get_final_response()

    assert texts[-1] == "I look."
    thought, message, call = response.output
    assert (thought.type, message.type, call.type) == ("reasoning", "message", "function_call")
    assert call.type == "function_call"
    assert call.parsed_arguments == {"city": "Oslo"}


async def test_the_streaming_helper_goes_through_a_refusal_and_a_limit() -> None:
    async with (
        serving(Saying((Refusal("I " + "can not " * 20),))) as client,
        client.responses.stream(model=MODEL, input="Hi", max_output_tokens=16) as stream,
    ):
        kinds = [event.type async for event in stream]

    assert "response.refusal.delta" in kinds
    assert kinds[-1] == "response.incomplete"


async def test_an_answer_is_parsed_into_a_model() -> None:
    async with serving() as client:
        response = await client.responses.parse(model=MODEL, input="A city, please.", text_format=City)

    assert isinstance(response.output_parsed, City)


async def test_tools_are_called_and_their_outputs_are_told() -> None:
    async with serving() as client:
        first = await client.responses.create(model=MODEL, input="How is the weather?", tools=[TOOL])
        (call,) = first.output
        assert isinstance(call, ResponseFunctionToolCall)
        output: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "Sunny in Oslo."}
        second = await client.responses.create(model=MODEL, input=[output], previous_response_id=first.id, tools=[TOOL])
        by_hand: Any = [{"role": "user", "content": "How is the weather?"}, call.model_dump(), output]
        third = await client.responses.create(model=MODEL, input=by_hand, tools=[TOOL])

    assert "Sunny in Oslo." in second.output_text
    assert second.output_text == third.output_text


async def test_stored_responses_are_read_listed_and_deleted() -> None:
    async with serving() as client:
        response = await client.responses.create(model=MODEL, input="Hello?")
        again = await client.responses.retrieve(response.id)
        listed = [item async for item in client.responses.input_items.list(response.id)]
        await client.responses.delete(response.id)
        with pytest.raises(openai.NotFoundError, match="not found"):
            await client.responses.retrieve(response.id)

    assert again.output_text == response.output_text
    assert [item.type for item in listed] == ["message"]


async def test_pages_of_input_follow_each_other() -> None:
    given: Any = [{"role": "user", "content": str(number)} for number in range(5)]
    async with serving() as client:
        response = await client.responses.create(model=MODEL, input=given)
        pages = client.responses.input_items.list(response.id, limit=2, order="asc")
        listed: list[Any] = [item async for item in pages]

    assert [item.content[0].text for item in listed] == list("01234")


async def test_a_response_that_is_finished_cannot_be_cancelled() -> None:
    async with serving() as client:
        response = await client.responses.create(model=MODEL, input="Hello?")
        with pytest.raises(openai.BadRequestError, match="Cannot cancel a synchronous response"):
            await client.responses.cancel(response.id)


async def test_refusals_become_the_clients_exceptions() -> None:
    async with serving() as client:
        with pytest.raises(openai.BadRequestError) as caught:
            await client.responses.create(model=MODEL, input="Hello?", previous_response_id="resp_0")
        assert (caught.value.code, caught.value.param) == ("previous_response_not_found", "previous_response_id")
        with pytest.raises(openai.NotFoundError) as missing:
            await client.responses.create(model="fake/none", input="Hello?")
        assert missing.value.code == "model_not_found"
    async with serving(error=ApiError(429, "Slow down.", code="rate_limit_exceeded")) as client:
        with pytest.raises(openai.RateLimitError):
            await client.responses.create(model=MODEL, input="Hello?")
