"""``POST /api/object``: what useObject sends, and the growing JSON that it reads."""

import http.client
import logging
import threading
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service import upstream_errors
from service.field import JSON
from service.ids import numbered
from service.main import create
from service.messages import SystemMessage, TextPart, UserMessage
from service.model import AnswerStart, FinishChunk, ModelRequest, ResponseSchema, TextChunk
from service.object_schemas import REGISTERED
from service.settings import Settings
from service.tools import Tools
from tests.resuming import WatchedModel, lines, serving
from tests.scripted_model import Arrival, ScriptedModel

SCHEMA: dict[str, JSON] = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
SENT: JSON = {"prompt": "Hi", "schema": SCHEMA}
ANSWER: list[Arrival] = [(AnswerStart(),), (TextChunk('{"a"'),), (TextChunk(":1}"), FinishChunk("stop"))]


@pytest.fixture(autouse=True)
def number_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register a schema, for as long as a test lasts."""
    monkeypatch.setattr(REGISTERED, "_by_name", {})
    REGISTERED.object_schema("number")(int)


@pytest.fixture
def tools() -> Tools:
    """Tools that an object's model must never see."""
    registered = Tools()

    @registered.tool
    def look(city: str) -> str:
        """Look at a city."""
        return city

    return registered


def service(model: ScriptedModel, tools: Tools | None = None, **environ: str) -> TestClient:
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-test", "ALLOWED_MODELS": "gpt-4o", **environ})
    return TestClient(create(settings, ids=numbered(), model=model, tools=tools), raise_server_exceptions=False)


def asked_of(model: ScriptedModel) -> ModelRequest:
    (request,) = model.requests
    return request


NUMBER = ResponseSchema(name="number", schema={"type": "integer"})
OWN = ResponseSchema(name="answer", schema=SCHEMA)
ASKED: dict[str, tuple[str, JSON, str, ResponseSchema]] = {
    "a string": ("?schema=number", "Hi", "Hi", NUMBER),
    "a prompt and a schema": ("", SENT, "Hi", OWN),
    "a prompt and a schema, and one in the URL": ("?schema=number", SENT, "Hi", NUMBER),
    "the last name counts": ("?schema=x&schema=number", "Hi", "Hi", NUMBER),
    "an empty name is none": ("?schema=", SENT, "Hi", OWN),
    "an object": ("?schema=number", {"dish": "é"}, '{"dish":"é"}', NUMBER),
    "an array": ("?schema=number", [1, None], "[1,null]", NUMBER),
    "a number": ("?schema=number", 5, "5", NUMBER),
    "a boolean": ("?schema=number", False, "false", NUMBER),
    "what else would be an envelope": ("?schema=number", {"body": "{}"}, '{"body":"{}"}', NUMBER),
    "what else would be an action": ("?schema=number", {"action": "dance"}, '{"action":"dance"}', NUMBER),
}
"""Query and body; what the model is asked, and for what shape."""


@pytest.mark.parametrize(("query", "body", "prompt", "schema"), ASKED.values(), ids=ASKED)
def test_the_model_is_asked_for_a_shape_and_offered_no_tools(
    query: str, body: JSON, prompt: str, schema: ResponseSchema, tools: Tools
) -> None:
    model = ScriptedModel(ANSWER)
    reply = service(model, tools, SYSTEM_PROMPT="Be brief.").post(f"/api/object{query}", json=body)
    assert (reply.status_code, reply.text) == (200, '{"a":1}')
    assert asked_of(model) == ModelRequest(
        model="openai/gpt-4o-mini",
        messages=(SystemMessage("Be brief."), UserMessage((TextPart(prompt),))),
        temperature=0.7,
        max_output_tokens=1000,
        response_schema=schema,
    )


def test_the_same_application_offers_its_tools_in_a_chat(tools: Tools) -> None:
    model = ScriptedModel(ANSWER)
    service(model, tools).post("/api/chat", json={"prompt": "Hi"})
    assert [tool.name for tool in asked_of(model).tools] == ["look"]


def test_a_request_may_choose_among_the_allowed_models() -> None:
    model = ScriptedModel(ANSWER)
    service(model).post("/api/object?schema=number", json={"prompt": "Hi", "model": "gpt-4o"})
    assert asked_of(model).model == "openai/gpt-4o"


