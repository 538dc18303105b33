"""What OpenRouter says, held to the types of OpenAI's client, and what it adds to what is documented."""

from openai.types.chat import ChatCompletion, ChatCompletionChunk

from tests.fakes.model.family.providers import Json


def check_whole(body: Json) -> None:
    """Assert that it is a whole answer: everything required, nothing else."""
    ChatCompletion.model_validate(_openais(body, "message"), strict=True, extra="forbid")


def check_part(part: Json) -> None:
    """Assert that it is a part of a stream: everything required, nothing else."""
    ChatCompletionChunk.model_validate(_openais(part, "delta"), strict=True, extra="forbid")


def _openais(body: Json, place: str) -> Json:
    """What is OpenAI's in an answer of OpenRouter; the rest is taken out, and must be what it is documented to be."""
    assert isinstance(body["provider"], str)
    choices = []
    for choice in body["choices"]:
        assert (choice["native_finish_reason"] is None) is (choice["finish_reason"] is None)
        for detail in choice[place].get("reasoning_details", ()):
            assert detail["type"] in ("reasoning.text", "reasoning.encrypted")
        kept = {name: value for name, value in choice[place].items() if not name.startswith("reasoning")}
        for call in kept.get("tool_calls", ()) if place == "message" else ():
            assert isinstance(call.pop("index"), int)
        choices.append({**{k: v for k, v in choice.items() if k != "native_finish_reason"}, place: kept})
    usage = {k: v for k, v in body.get("usage", {}).items() if not k.startswith("cost") and k != "is_byok"}
    rest = {name: value for name, value in body.items() if name != "provider"}
    return {**rest, "choices": choices, **({"usage": usage} if usage else {})}
