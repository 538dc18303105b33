"""A wish in the words of each API: where it is asked, and the body."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from tests.fakes.model.determinism.wish import TOOLS, Json, Wish

Asked = tuple[str, Json]
"""A target and a body."""

CALL_ID = "call12345"
CITY_JSON = '{"city":"Ulm"}'
RESULT = "18 degrees in Ulm, light rain"
_AZURE = "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
_GROQ = "/groq/openai/v1/chat/completions"
_OPENROUTER = "/openrouter/api/v1/chat/completions"


def openai(wish: Wish, target: str, model: str, thinker: str) -> Asked:
    """A chat completion, which many providers have."""
    messages: list[Json] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": wish.text}]
    if wish.answered:
        called = {"id": CALL_ID, "type": "function", "function": {"name": wish.tools[0], "arguments": CITY_JSON}}
        messages += [
            {"role": "assistant", "content": "", "tool_calls": [called]},
            {"role": "tool", "tool_call_id": CALL_ID, "content": RESULT},
        ]
    body: Json = {"model": wish.model or (thinker if wish.reasons else model), "messages": messages}
    if wish.stream:
        body["stream"] = True
    if wish.tools:
        body["tools"] = [
            {"type": "function", "function": {"name": name, "parameters": TOOLS[name]}} for name in wish.tools
        ]
        body |= {} if wish.parallel else {"parallel_tool_calls": False}
    if wish.schema:
        shape = {"name": "report", "schema": wish.schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": shape}
    return target, {**body, **dict(_openai_sampling(wish)), **wish.extra}


def _openai_sampling(wish: Wish) -> Iterator[tuple[str, Any]]:
    if wish.stop:
        yield "stop", [wish.stop]
    if wish.limit:
        yield "max_tokens", wish.limit
    if wish.seed is not None:
        yield "seed", wish.seed
    if wish.choices > 1:
        yield "n", wish.choices
    if wish.logprobs:
        yield from (("logprobs", True), ("top_logprobs", 2))
    if wish.stream and wish.seed is not None:
        yield "stream_options", {"include_usage": True}


def mistral(wish: Wish) -> Asked:
    """OpenAI's, with another name for the seed."""
    target, body = openai(wish, "/mistral/v1/chat/completions", "mistral-small-latest", "magistral-medium-latest")
    body |= {"random_seed": body.pop("seed")} if "seed" in body else {}
    return target, body


def completions(wish: Wish) -> Asked:
    """OpenAI's older API."""
    body: Json = {"model": wish.model or "gpt-3.5-turbo-instruct", "prompt": wish.text, **dict(_openai_sampling(wish))}
    body |= {"logprobs": 2} if wish.logprobs else {}
    body.pop("top_logprobs", None)
    return "/v1/completions", {**body, "stream": wish.stream, "max_tokens": wish.limited(40), **wish.extra}


def responses(wish: Wish) -> Asked:
    """OpenAI's newer API; what a tool said goes on with the answer before."""
    body: Json = {"model": wish.model or ("o3" if wish.reasons else "gpt-4o"), "input": wish.text}
    if wish.answered:
        output = {"type": "function_call_output", "call_id": CALL_ID, "output": RESULT}
        called = {"type": "function_call", "call_id": CALL_ID, "name": wish.tools[0], "arguments": CITY_JSON}
        body["input"] = [{"role": "user", "content": wish.text}, called, output]
    if wish.seed is not None:
        body["previous_response_id"] = "resp_previous"
    if wish.tools:
        body["tools"] = [{"type": "function", "name": name, "parameters": TOOLS[name]} for name in wish.tools]
        body["parallel_tool_calls"] = wish.parallel
    if wish.reasons:
        body["reasoning"] = {"effort": "low", "summary": "auto"}
    if wish.schema:
        body["text"] = {"format": {"type": "json_schema", "name": "report", "schema": wish.schema, "strict": True}}
    if wish.logprobs:
        body |= {"include": ["message.output_text.logprobs"], "top_logprobs": 2}
    body |= {"max_output_tokens": max(wish.limit, 16)} if wish.limit else {}
    return "/v1/responses", {**body, "stream": wish.stream, **wish.extra}


def anthropic(wish: Wish) -> Asked:
    """Messages."""
    messages: list[Json] = [{"role": "user", "content": wish.text}]
    if wish.answered:
        use = {"type": "tool_use", "id": CALL_ID, "name": wish.tools[0], "input": {"city": "Ulm"}}
        result = {"type": "tool_result", "tool_use_id": CALL_ID, "content": RESULT}
        messages += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
    body: Json = {"model": wish.model or "demo", "messages": messages, "stream": wish.stream}
    body["max_tokens"] = wish.limited(2000)
    if wish.tools:
        body["tools"] = [{"name": name, "input_schema": TOOLS[name]} for name in wish.tools]
        body |= {} if wish.parallel else {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}}
    if wish.reasons:
        body["thinking"] = {"type": "enabled", "budget_tokens": 1024}
    if wish.schema:
        body["output_config"] = {"format": {"type": "json_schema", "schema": wish.schema}}
    body |= {"stop_sequences": [wish.stop]} if wish.stop else {}
    return "/v1/messages", {**body, **wish.extra}


