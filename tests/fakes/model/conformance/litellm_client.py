"""litellm, which speaks every dialect and returns OpenAI's shape."""

from functools import partial

from fakes.model.torture.environment import environment
from service.providers.litellm import load
from tests.fakes.model.conformance.chat_clients import KEY, chatted
from tests.fakes.model.conformance.own_clients import responded
from tests.fakes.model.conformance.told import Json, Told
from tests.fakes.model.determinism.bodies import openai
from tests.fakes.model.determinism.wish import Wish

MODELS = {
    "openai": ("openai/gpt-4o", "openai/o3"),
    "anthropic": ("anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
    "gemini": ("gemini/gemini-2.5-flash-lite", "gemini/gemini-2.5-flash"),
    "bedrock": ("bedrock/converse/anthropic.claude-3-7-sonnet-20250219-v1:0",) * 2,
    "ollama": ("ollama_chat/llama3.2", "ollama_chat/qwen3"),
    "azure": ("azure/gpt-4o", "azure/o3"),
    "mistral": ("mistral/mistral-small-latest", "mistral/magistral-medium-latest"),
    "groq": ("groq/llama-3.3-70b-versatile", "groq/openai/gpt-oss-20b"),
    "openrouter": ("openrouter/openai/gpt-4o", "openrouter/deepseek/deepseek-r1"),
    "deepseek": ("deepseek/deepseek-chat", "deepseek/deepseek-reasoner"),
}
"""By dialect, the model that is asked, and one that thinks aloud."""

_THINK: dict[str, Json] = {
    "anthropic": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
    "bedrock": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
    "gemini": {"reasoning_effort": "low"},
    "ollama": {"reasoning_effort": "low"},
    "groq": {"extra_body": {"reasoning_format": "parsed"}},
    "openrouter": {"extra_body": {"reasoning": {"effort": "high"}}},
}
BASES = {
    "openai": "OPENAI_API_BASE",
    "anthropic": "ANTHROPIC_API_BASE",
    "gemini": "GEMINI_API_BASE",
    "ollama": "OLLAMA_API_BASE",
    "azure": "AZURE_API_BASE",
    "mistral": "MISTRAL_API_BASE",
    "groq": "GROQ_API_BASE",
    "openrouter": "OPENROUTER_API_BASE",
    "deepseek": "DEEPSEEK_API_BASE",
}


async def by_litellm(origin: str, wish: Wish, dialect: str) -> Told:
    """litellm; only to Bedrock it finds the way by the environment alone."""
    litellm = load()
    # Without the last one litellm looks for a package that it does not bring along.
    own: Json = {"api_key": KEY, "max_retries": 0, "_skip_mcp_handler": True}
    if dialect in BASES:
        own["api_base"] = environment(origin, KEY)[BASES[dialect]]
    if dialect == "responses":
        answer = await litellm.aresponses(model="openai/gpt-4o", input=wish.text, api_base=f"{origin}/v1", **own)
        # Not before litellm can: the table says that it cannot, and the test of that will fail then.
        return await responded(answer, stream=wish.stream)
    return await chatted(partial(litellm.acompletion, **own), _body(wish, dialect))


def _body(wish: Wish, dialect: str) -> Json:
    plain, thinker = MODELS[dialect]
    _, body = openai(wish, "", plain, thinker)
    if wish.model:
        provider = plain.partition("/")[0]
        body["model"] = f"{provider}/{'converse/' if dialect == 'bedrock' else ''}{wish.model}"
    # A schema makes litellm ask Groq for a whole answer, and it forgets what it had been told of a stream.
    if wish.stream and not (wish.schema and dialect == "groq"):
        body.setdefault("stream_options", {"include_usage": True})
    return {**body, **(_THINK.get(dialect, {}) if wish.reasons else {})}