@pytest.mark.parametrize("query", ["", "&protocol=data", "&protocol=ui&sdk=7", "&protocol=nonsense"])
def test_the_answer_is_text_whatever_protocol_is_asked_for(query: str) -> None:
    reply = service(ScriptedModel(ANSWER)).post(f"/api/object?schema=number{query}", json="Hi")
    assert (reply.status_code, reply.content) == (200, b'{"a":1}')
    assert {name: value for name, value in reply.headers.items() if name != "x-request-id"} == {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
    }


REFUSED: dict[str, tuple[str, JSON, str, str]] = {
    "no schema": (
        "",
        "Hi",
        "invalid_request",
        "schema is missing: name one in the URL, or send one beside prompt",
    ),
    "an unknown schema": ("?schema=x", "Hi", "invalid_request", "schema names none that is known here: x"),
    "a schema that is none": (
        "",
        {"prompt": "Hi", "schema": {"type": 5}},
        "invalid_request",
        "schema is not a valid JSON Schema, at type",
    ),
    "nothing": ("?schema=number", "", "empty_messages", "prompt must not be empty"),
    "a model that is not allowed": (
        "?schema=number",
        {"prompt": "Hi", "model": "gpt-5"},
        "model_not_allowed",
        "Model not allowed: gpt-5",
    ),
}


@pytest.mark.parametrize(("query", "body", "code", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_has_a_status_is_logged_once_and_asks_nobody(
    query: str, body: JSON, code: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    model = ScriptedModel(ANSWER)
    reply = service(model).post(f"/api/object{query}", json=body)
    assert (reply.status_code, reply.headers["x-error-code"]) == (400, code)
    assert reply.json() == {"success": False, "error": message}
    assert model.requests == []
    assert lines(caplog.records) == [message]


def test_what_is_not_json_is_refused_as_everywhere() -> None:
    posted = service(ScriptedModel([])).post("/api/object", content=b"Hi", headers={"content-type": "application/json"})
    assert (posted.status_code, posted.headers["x-error-code"]) == (400, "invalid_json")


def test_a_missing_key_is_no_secret() -> None:
    reply = service(ScriptedModel([]), OPENAI_API_KEY="").post("/api/object", json=SENT)
    assert (reply.status_code, reply.headers["x-error-code"]) == (500, "not_configured")


def test_a_failure_before_the_first_chunk_has_its_real_status(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tokenwire.chat")
    reply = service(ScriptedModel([upstream_errors.RateLimited()])).post("/api/object", json=SENT)
    assert (reply.status_code, reply.headers["x-error-code"]) == (429, "rate_limited")
    assert lines(caplog.records) == [upstream_errors.RateLimited.sentence]


# Behind the first chunk, over a real socket.


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What the model waits for."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/api/object", SENT),
        ("/api/chat?protocol=text", {"prompt": "Hi"}),
        ("/api/chat?protocol=text", {"prompt": "Hi", "id": "c1"}),
    ],
    ids=["object", "chat as text", "chat as text, with a name"],
)
@pytest.mark.parametrize("resume", ["off", "memory"])
def test_a_failure_behind_it_breaks_the_connection_which_a_client_notices(
    target: str, body: JSON, resume: str, gate: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    model = WatchedModel([*ANSWER[:2], gate, upstream_errors.UpstreamReset()])
    with serving(model, {"RESUME": resume}) as running:
        reading = running.request("POST", target, body)
        assert (reading.status, reading.until(b'{"a"')) == (200, b'{"a"')
        gate.set()
        with pytest.raises(http.client.IncompleteRead):
            reading.whole()
    assert lines(caplog.records) == [upstream_errors.UpstreamReset.sentence]
    # The server hears the one exception, no group around it, and so has nothing to add.
    assert [record for record in caplog.records if record.name == "uvicorn.error"] == []


def test_a_client_that_leaves_cancels_the_model(gate: threading.Event) -> None:
    model = WatchedModel([*ANSWER[:2], gate])
    with serving(model, {"RESUME": "memory"}) as running:
        reading = running.request("POST", "/api/object", SENT)
        reading.until(b'{"a"')
        reading.leave()
        assert model.over.wait(30)
