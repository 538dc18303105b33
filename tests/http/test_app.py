from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.ids import numbered
from service.main import create
from service.model import FinishChunk, TextChunk
from service.settings import Settings
from tests.scripted_model import ScriptedModel

HELLO = {"messages": [{"role": "user", "content": "Hi"}]}
PREFLIGHT = {
    "origin": "https://app.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type, authorization",
}
ALLOWED = "access-control-allow-origin"
EXPOSED = {
    "x-request-id",
    "x-error-code",
    "retry-after",
    "x-vercel-ai-data-stream",
    "x-vercel-ai-ui-message-stream",
}


def client(**environ: str) -> TestClient:
    model = ScriptedModel([(TextChunk("Hello"), FinishChunk("stop"))])
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", **environ})
    return TestClient(create(settings, ids=numbered(), model=model), raise_server_exceptions=False)


@pytest.fixture
def service() -> Iterator[TestClient]:
    with client() as running:
        yield running


@pytest.mark.parametrize("path", ["/", "/api/chat", "/api/completion"])
def test_a_chat_may_be_posted_to_any_of_these_paths(service: TestClient, path: str) -> None:
    reply = service.post(path, json=HELLO)
    assert reply.status_code == 200
    assert '0:"Hello"\n' in reply.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_health_may_be_asked_with_get_and_head(service: TestClient, path: str, method: str) -> None:
    assert service.request(method, path).status_code == 200


@pytest.mark.parametrize(
    ("environ", "status", "body"),
    [
        ({}, 200, {"status": "ready"}),
        ({"OPENAI_API_KEY": ""}, 503, {"success": False, "error": "OpenAI API key not configured"}),
        ({"OPENAI_API_KEY": "", "FAKE_LLM": "1"}, 200, {"status": "ready"}),
        (
            {"CHAT_MODEL": "anthropic/claude-sonnet-4-5"},
            503,
            {"success": False, "error": "Anthropic API key not configured"},
        ),
    ],
    ids=["key", "no key", "fake", "another provider's key"],
)
def test_ready_means_that_a_model_is_configured_or_faked(
    environ: dict[str, str], status: int, body: dict[str, object]
) -> None:
    reply = client(**environ).get("/readyz")
    assert (reply.status_code, reply.json()) == (status, body)


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/api/chat", "OPTIONS, POST"),
        ("PUT", "/", "OPTIONS, POST"),
        ("DELETE", "/api/chat", "OPTIONS, POST"),
        ("POST", "/api/chat/c1/stream", "GET, OPTIONS"),
        ("GET", "/api/chat/c1/stop", "OPTIONS, POST"),
        ("GET", "/api/completion", "OPTIONS, POST"),
        ("GET", "/api/object", "OPTIONS, POST"),
        ("POST", "/openapi.json", "GET, HEAD, OPTIONS"),
        ("POST", "/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(service: TestClient, method: str, path: str, allow: str) -> None:
    reply = service.request(method, path)
    assert reply.status_code == 405
    assert reply.headers["allow"] == allow
    assert reply.headers["x-error-code"] == "method_not_allowed"
    assert reply.content == b'{"success":false,"error":"Method not allowed"}'


@pytest.mark.parametrize(
    "path", ["/nope", "/api/chat/", "/api", "/healthz/x", "/api/chat/c1", "/api/chat/stream", "/api/object/x"]
)
def test_an_unknown_path_is_not_found(service: TestClient, path: str) -> None:
    reply = service.post(path, json=HELLO, follow_redirects=False)
    assert (reply.status_code, reply.headers["x-error-code"]) == (404, "not_found")
    assert reply.content == b'{"success":false,"error":"Not found"}'


def test_options_are_answered_without_cors_too(service: TestClient) -> None:
    reply = service.options("/api/chat", headers=PREFLIGHT)
    assert (reply.status_code, reply.headers["allow"]) == (204, "OPTIONS, POST")
    assert not [name for name in reply.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [("https://app.example", "https://app.example"), ("https://a.example,https://app.example", "https://app.example")],
    ids=["one", "several"],
)
def test_a_preflight_from_an_allowed_origin_is_granted(origins: str, allowed: str) -> None:
    reply = client(CORS_ALLOW_ORIGINS=origins).options("/api/chat", headers=PREFLIGHT)
    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == allowed
    assert reply.headers["access-control-allow-headers"] == "content-type, authorization"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-max-age"] == "86400"


def test_a_preflight_from_elsewhere_is_refused() -> None:
    reply = client(CORS_ALLOW_ORIGINS="https://other.example").options("/api/chat", headers=PREFLIGHT)
    assert reply.status_code == 400
    assert "access-control-allow-origin" not in reply.headers
    assert reply.headers["vary"].startswith("Origin")
    assert reply.content == b'{"success":false,"error":"This origin, method or header is not allowed"}'


@pytest.mark.parametrize(("environ", "allowed"), [({}, None), ({"FAKE_LLM": "1"}, "*")], ids=["a key", "faking"])
def test_a_preflight_is_granted_to_everyone_while_faking_and_to_nobody_else(
    environ: dict[str, str], allowed: str | None
) -> None:
    # A key may be there, too: what counts is who answers.
    assert client(**environ).options("/api/chat", headers=PREFLIGHT).headers.get(ALLOWED) == allowed


def test_with_a_key_no_answer_may_be_read_by_another_origin() -> None:
    reply = client().post("/api/chat", json=HELLO, headers={"origin": "https://app.example"})
    assert reply.status_code == 200
    assert ALLOWED not in reply.headers


def test_while_faking_every_origin_may_call() -> None:
    reply = client(FAKE_LLM="1").post("/api/chat", json=HELLO, headers={"origin": "http://localhost:3002"})
    assert reply.headers["access-control-allow-origin"] == "*"


def test_a_page_may_read_our_headers_on_success_and_on_error() -> None:
    service = client(CORS_ALLOW_ORIGINS="*")
    for body in (HELLO, {"action": "dance"}):
        reply = service.post("/api/chat", json=body, headers={"origin": "https://app.example"})
        exposed = set(reply.headers["access-control-expose-headers"].split(", "))
        assert exposed == EXPOSED
