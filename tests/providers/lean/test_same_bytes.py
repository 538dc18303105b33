"""Both lanes ask in the same bytes: every provider that the lean lane knows, and whatever may stand in a request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

import httpx
import pytest
from msgspec.structs import replace

from service.errors import ServiceError
from service.field import JSON
from service.messages import (
    AssistantMessage,
    FilePart,
    ImagePart,
    ReasoningPart,
    SystemMessage,
    ToolCall,
    ToolMessage,
)
from service.model import ModelRequest, ResponseSchema
from service.providers.endpoint import Endpoint
from service.providers.lean.asking import Asking
from service.providers.lean.step_aside import StepAside
from service.providers.litellm import LitellmModel
from service.tool_spec import ToolSpec
from tests.providers.asking import LITELLMS_WARNINGS, request_to
from tests.providers.bodies import user
from tests.providers.dialects import OPENAI_DONE, openai_text

pytestmark = [pytest.mark.anyio, *LITELLMS_WARNINGS]

ENVIRONMENT = {
    "AZURE_API_BASE": "https://azure.test/",
    "AZURE_API_KEY": "k-azure",
    "DEEPSEEK_API_KEY": "k-deepseek",
    "GROQ_API_KEY": "k-groq",
    "HOSTED_VLLM_API_BASE": "http://vllm.test:8000/v1",
    "MISTRAL_API_KEY": "k-mistral",
    "OPENROUTER_API_KEY": "k-openrouter",
}
OURS = re.compile(r"accept|authorization|api-key|content-type|http-referer|x-title|openai-.*")
"""Headers that say something to a provider."""

PNG = "data:image/png;base64,iVBORw0KGgo="
SHOWN = user("What?", ImagePart(PNG), ImagePart("https://a.test/i.png"), "And?")
FILES = user(FilePart("application/pdf", "data:application/pdf;base64,JVBERg==", "b.pdf"))
SOUND = user("Listen", FilePart("audio/mpeg", "data:audio/mpeg;base64,SUQz"))
ODD: dict[str, JSON] = {
    "type": "object",
    "properties": {
        "é": {"type": ["string", "null"]},
        "strict": {"type": "object", "properties": {}, "additionalProperties": False},
        "$id": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
    },
    "required": ["é"],
    "additionalProperties": False,
    "$schema": "http://json-schema.org/draft-07/schema#",
}
TOOLS = (ToolSpec("look", "Look é", ODD), ToolSpec("see", "", {}))
SCHEMA = ResponseSchema(name="answer", schema=ODD)


def called(*ids: str, text: str | None = None) -> AssistantMessage:
    return AssistantMessage(text, tuple(ToolCall(name, "look", '{"é": 1}') for name in ids))


HELLO = request_to("")
CASES = {
    "text": HELLO,
    "every letter": replace(HELLO, messages=(user('é 😀 " \\ \n \0 </script> \u2028'),)),
    "numbers": replace(HELLO, temperature=0.0, max_output_tokens=100_000),
    "history": replace(HELLO, messages=(SystemMessage("Be."), user("Hi"), AssistantMessage("Hi."), user("a", "b"))),
    "nothing said": replace(HELLO, messages=(user(""), AssistantMessage(" "), AssistantMessage(None), user("Hi"))),
    "images": replace(HELLO, messages=(user("a", "b"), SHOWN, AssistantMessage("Hm."), user("c", "d"))),
    "documents": replace(HELLO, messages=(FILES,)),
    "sounds": replace(HELLO, messages=(SOUND,)),
    "tools": replace(HELLO, tools=TOOLS),
    "calls": replace(
        HELLO,
        messages=(user("Hi"), called("a", "b"), ToolMessage("a", "é"), ToolMessage("b", "x"), called("c", text="So")),
        tools=TOOLS,
    ),
    "calls of tools that are gone": replace(HELLO, messages=(user("Hi"), called("a"), ToolMessage("a", "x"))),
    "a call that returned nothing": replace(HELLO, messages=(user("Hi"), called("a", text=""), ToolMessage("a", ""))),
    "calls and images": replace(HELLO, messages=(SHOWN, called("a"), ToolMessage("a", "x")), tools=TOOLS),
    "schema": replace(HELLO, response_schema=SCHEMA),
    "schema and tools": replace(HELLO, response_schema=SCHEMA, tools=TOOLS),
    "thoughts": replace(
        HELLO, messages=(user("Hi"), AssistantMessage("Hi.", (), (ReasoningPart("hm", "anthropic", "s"),)), user("Bye"))
    ),
    "a combined schema": replace(HELLO, tools=(ToolSpec("look", "", {"anyOf": [{"type": "object"}]}),)),
    "a pattern": replace(HELLO, tools=(ToolSpec("look", "", {"properties": {"a": {"pattern": r"\p{L}"}}}),)),
}

MODELS = (
    "openai/gpt-4o",
    "openai/gpt-4",
    "openai/fake/long?tokens=3",
    "openai/anthropic/claude-sonnet-4-5",
    "azure/my-deployment",
    "groq/llama-3.1-8b-instant",
    "mistral/mistral-small-latest",
    "openrouter/anthropic/claude-sonnet-4.5",
    "openrouter/openai/gpt-5",
    "deepseek/deepseek-reasoner",
    "hosted_vllm/some/model",
    "hosted_vllm/gpt-4",
)


@dataclass(frozen=True)
class Sent:
    """What a provider is asked."""

    url: str
    headers: dict[str, str]
    body: bytes


class Ear:
    """Stands where litellm's connections would be, and hears what it asks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[Sent] = []
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", self._hear)

    async def _hear(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if OURS.fullmatch(name)}
        self.sent.append(Sent(str(request.url), headers, await request.aread()))
        content = openai_text("Hi") + OPENAI_DONE
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=content, request=request)


