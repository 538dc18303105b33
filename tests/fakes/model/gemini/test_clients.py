"""The real google-genai client against the server."""

import pytest
from google.genai import types
from google.genai.client import AsyncClient
from pydantic import BaseModel

from tests.fakes.model.gemini.clients import MODEL, Answer, Connect, chunks, whole
from tests.providers.asking import LITELLMS_WARNINGS

pytestmark = [
    pytest.mark.anyio,
    *LITELLMS_WARNINGS,
]

WEATHER = types.FunctionDeclaration(
    name="get_weather",
    parameters=types.Schema(
        type=types.Type.OBJECT, properties={"city": types.Schema(type=types.Type.STRING)}, required=["city"]
    ),
)
NEWS = types.FunctionDeclaration(
    name="read_news",
    parameters_json_schema={"type": "object", "properties": {"topic": {"type": "string"}}, "required": ["topic"]},
)
BOTH = types.GenerateContentConfig(tools=[types.Tool(function_declarations=[WEATHER, NEWS])])


class City(BaseModel):
    name: str
    people: int


def calls_of(*responses: Answer) -> list[tuple[str, dict[str, object]]]:
    return [(call.name, call.args) for response in responses for call in response.function_calls or ()]


async def test_a_stream_says_what_the_whole_answer_says(gemini: AsyncClient) -> None:
    streamed = await chunks(gemini, "Tell me about lighthouses.")
    answer = await whole(gemini, "Tell me about lighthouses.")

    assert len(streamed) > 5
    assert "".join(chunk.text or "" for chunk in streamed) == answer.text
    assert [chunk.candidates[0].finish_reason for chunk in streamed[:-1]] == [None] * (len(streamed) - 1)
    assert streamed[-1].candidates[0].finish_reason == answer.candidates[0].finish_reason == "STOP"
    assert streamed[-1].usage_metadata == answer.usage_metadata
    assert {chunk.model_version for chunk in streamed} == {MODEL}


async def test_several_tools_are_called_at_once_and_their_results_are_told(gemini: AsyncClient) -> None:
    question = types.Content(role="user", parts=[types.Part(text="What is the weather, and what is the news?")])
    streamed = await chunks(gemini, [question], BOTH)
    answer = await whole(gemini, [question], BOTH)

    assert calls_of(*streamed) == calls_of(answer)
    assert [name for name, _ in calls_of(answer)] == ["get_weather", "read_news"]
    results = [
        types.Part.from_function_response(name=name, response={"result": f"{name} is fine"})
        for name, _ in calls_of(answer)
    ]
    told = await whole(
        gemini, [question, answer.candidates[0].content, types.Content(role="user", parts=results)], BOTH
    )
    assert "get_weather is fine" in told.text
    assert "read_news is fine" in told.text


async def test_a_python_function_is_called_by_the_client_itself(gemini: AsyncClient) -> None:
    def get_weather(city: str) -> str:
        """Tell the weather of a city."""
        return f"sunny in {city}"

    told = await whole(gemini, "How is the weather?", types.GenerateContentConfig(tools=[get_weather]))
    assert "sunny in" in told.text


async def test_a_call_of_a_newer_model_has_an_id_and_a_signature(gemini: AsyncClient) -> None:
    answer = await whole(gemini, "What is the weather?", BOTH, model="gemini-3-pro-preview")
    (call,) = answer.function_calls
    assert call.id.startswith("call_")
    assert answer.candidates[0].content.parts[0].thought_signature


async def test_thoughts_are_shown_to_those_who_ask(gemini: AsyncClient) -> None:
    config = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(include_thoughts=True))
    streamed = await chunks(gemini, "Why is the sky blue?", config)
    answer = await whole(gemini, "Why is the sky blue?", config)

    parts = [part for chunk in streamed for part in chunk.candidates[0].content.parts]
    thought, said = answer.candidates[0].content.parts
    assert thought.thought
    assert "".join(part.text for part in parts if part.thought) == thought.text
    assert "".join(part.text for part in parts if not part.thought) == said.text
    assert said.thought_signature
    assert parts[-1].thought_signature
    assert answer.usage_metadata.thoughts_token_count == streamed[-1].usage_metadata.thoughts_token_count > 0


