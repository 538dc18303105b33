"""What DeepSeek says, held to the types of OpenAI's client, and what it adds to what is documented."""

from openai.types.chat import ChatCompletion, ChatCompletionChunk

from tests.fakes.model.family.providers import Json


def check_whole(body: Json) -> None:
    """Assert that it is a whole answer: everything required, nothing else."""
    ChatCompletion.model_validate(_openais(body, "message"), strict=True, extra="forbid")


def check_part(part: Json) -> None:
    """Assert that it is a part of a stream: everything required, nothing else."""
    ChatCompletionChunk.model_validate(_openais(part, "delta"), strict=True, extra="forbid")


def _openais(body: Json, place: str) -> Json:
    """What is OpenAI's in an answer of DeepSeek; the rest is taken out, and must be what it is documented to be."""
    choices = []
    for choice in body["choices"]:
        thought = choice[place].get("reasoning_content")
        assert thought is None or isinstance(thought, str)
        kept = {name: value for name, value in choice[place].items() if name != "reasoning_content"}
        for call in kept.get("tool_calls", ()) if place == "message" else ():
            assert isinstance(call.pop("index"), int)
        choices.append({**choice, place: kept})
    usage = body.get("usage")
    if usage:
        assert usage["prompt_cache_hit_tokens"] + usage["prompt_cache_miss_tokens"] == usage["prompt_tokens"]
        usage = {name: value for name, value in usage.items() if not name.startswith("prompt_cache_")}
    return {**body, "choices": choices, **({"usage": usage} if "usage" in body else {})}