@pytest.fixture
def ear(litellm: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Ear:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return Ear(monkeypatch)


async def litellms(request: ModelRequest, ear: Ear, endpoint: Endpoint) -> Sent:
    ear.sent.clear()
    try:
        async for _ in LitellmModel(endpoint=endpoint, timeout=1, max_retries=0).stream(request):
            pass
    except ServiceError:
        # What becomes of the answer is of no interest here.
        pass
    (sent,) = ear.sent
    return sent


def ours(request: ModelRequest, endpoint: Endpoint, environment: dict[str, str]) -> Sent:
    question = Asking(endpoint, environment).question(request)
    scheme = "https" if question.address.secure else "http"
    headers = dict(question.headers) | {"content-type": "application/json"}
    return Sent(f"{scheme}://{question.address.authority}{question.path}", headers, question.body)


KEY = Endpoint(api_key="k-openai")

LEFT = {
    "a combined schema": MODELS,
    "a pattern": MODELS,
    "documents": ("mistral/mistral-small-latest", "deepseek/deepseek-reasoner"),
    "sounds": ("mistral/mistral-small-latest", "deepseek/deepseek-reasoner"),
    "images": ("deepseek/deepseek-reasoner",),
    "calls and images": ("deepseek/deepseek-reasoner",),
    "schema": ("openai/gpt-4", "hosted_vllm/gpt-4", "groq/llama-3.1-8b-instant"),
    "schema and tools": ("openai/gpt-4", "hosted_vllm/gpt-4", "groq/llama-3.1-8b-instant"),
    "a call that returned nothing": ("mistral/mistral-small-latest",),
}
"""What is left to litellm."""


def pairs(*, left: bool) -> Iterator[object]:
    for model in MODELS:
        for name, request in CASES.items():
            if (model in LEFT.get(name, ())) is left:
                yield pytest.param(replace(request, model=model), id=f"{model}, {name}")


@pytest.mark.parametrize("request_", [*pairs(left=False)])
async def test_a_provider_is_asked_as_litellm_asks_it(request_: ModelRequest, ear: Ear) -> None:
    assert ours(request_, KEY, ENVIRONMENT) == await litellms(request_, ear, KEY)


@pytest.mark.parametrize("request_", [*pairs(left=True)])
def test_what_litellm_rewrites_is_left_to_it(request_: ModelRequest) -> None:
    with pytest.raises(StepAside):
        ours(request_, KEY, ENVIRONMENT)


ELSEWHERE: dict[str, tuple[str, dict[str, str]]] = {
    "openai": ("openai/m", {"OPENAI_BASE_URL": "http://a.test/x/", "OPENAI_API_BASE": "http://b.test/v1"}),
    "openai's other name": ("openai/m", {"OPENAI_API_BASE": "http://b.test/v1"}),
    "azure": ("azure/m", {"AZURE_API_BASE": "http://a.test", "AZURE_API_VERSION": "2024-10-21"}),
    "azure's other key": ("azure/m", {"AZURE_OPENAI_API_KEY": "k-other"}),
    "groq": ("groq/m", {"GROQ_API_BASE": "http://a.test/openai/v1"}),
    "mistral": ("mistral/m", {"MISTRAL_API_BASE": "http://b.test", "MISTRAL_AZURE_API_BASE": "http://a.test"}),
    "mistral, whole": ("mistral/m", {"MISTRAL_AZURE_API_BASE": "http://a.test/v1", "MISTRAL_AZURE_API_KEY": "k-z"}),
    "openrouter": ("openrouter/a/m", {"OPENROUTER_API_BASE": "http://a.test", "OR_SITE_URL": "http://we.test"}),
    "openrouter, named": ("openrouter/a/m", {"OR_APP_NAME": "We all", "OPENROUTER_API_KEY": "", "OR_API_KEY": "k-or"}),
    "deepseek": ("deepseek/m", {"DEEPSEEK_API_BASE": "http://a.test:81/v1"}),
    "vllm": ("hosted_vllm/m", {"HOSTED_VLLM_API_BASE": "http://[::1]:8000/v1", "HOSTED_VLLM_API_KEY": "k-vllm"}),
}


@pytest.mark.parametrize(("model", "variables"), ELSEWHERE.values(), ids=ELSEWHERE)
async def test_the_environments_variables_mean_the_same(
    model: str, variables: dict[str, str], ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    endpoint = Endpoint(api_key="k-openai")
    assert ours(request_to(model), endpoint, ENVIRONMENT | variables) == await litellms(
        request_to(model), ear, endpoint
    )


def known_names(litellm: ModuleType) -> Iterator[str]:
    """Yield the models that litellm knows by name, as far as the lean lane would ask them."""
    asking = Asking(KEY, ENVIRONMENT)
    for name, facts in litellm.model_cost.items():
        provider = str(facts.get("litellm_provider", "")).replace("text-completion-", "").replace("_text", "")
        model = name if name.startswith(f"{provider}/") else f"{provider}/{name}"
        try:
            asking.question(request_to(model))
        except StepAside:
            continue
        if facts.get("mode") in ("chat", "completion", "responses"):
            yield model


async def test_no_model_that_litellm_knows_by_name_is_asked_otherwise(litellm: ModuleType, ear: Ear) -> None:
    names = sorted(set(known_names(litellm)))
    assert len(names) > 100
    wanted = replace(CASES["calls"], messages=(SystemMessage("Be."), *CASES["calls"].messages))
    for name in names:
        asked = replace(wanted, model=name)
        assert ours(asked, KEY, ENVIRONMENT) == await litellms(asked, ear, KEY), name
