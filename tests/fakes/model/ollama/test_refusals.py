"""What the server refuses, and in which words."""

import json

import pytest

from fakes.model.api_error import ApiError
from fakes.model.ollama.dialect import Ollama
from fakes.model.ollama.routes import routes
from tests.fakes.model.gemini.playing import ask

HELLO = {"role": "user", "content": "Hello"}
FIELD = "Go struct field ChatRequest."
ARGUMENTS = "messages.tool_calls.function.arguments"


def chat(**fields: object) -> dict[str, object]:
    return {"model": "llama3.2", "messages": [HELLO], **fields}


def said(**message: object) -> dict[str, object]:
    return chat(messages=[{"role": "user", **message}])


def called(**function: object) -> dict[str, object]:
    return chat(messages=[HELLO, {"role": "assistant", "tool_calls": [{"function": function}]}])


REFUSED: list[tuple[str, object, int, str]] = [
    ("no body", b"", 400, "missing request body"),
    ("no json", b"{", 400, "invalid character in the JSON of the request"),
    ("NaN", b'{"model": NaN}', 400, "invalid character in the JSON of the request"),
    ("no object", [], 400, "json: cannot unmarshal the request into a Go value: it is no object"),
    ("no model", {"messages": [HELLO]}, 400, "model is required"),
    ("model", chat(model=5), 400, f"json: cannot unmarshal number into {FIELD}model of type string"),
    ("nobody", chat(model="fake/nobody"), 404, "model 'fake/nobody' not found"),
    ("messages", chat(messages="Hello"), 400,
     f"json: cannot unmarshal string into {FIELD}messages of type []api.Message"),
    ("parts", said(content=[{"type": "text"}]), 400,
     f"json: cannot unmarshal array into {FIELD}messages.content of type string"),
    ("role", chat(messages=[{"role": "bot"}]), 400,
     "messages[0].role is 'bot', and must be one of 'system', 'user', 'assistant', 'tool'"),
    ("no role", chat(messages=[{}]), 400, "messages[0].role is required"),
    ("image", said(content="a", images=["%"]), 400, "illegal base64 data in an image"),
    ("arguments", called(name="look", arguments="{}"), 400,
     f"json: cannot unmarshal string into {FIELD}{ARGUMENTS} of type api.ToolCallFunctionArguments"),
    ("call name", called(arguments={}), 400, "messages[1].tool_calls[0].function.name is required"),
    ("stream", chat(stream="yes"), 400, f"json: cannot unmarshal string into {FIELD}stream of type bool"),
    ("tools", chat(tools={}), 400, f"json: cannot unmarshal object into {FIELD}tools of type api.Tools"),
    ("tool", chat(tools=[{}]), 400, "tools[0].function is required"),
    ("tool name", chat(tools=[{"function": {}}]), 400, "tools[0].function.name is required"),
    ("parameters", chat(tools=[{"function": {"name": "a", "parameters": []}}]), 400,
     f"json: cannot unmarshal array into {FIELD}tools.function.parameters of type api.ToolFunctionParameters"),
    ("options", chat(options=[]), 400,
     f"json: cannot unmarshal array into {FIELD}options of type map[string]interface {{}}"),
    ("temperature", chat(options={"temperature": "hot"}), 500, 'option "temperature" must be of type float32'),
    ("num_predict", chat(options={"num_predict": True}), 500, 'option "num_predict" must be of type integer'),
    ("use_mmap", chat(options={"use_mmap": 1}), 500, 'option "use_mmap" must be of type boolean'),
    ("stop", chat(options={"stop": "x"}), 500, 'option "stop" must be of an array of strings'),
    ("stops", chat(options={"stop": [1]}), 500, 'option "stop" must be of an array of strings'),
    ("top_logprobs", chat(logprobs=True, top_logprobs=21), 400, "top_logprobs must be between 0 and 20"),
    ("logprobs", chat(logprobs=0.5), 400, f"json: cannot unmarshal number into {FIELD}logprobs of type bool"),
    ("format", chat(format="yaml"), 400, "invalid format: \"yaml\"; expected \"json\" or a JSON Schema object"),
    ("think", chat(think="hard"), 400,
     'invalid think value: "hard" (must be "low", "medium", "high", "max", true, or false)'),
    ("silent", chat(think=True), 400, '"llama3.2" does not support thinking'),
    ("level", chat(model="qwen2.5", think="low"), 400, '"qwen2.5" does not support thinking'),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "text"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_chat_is_refused_in_the_servers_words(body: object, status: int, text: str) -> None:
    reply, data = ask(routes(), "/api/chat", body)
    assert (reply.status, json.loads(data)) == (status, {"error": text})
    assert dict(reply.headers)["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("generate", {"prompt": 5},
         "json: cannot unmarshal number into Go struct field GenerateRequest.prompt of type string"),
        ("generate", {"prompt": "a", "images": "b"},
         "json: cannot unmarshal string into Go struct field GenerateRequest.images of type []api.ImageData"),
        ("embed", {"input": 5}, "invalid input type"),
        ("embed", {"input": ["a", 5]}, "invalid input type"),
        ("embed", {"input": "a", "dimensions": -1}, "dimensions must not be negative"),
        ("embed", {"input": "a", "dimensions": "x"},
         "json: cannot unmarshal string into Go struct field EmbedRequest.dimensions of type int"),
        ("embeddings", {"prompt": ["a"]},
         "json: cannot unmarshal array into Go struct field EmbeddingRequest.prompt of type string"),
    ],
)  # fmt: skip
def test_other_requests_are_refused_by_their_own_names(path: str, body: dict[str, object], text: str) -> None:
    reply, data = ask(routes(), f"/api/{path}", {"model": "nomic-embed-text", **body})
    assert (reply.status, json.loads(data)) == (400, {"error": text})


@pytest.mark.parametrize("path", ["chat", "generate", "embed", "embeddings", "show"])
def test_a_model_that_does_not_exist_is_not_found(path: str) -> None:
    reply, data = ask(routes(), f"/api/{path}", {"model": "fake/nobody:latest"})
    assert (reply.status, json.loads(data)) == (404, {"error": "model 'fake/nobody:latest' not found"})


def test_an_error_within_a_stream_is_a_line() -> None:
    assert Ollama().stream_error(ApiError(503, "busy")) == b'{"error":"busy"}\n'


def test_a_wait_is_told_in_the_header() -> None:
    reply = Ollama().refusal(ApiError(503, "busy", headers=(("retry-after", "7"),)), "req_1")
    assert (reply.status, ("retry-after", "7") in reply.headers) == (503, True)
    assert Ollama().signature("req_1", 1) == ()
