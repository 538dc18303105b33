"""What the real google-genai client makes of errors."""

from collections.abc import Awaitable, Callable

import pytest
from google.genai import errors
from google.genai.client import AsyncClient

from tests.fakes.model.gemini.clients import MODEL, Config, Connect, chunks, whole

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("model", "config", "expected"),
    [
        ("fake/nobody", None, (404, "NOT_FOUND")),
        (MODEL, {"temperature": 3}, (400, "INVALID_ARGUMENT")),
    ],
    ids=["model", "temperature"],
)
@pytest.mark.parametrize("ask", [chunks, whole])
async def test_a_refusal_is_the_clients_own_error(
    gemini: AsyncClient, ask: Callable[..., Awaitable[object]], model: str, config: Config, expected: tuple[int, str]
) -> None:
    with pytest.raises(errors.ClientError) as caught:
        await ask(gemini, "Hello", config, model=model)
    assert (caught.value.code, caught.value.status) == expected


@pytest.mark.parametrize(
    ("fault", "kind", "expected"),
    [
        ("status=429;retry-after=2", errors.ClientError, (429, "RESOURCE_EXHAUSTED")),
        ("status=401", errors.ClientError, (401, "UNAUTHENTICATED")),
        ("status=500", errors.ServerError, (500, "INTERNAL")),
        ("status=503", errors.ServerError, (503, "UNAVAILABLE")),
    ],
)
@pytest.mark.parametrize("ask", [chunks, whole])
async def test_a_failure_is_the_clients_own_error(
    connect: Connect,
    ask: Callable[..., Awaitable[object]],
    fault: str,
    kind: type[errors.APIError],
    expected: tuple[int, str],
) -> None:
    with pytest.raises(kind) as caught:
        await ask(connect(**{"x-fake-fault": fault}), "Hello")
    assert (caught.value.code, caught.value.status) == expected


async def test_a_failure_within_a_stream_comes_behind_what_was_said(connect: Connect) -> None:
    faulty = connect(**{"x-fake-fault": "error@event=2;status=503"})
    stream = await faulty.models.generate_content_stream(model=MODEL, contents="Hello")
    said = []
    with pytest.raises(errors.ServerError) as caught:  # noqa: PT012 - the error comes in the middle of the loop
        async for chunk in stream:
            said.append(chunk.text)  # noqa: PERF401 - as above
    assert len(said) == 2
    assert (caught.value.code, caught.value.status) == (503, "UNAVAILABLE")
