from types import ModuleType

import httpx
import pytest

from service import errors, upstream_errors
from service.providers.litellm_errors import translate
from tests.providers.asking import ANTHROPIC, ask, model_at, on_lane, point_at, request_to
from tests.providers.failures import SECRET, assert_ours, every_openai_lane, failure_and_upstream, failure_of
from tests.providers.loopback import Act, Reply, refused_port

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _imported(litellm: ModuleType) -> None:
    """These are litellm's real exceptions."""


@every_openai_lane
async def test_a_refused_connection_is_unreachable(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = f"http://127.0.0.1:{refused_port()}"
    point_at(nowhere, monkeypatch)
    outcome = await ask(on_lane(model, nowhere), request_to(model))
    assert outcome.failure is not None
    assert_ours(outcome.failure, upstream_errors.UpstreamUnreachable)
    assert "ConnectionRefusedError" in outcome.failure.detail


@every_openai_lane
@pytest.mark.parametrize("reply", [[], [Act.RESET]], ids=["closed", "reset"])
async def test_a_connection_lost_before_the_headers_is_a_reset(
    model: str, reply: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_ours(await failure_of(model, reply, monkeypatch=monkeypatch), upstream_errors.UpstreamReset)


@every_openai_lane
@pytest.mark.parametrize("reply", [[b"SMTP ready\r\n\r\n"], [b"HTTP/1.1 9 x\r\n\r\n"]], ids=["other", "nonsense"])
async def test_another_protocol_is_a_reset(model: str, reply: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_ours(await failure_of(model, reply, monkeypatch=monkeypatch), upstream_errors.UpstreamReset)


@every_openai_lane
async def test_silence_is_a_timeout(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    failure, playing = await failure_and_upstream(model, [Act.HOLD], monkeypatch=monkeypatch, silence=0.2)
    assert_ours(failure, upstream_errors.UpstreamTimeout)
    assert len(playing.requests) == 1


@pytest.mark.parametrize("model", [ANTHROPIC, "perplexity/sonar"])
async def test_without_a_key_a_provider_is_not_configured(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = f"http://127.0.0.1:{refused_port()}"
    point_at(nowhere, monkeypatch)
    for name in ("ANTHROPIC_API_KEY", "PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    outcome = await ask(model_at(nowhere), request_to(model))
    assert type(outcome.failure) is errors.NotConfigured
    assert outcome.failure.message == "The model provider's API key is not configured"
    assert "api_key" in outcome.failure.detail.lower()


@pytest.mark.parametrize("model", ["nonesuch/model", "nonesuch"])
async def test_an_unknown_provider_fails_without_a_request(model: str) -> None:
    outcome = await ask(model_at(f"http://127.0.0.1:{refused_port()}"), request_to(model))
    assert outcome.failure is not None
    assert_ours(outcome.failure, errors.UpstreamError)
    assert "LLM Provider NOT provided" in outcome.failure.detail


REQUEST = httpx.Request("POST", "https://provider.invalid")

TRANSPORT: dict[str, tuple[Exception, type[errors.UpstreamError]]] = {
    "connect timeout": (httpx.ConnectTimeout(SECRET), upstream_errors.UpstreamTimeout),
    "read timeout": (httpx.ReadTimeout(SECRET), upstream_errors.UpstreamTimeout),
    "write timeout": (httpx.WriteTimeout(SECRET), upstream_errors.UpstreamTimeout),
    "pool timeout": (httpx.PoolTimeout(SECRET), upstream_errors.UpstreamTimeout),
    "connect": (httpx.ConnectError(SECRET), upstream_errors.UpstreamUnreachable),
    "proxy": (httpx.ProxyError(SECRET), upstream_errors.UpstreamUnreachable),
    "scheme": (httpx.UnsupportedProtocol(SECRET), upstream_errors.UpstreamUnreachable),
    "read": (httpx.ReadError(SECRET), upstream_errors.UpstreamReset),
    "write": (httpx.WriteError(SECRET), upstream_errors.UpstreamReset),
    "close": (httpx.CloseError(SECRET), upstream_errors.UpstreamReset),
    "remote protocol": (httpx.RemoteProtocolError(SECRET), upstream_errors.UpstreamReset),
    "decoding": (httpx.DecodingError(SECRET), upstream_errors.UpstreamInvalid),
    "anything else": (ValueError(SECRET), errors.UpstreamError),
}


@pytest.mark.parametrize(("error", "kind"), TRANSPORT.values(), ids=TRANSPORT)
def test_what_happens_on_the_way_has_its_kind(error: Exception, kind: type[errors.UpstreamError]) -> None:
    wrapped = RuntimeError("wrapped")
    wrapped.__cause__ = error
    for raised in (error, wrapped):
        failure = translate(raised)
        assert_ours(failure, kind)
        assert SECRET in failure.detail


def test_an_unread_body_says_nothing() -> None:
    body = httpx.ByteStream(b'{"error":{"code":"context_length_exceeded"}}')
    response = httpx.Response(404, stream=body, request=REQUEST)
    failure = translate(httpx.HTTPStatusError(SECRET, request=REQUEST, response=response))
    assert_ours(failure, upstream_errors.UpstreamNotFound)


def test_a_circle_of_causes_ends() -> None:
    first, second = RuntimeError("first"), RuntimeError("second")
    first.__cause__, second.__cause__ = second, first
    failure = translate(first)
    assert failure.detail == "RuntimeError: first <- RuntimeError: second"


def test_an_error_may_be_its_own_original() -> None:
    error = RuntimeError("only")
    error.original_exception = error  # type: ignore[attr-defined] # as litellm sets it
    assert translate(error).detail == "RuntimeError: only"


@pytest.mark.parametrize("status", [None, "429", 429], ids=repr)
def test_a_status_beneath_litellms_own_exception_counts(status: object) -> None:
    provider, litellms = RuntimeError("provider"), RuntimeError("litellm's")
    provider.status_code = status  # type: ignore[attr-defined] # as litellm's iterators set it
    litellms.__cause__ = provider
    assert type(translate(litellms)) is (upstream_errors.RateLimited if status == 429 else errors.UpstreamError)
    # litellm makes one up for everything.
    assert type(translate(provider)) is errors.UpstreamError
