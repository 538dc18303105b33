"""What litellm sends to OpenAI, byte for byte: what a provider answers proves nothing about what it was asked."""

from collections.abc import Iterator, Sequence
from types import ModuleType

import httpx
import pytest
import respx
from msgspec.structs import replace

from service import errors, upstream_errors
from service.field import JSON
from service.messages import (
    AssistantMessage,
    FilePart,
    ImagePart,
    Message,
    ReasoningPart,
    SystemMessage,
    TextPart,
    UserMessage,
)
from service.model import FinishChunk, ResponseSchema, TextChunk
from service.providers.endpoint import Endpoint
from service.providers.litellm import LitellmModel
from tests.providers.asking import DEEPSEEK, LITELLMS_WARNINGS, OPENAI, ask, model_at, point_at, request_to
from tests.providers.dialects import OPENAI_DONE, openai_finish, openai_text
from tests.providers.loopback import refusal, refused_port, upstream

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

ANSWER = openai_text("Hi") + openai_finish("stop") + OPENAI_DONE
COMPLETIONS = "https://api.openai.com/v1/chat/completions"


@pytest.fixture(autouse=True)
def _no_endpoint(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_KEY", "OPENAI_ORGANIZATION", "OPENAI_ORG_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def openai() -> Iterator[respx.Route]:
    """OpenAI's one address that may be called, and must be."""
    with respx.mock as router:
        yield router.post(COMPLETIONS).respond(200, content=ANSWER, headers={"content-type": "text/event-stream"})


def model(*, base_url: str | None = None, max_retries: int = 0) -> LitellmModel:
    endpoint = Endpoint(base_url=base_url, api_key="sk-ours")
    return LitellmModel(endpoint=endpoint, timeout=7, max_retries=max_retries)


def user(text: str) -> UserMessage:
    return UserMessage((TextPart(text),))


PDF = "data:application/pdf;base64,JVBERg=="
REST = b'"model":"gpt-4o","max_tokens":10,"stream":true,"stream_options":{"include_usage":true},"temperature":0.5}'

BODIES: dict[str, tuple[Sequence[Message], bytes]] = {
    "text": ([user("Hello?")], b'{"messages":[{"role":"user","content":"Hello?"}],' + REST),
    "every letter": (
        [user('é 😀 " \\ \n \0')],
        '{"messages":[{"role":"user","content":"é 😀 \\" \\\\ \\n \\u0000"}],'.encode() + REST,
    ),
    "system prompt and history": (
        [SystemMessage("Be brief."), user("Hello?"), AssistantMessage("Hi."), user("Bye.")],
        b'{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello?"},'
        b'{"role":"assistant","content":"Hi."},{"role":"user","content":"Bye."}],' + REST,
    ),
    "image": (
        [UserMessage((TextPart("What?"), ImagePart("data:image/png;base64,iVBORw0KGgo=")))],
        b'{"messages":[{"role":"user","content":[{"type":"text","text":"What?"},'
        b'{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],' + REST,
    ),
    "files": (
        [
            UserMessage(
                (FilePart("application/pdf", PDF, "b.pdf"), FilePart("audio/mpeg", "data:audio/mpeg;base64,SUQz"))
            )
        ],
        b'{"messages":[{"role":"user","content":['
        b'{"type":"file","file":{"filename":"b.pdf","file_data":"data:application/pdf;base64,JVBERg=="}},'
        b'{"type":"input_audio","input_audio":{"data":"SUQz","format":"mp3"}}]}],' + REST,
    ),
    "thoughts, which are not OpenAI's": (
        [user("Hello?"), AssistantMessage("Hi.", (), (ReasoningPart("hm", "anthropic", "s"),)), user("Bye.")],
        b'{"messages":[{"role":"user","content":"Hello?"},{"role":"assistant","content":"Hi."},'
        b'{"role":"user","content":"Bye."}],' + REST,
    ),
}


@pytest.mark.parametrize(("messages", "body"), BODIES.values(), ids=BODIES)
async def test_the_request_is_exactly_this(messages: Sequence[Message], body: bytes, openai: respx.Route) -> None:
    outcome = await ask(model(), request_to(OPENAI, messages))
    assert outcome.chunks == [TextChunk("Hi"), FinishChunk("stop")]
    request: httpx.Request = openai.calls.last.request
    assert (request.method, str(request.url)) == ("POST", COMPLETIONS)
    assert request.content == body
    assert openai.call_count == 1


SCHEMA: dict[str, JSON] = {"type": "object", "properties": {"é": {"type": ["string", "null"]}}, "required": ["é"]}


@pytest.mark.parametrize(("name", "sent"), [(OPENAI, "gpt-4o"), ("openai/some/model", "some/model")])
async def test_a_schema_is_sent_as_it_came(name: str, sent: str, openai: respx.Route) -> None:
    wanted = replace(request_to(name), response_schema=ResponseSchema(name="answer", schema=SCHEMA))
    await ask(model(), wanted)
    schema = '{"type":"object","properties":{"é":{"type":["string","null"]}},"required":["é"]}'
    form = f'"response_format":{{"type":"json_schema","json_schema":{{"name":"answer","schema":{schema}}}}},'
    expected = b'{"messages":[{"role":"user","content":"Hello?"}],' + REST
    expected = expected.replace(b'"gpt-4o"', f'"{sent}"'.encode())
    assert openai.calls.last.request.content == expected.replace(b'"stream":true,', form.encode() + b'"stream":true,')


async def test_its_headers_are_these(openai: respx.Route) -> None:
    await ask(model(), request_to(OPENAI))
    headers = openai.calls.last.request.headers
    assert headers["authorization"] == "Bearer sk-ours"
    assert headers["content-type"] == "application/json"
    assert headers["accept"] == "application/json"
    assert not {"openai-organization", "openai-project", "cookie"} & set(headers)


async def test_it_waits_as_long_as_it_is_told(openai: respx.Route) -> None:
    await ask(model(), request_to(OPENAI))
    timeout = openai.calls.last.request.extensions["timeout"]
    assert timeout == {"connect": 7, "read": 7, "write": 7, "pool": 7}


async def test_what_a_model_does_not_understand_is_not_sent(openai: respx.Route) -> None:
    """Models that reason take no temperature, and their limit has another name."""
    await ask(model(), request_to("openai/gpt-5"))
    assert openai.calls.last.request.content == (
        b'{"messages":[{"role":"user","content":"Hello?"}],"model":"gpt-5","max_completion_tokens":10,'
        b'"stream":true,"stream_options":{"include_usage":true}}'
    )


@pytest.mark.parametrize("base_url", ["https://elsewhere.invalid/v1", "https://elsewhere.invalid/v1/"])
async def test_openai_may_live_elsewhere(base_url: str) -> None:
    with respx.mock as router:
        route = router.post("https://elsewhere.invalid/v1/chat/completions").respond(200, content=ANSWER)
        outcome = await ask(model(base_url=base_url), request_to("openai/some/model"))
    assert outcome.chunks == [TextChunk("Hi"), FinishChunk("stop")]
    assert route.call_count == 1
    assert b'"model":"some/model"' in route.calls.last.request.content


async def test_other_providers_are_not_given_openais_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    async with upstream([refusal(401)]) as playing:
        point_at(playing.url, monkeypatch)
        elsewhere = model_at(f"http://127.0.0.1:{refused_port()}")
        outcome = await ask(elsewhere, request_to(DEEPSEEK))
    assert type(outcome.failure) is upstream_errors.UpstreamUnauthorized
    assert [request.line for request in playing.requests] == ["POST /chat/completions HTTP/1.1"]


@pytest.fixture
def naps(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pauses between retries, which take no time."""
    from openai._base_client import AsyncAPIClient  # noqa: PLC0415 - comes with litellm, and as slowly

    naps: list[int] = []

    async def nap(self: AsyncAPIClient, *, retries_taken: int, **details: object) -> None:
        naps.append(retries_taken)

    monkeypatch.setattr(AsyncAPIClient, "_sleep_for_retry", nap)
    return naps


@pytest.mark.parametrize(
    ("status", "kind"), [(500, errors.UpstreamError), (429, upstream_errors.RateLimited)], ids=["500", "429"]
)
@pytest.mark.parametrize("retries", [0, 1, 2])
async def test_a_refused_request_is_sent_again_as_often_as_it_may(
    status: int, kind: type[errors.UpstreamError], retries: int, openai: respx.Route, naps: list[int]
) -> None:
    openai.respond(status, json={"error": {"message": "later"}}, headers={"retry-after": "1"})
    outcome = await ask(model(max_retries=retries), request_to(OPENAI))
    assert type(outcome.failure) is kind
    assert openai.call_count == 1 + retries
    assert naps == list(range(retries))


async def test_a_retry_may_succeed(openai: respx.Route, naps: list[int]) -> None:
    openai.mock(side_effect=[httpx.ConnectError("no"), httpx.Response(503), httpx.Response(200, content=ANSWER)])
    outcome = await ask(model(max_retries=2), request_to(OPENAI))
    assert outcome.failure is None
    assert outcome.chunks == [TextChunk("Hi"), FinishChunk("stop")]
    assert openai.call_count == 3


@pytest.mark.parametrize("status", [400, 401, 404])
async def test_a_request_that_was_wrong_stays_wrong(status: int, openai: respx.Route, naps: list[int]) -> None:
    openai.respond(status, json={"error": {"message": "never"}})
    await ask(model(max_retries=2), request_to(OPENAI))
    assert openai.call_count == 1


async def test_an_answer_that_broke_off_is_not_asked_for_again(openai: respx.Route, naps: list[int]) -> None:
    openai.respond(200, content=openai_text("Hi") + b"data: oops\n\n")
    outcome = await ask(model(max_retries=2), request_to(OPENAI))
    assert outcome.chunks == [TextChunk("Hi")]
    assert type(outcome.failure) is upstream_errors.UpstreamInvalid
    assert openai.call_count == 1


async def test_respx_would_be_blind_to_litellms_own_transport(
    litellm: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control for all of the above: without our switch nothing of this would be seen."""
    base_url = f"http://127.0.0.1:{refused_port()}/v1"
    with respx.mock(assert_all_called=False) as router:
        route = router.post(f"{base_url}/chat/completions").respond(200, content=ANSWER)
        monkeypatch.setattr(litellm, "disable_aiohttp_transport", False)
        blind = await ask(model(base_url=base_url), request_to(OPENAI))
        assert type(blind.failure) is upstream_errors.UpstreamUnreachable
        assert not route.called
        for client in litellm.in_memory_llm_clients_cache.cache_dict.values():
            await client.close()
        litellm.in_memory_llm_clients_cache.flush_cache()
        monkeypatch.setattr(litellm, "disable_aiohttp_transport", True)
        seeing = await ask(model(base_url=base_url), request_to(OPENAI))
        assert seeing.chunks == [TextChunk("Hi"), FinishChunk("stop")]
        assert route.called
