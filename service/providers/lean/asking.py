"""A model request -> the question that a provider is sent, or the reason why litellm is to send it."""

import re
from collections.abc import Mapping

from service.model import ModelRequest
from service.providers.endpoint import Endpoint
from service.providers.lean.address import Address, parse
from service.providers.lean.environment import Environment
from service.providers.lean.providers import AZURE, OPENAI, OPENROUTER, PROVIDERS, Provider
from service.providers.lean.question import Question
from service.providers.lean.step_aside import KeyMissing, StepAside

_VERSION = re.compile(r"20\d\d-\d\d-\d\d(-preview)?")
_DEFAULT_VERSION = "2025-02-01-preview"
_OLDEST = "2024-09"
"""Older ones know no schemas."""

_KEY = re.compile(r"[!-~]+")


class Asking:
    """Knows the providers, where OpenAI's models live, and the environment.

    Args:
        endpoint: for ``openai/`` models.
        variables: the environment's; they are read at every request, as litellm reads them.
    """

    def __init__(self, endpoint: Endpoint, variables: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        self._environment = Environment(variables)

    def question(self, request: ModelRequest) -> Question:
        """Return what the provider is sent.

        Raises:
            StepAside: it is not known for sure what litellm would send; KeyMissing where it is, but for the key.
            InvalidRequest: the model can't be sent what the user shows.
        """
        prefix, _, name = request.model.partition("/")
        provider = PROVIDERS.get(prefix)
        if provider is None or not name:
            raise StepAside(f"the provider {prefix} is not known")
        if provider.leaves(name):
            raise StepAside(f"requests to {request.model} are rewritten")
        if request.reasoning_effort:
            # What becomes of it is litellm's knowledge of each model.
            raise StepAside("REASONING_EFFORT is set")
        self._environment.require_nothing_else(provider.prefix, provider.known)
        address, path = self._place(provider)
        self._environment.require_direct(address)
        return Question(
            address=address,
            path=self._azures_path(name) if provider is AZURE else f"{path}/chat/completions",
            body=provider.wording.body(request, name),
            headers=self._headers(provider),
        )

    def _place(self, provider: Provider) -> tuple[Address, str]:
        given = self._endpoint.base_url if provider is OPENAI else None
        url = given or self._environment.first(*provider.bases) or provider.default
        place = parse(url if url.endswith(provider.ends) else url + provider.ends)
        if place is None or place[1].endswith("/completions") or (provider is AZURE and place[1]):
            raise StepAside("the provider's address is not plain")
        return place

    def _azures_path(self, name: str) -> str:
        version = self._environment.first("AZURE_API_VERSION") or _DEFAULT_VERSION
        if not _VERSION.fullmatch(version) or version < _OLDEST:
            raise StepAside(f"Azure's API version {version} is not known")
        return f"/openai/deployments/{name}/chat/completions?api-version={version}"

    def _headers(self, provider: Provider) -> tuple[tuple[str, str], ...]:
        given = self._endpoint.api_key if provider is OPENAI else None
        key = given or self._environment.first(*provider.keys) or provider.key
        if not _KEY.fullmatch(key):
            raise KeyMissing("the provider's key is not set")
        proof = ("api-key", key) if provider is AZURE else ("authorization", f"Bearer {key}")
        accepted = ("accept", "application/json" if provider.wording.sdk else "*/*")
        if provider is not OPENROUTER:
            return (accepted, proof)
        site = ("http-referer", self._environment.words("OR_SITE_URL", "https://litellm.ai"))
        return (accepted, site, ("x-title", self._environment.words("OR_APP_NAME", "liteLLM")), proof)
