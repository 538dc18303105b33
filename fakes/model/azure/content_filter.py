"""What the content filters of a deployment say of a text."""

from collections.abc import Mapping

from fakes.model.saying import FinishReason

_SAFE: Mapping[str, object] = {"filtered": False, "severity": "safe"}
_SAFE_RESULTS: Mapping[str, object] = dict.fromkeys(("hate", "self_harm", "sexual", "violence"), _SAFE)


def answer_results(finish: FinishReason | None = None) -> dict[str, object]:
    """Return what is said of an answer. One that was held back was too violent: it must have been something."""
    held_back = {"violence": {"filtered": True, "severity": "medium"}} if finish == "content_filter" else {}
    return {**_SAFE_RESULTS, **held_back}


def prompt_results(*, jailbreak: bool = False) -> dict[str, object]:
    """Return what is said of a prompt, which may also be a try to get around the model's rules."""
    return {**_SAFE_RESULTS, "jailbreak": {"detected": jailbreak, "filtered": jailbreak}}


def prompt_filter_results() -> list[dict[str, object]]:
    """Return what is said of the one prompt of a request that passed."""
    return [{"prompt_index": 0, "content_filter_results": prompt_results()}]