async def test_thoughts_that_nobody_sees_are_billed(gemini: AsyncClient) -> None:
    spared = types.GenerateContentConfig(thinking_config=types.ThinkingConfig(thinking_budget=0))
    answer = await whole(gemini, "Why is the sky blue?")
    cheaper = await whole(gemini, "Why is the sky blue?", spared)
    assert answer.text == cheaper.text
    assert answer.usage_metadata.thoughts_token_count > 0
    assert cheaper.usage_metadata.thoughts_token_count is None


async def test_structured_output_fits_the_schema(gemini: AsyncClient) -> None:
    config = types.GenerateContentConfig(response_mime_type="application/json", response_schema=City)
    answer = await whole(gemini, "Name a city.", config)
    assert isinstance(answer.parsed, City)
    config = types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=City.model_json_schema()
    )
    streamed = await chunks(gemini, "Name a city.", config)
    City.model_validate_json("".join(chunk.text or "" for chunk in streamed))


async def test_several_candidates_are_answered_side_by_side(gemini: AsyncClient) -> None:
    config = types.GenerateContentConfig(
        candidate_count=2, max_output_tokens=5, thinking_config=types.ThinkingConfig(thinking_budget=0)
    )
    streamed = await chunks(gemini, "Hello", config)
    answer = await whole(gemini, "Hello", config)
    texts = ["", ""]
    for chunk in streamed:
        (candidate,) = chunk.candidates
        texts[candidate.index or 0] += "".join(part.text for part in candidate.content.parts)
    assert texts == [candidate.content.parts[0].text for candidate in answer.candidates]
    assert [candidate.finish_reason for candidate in answer.candidates] == ["MAX_TOKENS"] * 2


async def test_probabilities_are_told(gemini: AsyncClient) -> None:
    config = types.GenerateContentConfig(response_logprobs=True, logprobs=2)
    result = (await whole(gemini, "Hello", config)).candidates[0].logprobs_result
    streamed = [
        chosen.token
        for chunk in await chunks(gemini, "Hello", config)
        if (told := chunk.candidates[0].logprobs_result)
        for chosen in told.chosen_candidates
    ]
    assert [chosen.token for chosen in result.chosen_candidates] == streamed
    assert {len(top.candidates) for top in result.top_candidates} == {2}


async def test_tokens_are_counted_as_they_are_billed(gemini: AsyncClient) -> None:
    counted = await gemini.models.count_tokens(model=MODEL, contents="Hello there")
    answer = await whole(gemini, "Hello there")
    assert counted.total_tokens == answer.usage_metadata.prompt_token_count


async def test_texts_are_embedded(gemini: AsyncClient) -> None:
    answer: Answer = await gemini.models.embed_content(
        model="gemini-embedding-001", contents=["one", "two"], config={"output_dimensionality": 64}
    )
    assert [len(embedding.values) for embedding in answer.embeddings] == [64, 64]


async def test_models_are_listed_and_told(gemini: AsyncClient) -> None:
    models = gemini.models
    names = [model.name async for model in await models.list()]
    assert names == ["models/fake/default", "models/fake/long"]
    assert (await models.get(model="fake/default")).input_token_limit == 128_000
    assert (await models.get(model=MODEL)).name == f"models/{MODEL}"


async def test_a_vertex_client_finds_the_same_models_by_its_own_paths(connect: Connect) -> None:
    vertex = connect(vertex=True, version="v1beta1")
    answer: Answer = await vertex.models.generate_content(model="fake/default", contents="Hello")
    assert answer.model_version == "fake/default"
    assert answer.create_time.isoformat() == "2025-01-01T00:00:00+00:00"
    stream = await vertex.models.generate_content_stream(model=MODEL, contents="Hello")
    assert "".join([chunk.text or "" async for chunk in stream]) == answer.text
