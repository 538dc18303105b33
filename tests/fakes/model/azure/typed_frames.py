"""What Azure says, held to the types of OpenAI's client, and what the filters add to what is documented."""

from openai.types.chat import ChatCompletion, ChatCompletionChunk

from tests.fakes.model.family.providers import Json

SAFE = {"filtered": False, "severity": "safe"}
HARMS = {"hate": SAFE, "self_harm": SAFE, "sexual": SAFE, "violence": SAFE}
PROMPT = [{"content_filter_results": {**HARMS, "jailbreak": {"detected": False, "filtered": False}}, "prompt_index": 0}]
NOBODY: Json = {"created": 0, "id": "", "model": "", "object": ""}
"""What the first part of a stream has in place of a heading: it is about the prompt."""


def check_whole(body: Json) -> None:
    """Assert that it is a whole answer: everything required, nothing else."""
    assert body["prompt_filter_results"] == PROMPT
    ChatCompletion.model_validate(_openais(body), strict=True, extra="forbid")


def check_first(part: Json) -> None:
    """Assert that it is the first part of a stream, which tells only what the prompt was judged to be."""
    assert part == {"choices": [], **NOBODY, "prompt_filter_results": PROMPT}


def check_part(part: Json) -> None:
    """Assert that it is a part of a stream behind its first: everything required, nothing else."""
    ChatCompletionChunk.model_validate(_openais(part), strict=True, extra="forbid")


def _openais(body: Json) -> Json:
    """What is OpenAI's in an answer of Azure."""
    assert list(body) == sorted(body)
    choices = []
    for choice in body["choices"]:
        assert list(choice) == sorted(choice)
        assert choice["content_filter_results"] in ({}, HARMS)
        choices.append({name: value for name, value in choice.items() if name != "content_filter_results"})
    return {**{name: value for name, value in body.items() if name != "prompt_filter_results"}, "choices": choices}