def gemini(wish: Wish, *, array: bool = False) -> Asked:
    """generateContent: streamed as events, or as one JSON array."""
    contents: list[Json] = [{"role": "user", "parts": [{"text": wish.text}]}]
    if wish.answered:
        call = {"functionCall": {"name": wish.tools[0], "args": {"city": "Ulm"}}}
        response = {"functionResponse": {"name": wish.tools[0], "response": {"output": RESULT}}}
        contents += [{"role": "model", "parts": [call]}, {"role": "user", "parts": [response]}]
    body: Json = {"contents": contents, "generationConfig": dict(_gemini_config(wish)), **wish.extra}
    if wish.tools:
        body["tools"] = [{"functionDeclarations": [{"name": name, "parameters": TOOLS[name]} for name in wish.tools]}]
    action = "streamGenerateContent" if wish.stream else "generateContent"
    query = "?alt=sse" if wish.stream and not array else ""
    return f"/v1beta/models/{_named(wish.model or 'gemini-2.5-flash')}:{action}{query}", body


def _gemini_config(wish: Wish) -> Iterator[tuple[str, Any]]:
    if wish.schema:
        yield from (("responseMimeType", "application/json"), ("responseJsonSchema", wish.schema))
    if wish.stop:
        yield "stopSequences", [wish.stop]
    if wish.limit:
        yield "maxOutputTokens", wish.limit
    if wish.seed is not None:
        yield "seed", wish.seed
    if wish.choices > 1:
        yield "candidateCount", wish.choices
    if wish.logprobs:
        yield from (("responseLogprobs", True), ("logprobs", 2))
    yield "thinkingConfig", {"includeThoughts": True} if wish.reasons else {"thinkingBudget": 0}


def bedrock(wish: Wish) -> Asked:
    """Converse, and ConverseStream with its binary frames."""
    messages: list[Json] = [{"role": "user", "content": [{"text": wish.text}]}]
    if wish.answered:
        use = {"toolUse": {"toolUseId": CALL_ID, "name": wish.tools[0], "input": {"city": "Ulm"}}}
        result = {"toolResult": {"toolUseId": CALL_ID, "content": [{"text": RESULT}]}}
        messages += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [result]}]
    config: Json = {"maxTokens": wish.limited(2000)} | ({"stopSequences": [wish.stop]} if wish.stop else {})
    body: Json = {"messages": messages, "inferenceConfig": config}
    if wish.tools:
        specs = [{"toolSpec": {"name": name, "inputSchema": {"json": TOOLS[name]}}} for name in wish.tools]
        body["toolConfig"] = {"tools": specs}
    if wish.reasons:
        body["additionalModelRequestFields"] = {"thinking": {"type": "enabled", "budget_tokens": 1024}}
    if wish.schema:
        # Here the schema is a text.
        shape = {"jsonSchema": {"name": "report", "schema": json.dumps(wish.schema)}}
        body["outputConfig"] = {"textFormat": {"type": "json_schema", "structure": shape}}
    action = "converse-stream" if wish.stream else "converse"
    return f"/model/{_named(wish.model or 'anthropic.claude-3-7-sonnet')}/{action}", {**body, **wish.extra}


def _named(model: str) -> str:
    return quote(model, safe="")


def ollama(wish: Wish) -> Asked:
    """Chat, in lines of JSON."""
    messages: list[Json] = [{"role": "user", "content": wish.text}]
    if wish.answered:
        call = {"function": {"name": wish.tools[0], "arguments": {"city": "Ulm"}}}
        messages += [
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_name": wish.tools[0], "content": RESULT},
        ]
    body: Json = {"model": wish.model or ("qwen3" if wish.reasons else "llama3.2"), "messages": messages}
    options: Json = {"num_predict": wish.limit} if wish.limit else {}
    options |= {"stop": [wish.stop]} if wish.stop else {}
    options |= {} if wish.seed is None else {"seed": wish.seed}
    if wish.tools:
        body["tools"] = [
            {"type": "function", "function": {"name": name, "parameters": TOOLS[name]}} for name in wish.tools
        ]
    body |= {"think": True} if wish.reasons else {}
    body |= {"format": wish.schema} if wish.schema else {}
    return "/api/chat", {**body, "stream": wish.stream, "options": options, **wish.extra}


def ollama_generate(wish: Wish) -> Asked:
    """The older way to ask Ollama."""
    options = {"num_predict": wish.limited(30)}
    body = {"model": wish.model or "llama3.2", "prompt": wish.text, "stream": wish.stream, "options": options}
    return "/ollama/api/generate", {**body, **wish.extra}


APIS: dict[str, Callable[[Wish], Asked]] = {
    "openai": lambda wish: openai(wish, "/v1/chat/completions", "gpt-4o", "o3"),
    "responses": responses,
    "anthropic": anthropic,
    "gemini": gemini,
    "gemini array": lambda wish: gemini(wish, array=True),
    "bedrock": bedrock,
    "ollama": ollama,
    "azure": lambda wish: openai(wish, _AZURE, "gpt-4o", "o3"),
    "mistral": mistral,
    "groq": lambda wish: openai(wish, _GROQ, "llama-3.3-70b-versatile", "openai/gpt-oss-20b"),
    "openrouter": lambda wish: openai(wish, _OPENROUTER, "openai/gpt-4o", "deepseek/deepseek-r1"),
    "deepseek": lambda wish: openai(wish, "/deepseek/chat/completions", "deepseek-chat", "deepseek-reasoner"),
    "completions": completions,
    "ollama generate": ollama_generate,
}
"""Every API that answers in words, by a name of ours."""
