"""The entry points as Lambda calls them; through a runtime and over sockets they are met in tests/test_lambda.py."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from service import handlers
from service.awslambda.proxy_response import ProxyResponse
from service.awslambda.streamify import LambdaHandler
from service.settings import SettingsError

HANDLERS: dict[str, LambdaHandler] = {"streaming": handlers.streaming_handler, "buffered": handlers.handler}
every_handler = pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)

CHAT = {"messages": [{"role": "user", "content": "Hello"}]}
NO_KEY = '{"success":false,"error":"OpenAI API key not configured"}'
UNKNOWN = '{"success":false,"error":"Invalid request format - expected action/payload, prompt, or messages"}'


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, logging_as_it_was: None) -> Iterator[None]:
    """Settings are read once a process; here once a test. No key: a request that gets so far is a good one."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("FAKE_LLM", raising=False)
    # Nobody here is answered by a model; the import would outlive the test in its thread.
    monkeypatch.setattr("service.model_source.warm_up", lambda: None)
    caches = (handlers._settings, handlers._streaming, handlers._buffered)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def http_event(body: str | None, *, method: str = "POST", path: str = "/", base64_encoded: bool = False) -> object:
    return {
        "version": "2.0",
        "rawPath": path,
        "headers": {"content-type": "application/json", "origin": "https://example.com"},
        "requestContext": {"http": {"method": method, "path": path}},
        "body": body,
        "isBase64Encoded": base64_encoded,
    }


def answer(handler: LambdaHandler, event: object) -> ProxyResponse:
    response = handler(event, None)
    assert response is not None
    return response


@every_handler
@pytest.mark.parametrize(
    "event",
    [
        {"action": "chat-v2-stream", "payload": CHAT},
        {"action": "chat-v2-stream", "prompt": "Hello"},
        {"prompt": "Hello"},
        {"id": "chat-1", **CHAT},
        {"body": {"action": "chat-v2-stream", "payload": CHAT}},
        {"body": json.dumps({"id": "chat-1", **CHAT})},
        {"body": base64.b64encode(b'{"prompt":"Hello"}').decode(), "isBase64Encoded": True},
        http_event(json.dumps({"id": "chat-1", **CHAT})),
        http_event(json.dumps({"id": "chat-1", **CHAT}), path="/api/chat"),
        http_event(base64.b64encode(b'{"prompt":"Hello"}').decode(), base64_encoded=True),
    ],
    ids=[
        "action and payload",
        "action and prompt",
        "prompt",
        "useChat",
        "gateway with an object",
        "gateway with text",
        "gateway with base64",
        "http",
        "http at its path",
        "http with base64",
    ],
)
def test_every_shape_of_a_chat_is_understood(handler: LambdaHandler, event: object) -> None:
    response = answer(handler, event)
    assert (response["statusCode"], response["body"]) == (500, NO_KEY)


@every_handler
@pytest.mark.parametrize("event", [{}, {"foo": 1}, [], [1], "hello", 3, None, True, {"requestContext": {}}], ids=repr)
def test_any_other_event_is_refused_as_an_http_response(handler: LambdaHandler, event: object) -> None:
    response = answer(handler, event)
    assert (response["statusCode"], response["body"]) == (400, UNKNOWN)
    assert response["headers"]["content-type"] == "application/json"
    assert response["headers"]["x-error-code"] == "unknown_shape"


def test_the_streaming_handler_streams_one_action_only() -> None:
    for action, code in (("chat-message", "action_not_streamed"), ("nope", "unknown_action")):
        response = answer(handlers.streaming_handler, {"action": action, "payload": CHAT})
        assert (response["statusCode"], response["headers"]["x-error-code"]) == (400, code)


def test_the_buffered_handler_knows_every_operation() -> None:
    for action in ("chat-v2-stream", "chat-message"):
        response = answer(handlers.handler, {"action": action, "payload": CHAT})
        assert (response["statusCode"], response["body"]) == (500, NO_KEY)
    assert answer(handlers.handler, {"action": "nope"})["headers"]["x-error-code"] == "unknown_action"


@every_handler
@pytest.mark.parametrize(("faking", "origins", "allowed"), [("1", "", None), ("0", "*", "*"), ("0", "", None)])
def test_cors_is_the_platforms_unless_told_otherwise(
    handler: LambdaHandler, faking: str, origins: str, allowed: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_LLM", faking)
    monkeypatch.setenv("CORS_ALLOW_ORIGINS", origins)
    response = answer(handler, http_event("{}"))
    assert response["headers"].get("access-control-allow-origin") == allowed


@every_handler
def test_options_is_answered(handler: LambdaHandler) -> None:
    response = answer(handler, http_event(None, method="OPTIONS", path="/api/chat"))
    assert (response["statusCode"], response["headers"]["allow"]) == (204, "OPTIONS, POST")


@every_handler
def test_a_wrong_setting_is_named(handler: LambdaHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPERATURE", "warm")
    with pytest.raises(SettingsError, match="TEMPERATURE"):
        answer(handler, {"prompt": "Hello"})


def test_a_request_id_of_lambda_is_not_needed() -> None:
    assert handlers.handler({"prompt": "Hello"})["statusCode"] == 500


@pytest.mark.parametrize(
    ("environ", "built"),
    [
        ({}, "0 0"),
        ({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "_HANDLER": "service.handlers.streaming_handler"}, "1 0"),
        ({"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "_HANDLER": "service.handlers.handler"}, "0 1"),
    ],
    ids=["elsewhere", "streaming", "buffered"],
)
def test_the_application_is_built_while_lambda_starts_the_process(environ: dict[str, str], built: str) -> None:
    program = (
        "import sys; from service import handlers;"
        "print(handlers._streaming.cache_info().currsize, handlers._buffered.cache_info().currsize);"
        "assert not {'litellm', 'pydantic', 'h11', 'fakes'} & sys.modules.keys()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == (built, "")


@pytest.mark.parametrize(("warmth", "imported"), [("start", "True"), ("auto", "False")])
def test_litellm_is_imported_while_lambda_starts_the_process_if_it_is_told_to(warmth: str, imported: str) -> None:
    program = "import sys; from service import handlers; print('litellm' in sys.modules)"
    environ = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "_HANDLER": "service.handlers.handler", "WARM_LITELLM": warmth}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environ}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == imported
