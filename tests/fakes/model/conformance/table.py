"""What every client is asked in every dialect, what it must show, what it must raise, and what cannot be."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.fakes.model.conformance import chat_clients, own_clients
from tests.fakes.model.conformance.litellm_client import by_litellm
from tests.fakes.model.conformance.told import Ask, Told
from tests.fakes.model.determinism import wish
from tests.fakes.model.determinism.bodies import RESULT

CLIENTS: Mapping[str, Mapping[str, Ask]] = {
    "openai": {"openai": chat_clients.by_openai, "litellm": by_litellm},
    "responses": {"openai": own_clients.by_responses, "litellm": by_litellm},
    "anthropic": {"anthropic": own_clients.by_anthropic, "litellm": by_litellm},
    "gemini": {"google-genai": own_clients.by_gemini, "litellm": by_litellm},
    "bedrock": {"boto3": own_clients.by_boto, "litellm": by_litellm},
    "ollama": {"ollama": own_clients.by_ollama, "litellm": by_litellm},
    "azure": {"openai": chat_clients.by_azure, "litellm": by_litellm},
    "mistral": {"mistralai": chat_clients.by_mistral, "litellm": by_litellm},
    "groq": {"groq": chat_clients.by_groq, "litellm": by_litellm},
    "openrouter": {"openai": chat_clients.by_openai, "litellm": by_litellm},
    "deepseek": {"openai": chat_clients.by_openai, "litellm": by_litellm},
}
"""By dialect, the provider's own client, or the one that the provider recommends, and litellm."""


def _structured(told: Told) -> bool:
    return {"title", "share", "tags"} == set(json.loads(told.text or "{}"))


SHOWN: Mapping[str, Callable[[Told], bool]] = {
    "text": lambda told: told.text.startswith("Here is how") and not told.calls,
    "tool": lambda told: [name for name, _ in told.calls] == ["get_weather"] and "city" in told.calls[0][1],
    "parallel tools": lambda told: [name for name, _ in told.calls] == [*wish.TOOLS],
    # Not by whom: litellm does not tell Ollama the name.
    "tool result": lambda told: f"says: {RESULT}" in told.text,
    "reasoning": lambda told: told.thoughts.startswith("The user says:") and bool(told.text),
    "structured": _structured,
}
"""The cases, and how each is seen in what was told."""

UNSYSTEMATIC = ("responses", "anthropic", "gemini", "bedrock", "ollama")
"""The dialects in whose own shape our requests have no system message; litellm is always given one."""

WRITTEN_BY_LITELLM: Mapping[tuple[str, str], str] = {
    ("anthropic", "tool result"): "[System: Empty message content sanitised to satisfy protocol]"
}
"""By dialect and case: what litellm 1.106 lets the assistant have said where it said nothing. The model reads it."""

STATUSES = (400, 401, 404, 429, 500, 503)
"""401 is a wrong key, 404 a model that does not exist; the others are faults."""


@dataclass(frozen=True)
class Impossible:
    """Why a cell cannot be, and what is raised by who tries it; where that is nothing, it is answered without."""

    reason: str
    error: str = ""


_SECRET = Impossible("chat completions keep to themselves what a model thinks")
_NO_SCHEMA = Impossible("DeepSeek's API takes no schema, only json_object", "type is unavailable")
_NO_KEYS = Impossible("Ollama's API has no keys: everybody is let in")
_NO_MCP = Impossible("litellm 1.106 reaches the Responses API only where the package mcp is installed", "named 'mcp'")

IMPOSSIBLE: Mapping[tuple[str, str, str], Impossible] = {
    ("openai", "openai", "reasoning"): _SECRET,
    ("openai", "litellm", "reasoning"): _SECRET,
    ("azure", "openai", "reasoning"): _SECRET,
    ("azure", "litellm", "reasoning"): _SECRET,
    ("deepseek", "openai", "structured"): _NO_SCHEMA,
    ("deepseek", "litellm", "structured"): _NO_SCHEMA,
    ("ollama", "ollama", "401"): _NO_KEYS,
    ("ollama", "litellm", "401"): _NO_KEYS,
    **{("responses", "litellm", case): _NO_MCP for case in (*SHOWN, *map(str, STATUSES))},
}
"""By dialect, client and case. The test tries each of them all the same."""

