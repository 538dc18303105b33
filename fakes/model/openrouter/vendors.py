"""Who stands behind a model's name, and in what words their own API would have ended."""

from collections.abc import Mapping
from typing import NamedTuple

from fakes.model.saying import FinishReason


class Vendor(NamedTuple):
    """A provider: its name, its words for the ends of an answer, and the format of its thoughts."""

    name: str
    finishes: Mapping[str, str]
    thoughts: str = "unknown"
    signs: bool = False

    def finish(self, reason: FinishReason) -> str:
        """Return the provider's word for a reason; most say it as OpenAI does."""
        return self.finishes.get(reason, reason)


_ANTHROPIC = {"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "content_filter": "refusal"}
_GOOGLE = {"stop": "STOP", "length": "MAX_TOKENS", "tool_calls": "STOP", "content_filter": "SAFETY"}
_VENDORS: Mapping[str, Vendor] = {
    "anthropic": Vendor("Anthropic", _ANTHROPIC, "anthropic-claude-v1", signs=True),
    "google": Vendor("Google", _GOOGLE, "google-gemini-v1"),
    "openai": Vendor("OpenAI", {}, "openai-responses-v1"),
    "mistralai": Vendor("Mistral", {}),
    "deepseek": Vendor("DeepSeek", {}),
    "x-ai": Vendor("xAI", {}, "xai-responses-v1"),
}
_ANY = Vendor("Together", {})


def vendor_of(model: str) -> Vendor:
    """Return who answers for a model, by what stands before the slash in its name."""
    return _VENDORS.get(model.partition("/")[0], _ANY)
