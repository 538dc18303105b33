"""The providers that the lean lane knows, and what of them: litellm 1.106.2's ways, found in its source and by test.

===========  =========================  ===============================  ===========================================
provider     where, if nothing is set   variables with litellm's         left to litellm, besides what ``Wording`` and
                                        meaning                          ``Environment`` leave to it
===========  =========================  ===============================  ===========================================
openai       api.openai.com/v1          OPENAI_BASE_URL, _API_BASE,      models that reason or have another API: their
                                        _API_KEY                         requests are rewritten
azure        (nowhere)                  AZURE_API_BASE, _API_VERSION,    the same, and GPT 3.5; API versions that are
                                        _OPENAI_API_KEY, _API_KEY        no date, or before 2024-09
groq         api.groq.com/openai/v1     GROQ_API_BASE, _API_KEY          answers that fit a schema
mistral      api.mistral.ai/v1          MISTRAL_AZURE_API_BASE,          Magistral, files, empty messages
                                        _AZURE_API_KEY, _API_KEY
openrouter   openrouter.ai/api/v1       OPENROUTER_API_BASE, _API_KEY,   OpenRouter's own models
                                        OR_API_KEY, OR_SITE_URL,
                                        OR_APP_NAME
deepseek     api.deepseek.com/beta      DEEPSEEK_API_BASE, _API_KEY      images and files
hosted_vllm  (nowhere)                  HOSTED_VLLM_API_BASE, _API_KEY
===========  =========================  ===============================  ===========================================

MISTRAL_API_BASE is known and, as by litellm, not used.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct

from service.providers.lean.wording import Wording

_OTHERWISE_ASKED: Final = (
    r"gpt-?[5-9]|gpt-\d\d|o_series|(?:^|[/._-])o\d|codex|deep-research|daybreak|computer-use|instruct|babbage|davinci"
    r"|^responses/"
)


class Provider(Struct, frozen=True, kw_only=True):
    """What is known of one.

    Attributes:
        prefix: with which its variables begin.
        bases: variables for where it is, the first that is set counts.
        default: where it is otherwise; empty for nowhere.
        ends: what the URL is made to end in.
        keys: variables for its key, likewise.
        key: the key otherwise; empty for none.
        more: further variables that are known.
        aside: names of models that are left to litellm, as a regular expression that is searched for.
        wording: of its requests.
    """

    prefix: str
    bases: tuple[str, ...]
    default: str = ""
    ends: str = ""
    keys: tuple[str, ...]
    key: str = ""
    more: tuple[str, ...] = ()
    aside: str = r"^$"
    wording: Wording

    @property
    def known(self) -> frozenset[str]:
        """Variables that this lane understands."""
        return frozenset((*self.bases, *self.keys, *self.more))

    def leaves(self, name: str) -> bool:
        """Return whether a model of this name is left to litellm."""
        return _fits(self.aside, name)


@lru_cache(maxsize=256)
def _fits(pattern: str, name: str) -> bool:
    return re.search(pattern, name, re.IGNORECASE) is not None


OPENAI = Provider(
    prefix="OPENAI_",
    bases=("OPENAI_BASE_URL", "OPENAI_API_BASE"),
    default="https://api.openai.com/v1",
    keys=("OPENAI_API_KEY",),
    aside=_OTHERWISE_ASKED,
    wording=Wording(sdk=True),
)

AZURE = Provider(
    prefix="AZURE_",
    bases=("AZURE_API_BASE",),
    keys=("AZURE_OPENAI_API_KEY", "AZURE_API_KEY"),
    more=("AZURE_API_VERSION",),
    # A deployment's name stands in the path.
    aside=rf"[^A-Za-z0-9._-]|o[134]|gpt-?3|gpt5_series|claude|command|mistral|{_OTHERWISE_ASKED}",
    wording=Wording(sdk=True),
)

GROQ = Provider(
    prefix="GROQ_",
    bases=("GROQ_API_BASE",),
    default="https://api.groq.com/openai/v1",
    keys=("GROQ_API_KEY",),
    wording=Wording(formats=False),
)

MISTRAL = Provider(
    prefix="MISTRAL_",
    bases=("MISTRAL_AZURE_API_BASE",),
    default="https://api.mistral.ai/v1",
    ends="/v1",
    keys=("MISTRAL_AZURE_API_KEY", "MISTRAL_API_KEY"),
    more=("MISTRAL_API_BASE",),
    # Its thoughts come in a form of their own.
    aside="magistral",
    wording=Wording(joins=True, files=False, empties=False, counts=False, leaves_out=frozenset({"$id", "$schema"})),
)

OPENROUTER = Provider(
    prefix="OPENROUTER_",
    bases=("OPENROUTER_API_BASE",),
    default="https://openrouter.ai/api/v1",
    keys=("OPENROUTER_API_KEY", "OR_API_KEY"),
    aside=r"^openrouter/|^[^/]*$",
    wording=Wording(more={"usage": {"include": True}}),
)

DEEPSEEK = Provider(
    prefix="DEEPSEEK_",
    bases=("DEEPSEEK_API_BASE",),
    default="https://api.deepseek.com/beta",
    keys=("DEEPSEEK_API_KEY",),
    wording=Wording(joins=True, images=False, files=False),
)

HOSTED_VLLM = Provider(
    prefix="HOSTED_VLLM_",
    bases=("HOSTED_VLLM_API_BASE",),
    keys=("HOSTED_VLLM_API_KEY",),
    key="fake-api-key",
    wording=Wording(leaves_out=frozenset({"additionalProperties", "strict"})),
)

PROVIDERS: Mapping[str, Provider] = {
    "openai": OPENAI,
    "azure": AZURE,
    "groq": GROQ,
    "mistral": MISTRAL,
    "openrouter": OPENROUTER,
    "deepseek": DEEPSEEK,
    "hosted_vllm": HOSTED_VLLM,
}
