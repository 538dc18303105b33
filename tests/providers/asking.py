"""A question to a provider, and whatever came of it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest

from service.errors import ServiceError
from service.messages import Message, TextPart, UserMessage
from service.model import LanguageModel, ModelChunk, ModelRequest
from service.providers.endpoint import Endpoint
from service.providers.lean.asking import Asking
from service.providers.lean.model import LeanModel
from service.providers.litellm import LitellmModel
from tests.providers.spread import spread

OPENAI = "openai/gpt-4o"
DEEPSEEK = "deepseek/deepseek-chat"
ANTHROPIC = "anthropic/claude-3-5-haiku-20241022"
GEMINI = "gemini/gemini-2.5-flash"
BEDROCK = "bedrock/anthropic.claude-haiku-4-5-20251001-v1:0"
MISTRAL = "mistral/magistral-small-latest"
LEAN = "openai, on the lean lane"
"""OpenAI's model, asked without litellm."""

LITELLMS_WARNINGS = (
    pytest.mark.filterwarnings("ignore:.*`ReadOnly` qualifier:UserWarning"),
    pytest.mark.filterwarnings("ignore:.*Accessing the.*attribute on the instance is deprecated:DeprecationWarning"),
)
"""litellm ignores these, about its own types, when it is imported; pytest undoes what an import in a test ignores."""

QUESTION = (UserMessage((TextPart("Hello?"),)),)


@dataclass
class Outcome:
    """What arrived, read by read, and what it ended with."""

    arrivals: list[tuple[ModelChunk, ...]]
    failure: ServiceError | None = None

    @property
    def chunks(self) -> list[ModelChunk]:
        """Everything that arrived, in order, every text by itself."""
        return spread(chunk for arrived in self.arrivals for chunk in arrived)


def point_at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every provider but OpenAI live at this address; OpenAI's comes with the model."""
    for provider in ("DEEPSEEK", "ANTHROPIC", "GEMINI", "OPENROUTER"):
        monkeypatch.setenv(f"{provider}_API_BASE", url)
        monkeypatch.setenv(f"{provider}_API_KEY", "sk-test")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "MISTRAL_API_KEY"):
        monkeypatch.setenv(name, "sk-test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_BEDROCK_RUNTIME_ENDPOINT", url)
    # The only variable that moves Mistral.
    monkeypatch.setenv("MISTRAL_AZURE_API_BASE", url)


def model_at(url: str, *, timeout: float = 10, max_retries: int = 0) -> LitellmModel:
    """Return the model that asks there; for providers other than OpenAI see point_at."""
    endpoint = Endpoint(base_url=f"{url}/v1", api_key="sk-test")
    return LitellmModel(endpoint=endpoint, timeout=timeout, max_retries=max_retries)


def lean_at(url: str, *, timeout: float = 10, max_retries: int = 0) -> LeanModel:
    """Return the model that asks OpenAI there without litellm, whatever the environment says."""
    asking = Asking(Endpoint(base_url=f"{url}/v1", api_key="sk-test"), {})
    return LeanModel(asking, timeout=timeout, max_retries=max_retries)


def on_lane(lane: str, url: str, *, timeout: float = 10, max_retries: int = 0) -> LitellmModel | LeanModel:
    """Return the model that asks there on this lane."""
    make = lean_at if lane == LEAN else model_at
    return make(url, timeout=timeout, max_retries=max_retries)


def request_to(model: str, messages: Sequence[Message] = QUESTION) -> ModelRequest:
    """Return a request."""
    name = OPENAI if model == LEAN else model
    return ModelRequest(model=name, messages=tuple(messages), temperature=0.5, max_output_tokens=10)


async def ask(model: LanguageModel, request: ModelRequest) -> Outcome:
    """Ask, and read to the end."""
    return await outcome_of(model.stream(request))


async def outcome_of(chunks: AsyncIterator[tuple[ModelChunk, ...]]) -> Outcome:
    """Read to the end; anything but a ServiceError is a defect and passes through."""
    outcome = Outcome([])
    try:
        async for arrived in chunks:
            outcome.arrivals.append(arrived)
    except ServiceError as failure:
        outcome.failure = failure
    return outcome