UNTOLD_USAGE: Mapping[tuple[str, str, str], str] = {
    ("groq", "litellm", "structured"): "litellm asks for a whole answer, makes a stream of it, and leaves the usage out"
}
"""Where a stream tells no usage though it was asked to, and why."""

ALWAYS_TOLD_USAGE = (("openrouter", "openai"), ("deepseek", "openai"))
"""Where a stream tells its usage to who has not asked: these APIs do, and litellm keeps it to itself."""

_OPENAI = {
    400: "BadRequestError",
    401: "AuthenticationError",
    404: "NotFoundError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
}
_LITELLM = {**_OPENAI, 503: "ServiceUnavailableError"}
_UNKNOWN_MODEL_IS_BAD = {404: "BadRequestError"}

CLASSES: Mapping[tuple[str, str], Mapping[int, str]] = {
    ("openai", "openai"): _OPENAI,
    ("openai", "litellm"): _LITELLM,
    ("responses", "openai"): _OPENAI,
    ("anthropic", "anthropic"): {**_OPENAI, 503: "ServiceUnavailableError"},
    ("anthropic", "litellm"): _LITELLM,
    ("gemini", "google-genai"): {**dict.fromkeys(STATUSES, "ClientError"), 500: "ServerError", 503: "ServerError"},
    ("gemini", "litellm"): _LITELLM,
    ("bedrock", "boto3"): {
        400: "ValidationException",
        401: "ClientError",
        404: "ResourceNotFoundException",
        429: "ThrottlingException",
        500: "InternalServerException",
        503: "ServiceUnavailableException",
    },
    ("bedrock", "litellm"): {**_LITELLM, 500: "ServiceUnavailableError"},
    ("ollama", "ollama"): dict.fromkeys(STATUSES, "ResponseError"),
    ("ollama", "litellm"): _LITELLM,
    ("azure", "openai"): _OPENAI,
    ("azure", "litellm"): {**_LITELLM, 500: "APIError"},
    ("mistral", "mistralai"): dict.fromkeys(STATUSES, "SDKError"),
    ("mistral", "litellm"): {**_LITELLM, **_UNKNOWN_MODEL_IS_BAD},
    ("groq", "groq"): _OPENAI,
    # litellm calls bad whatever names an "invalid_request_error", as Groq and DeepSeek do for a key.
    ("groq", "litellm"): {**_LITELLM, 401: "BadRequestError"},
    ("openrouter", "openai"): {**_OPENAI, **_UNKNOWN_MODEL_IS_BAD},
    ("openrouter", "litellm"): {**_LITELLM, **_UNKNOWN_MODEL_IS_BAD, 500: "APIError"},
    ("deepseek", "openai"): {**_OPENAI, **_UNKNOWN_MODEL_IS_BAD},
    ("deepseek", "litellm"): {**_LITELLM, **_UNKNOWN_MODEL_IS_BAD, 401: "BadRequestError"},
}
"""By dialect and client: the class that a status is raised as."""

SEEN_STATUS: Mapping[tuple[str, int], int] = {
    ("gemini", 401): 400,
    ("bedrock", 401): 403,
    ("mistral", 404): 400,
    ("openrouter", 404): 400,
    ("deepseek", 404): 400,
}
"""By dialect: where a wrong key or an unknown model has another status than in most."""

STREAMED_CLASSES: Mapping[tuple[str, str], Mapping[int, str]] = {
    # litellm says so of every failure that another model might not have, even before anything has come.
    ("gemini", "litellm"): dict.fromkeys((429, 500, 503), "MidStreamFallbackError"),
}
"""Where a stream raises another class than a whole answer."""
