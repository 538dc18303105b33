"""An answer in Azure's shape: OpenAI's, with what the filters say of it, its members in the order of the alphabet."""

from collections.abc import Sequence

from fakes.model.azure.content_filter import answer_results, prompt_filter_results
from fakes.model.dialect import Heading, Spoken
from fakes.model.openai.completion import choice_body, heading_body, usage_body
from fakes.model.usage import Usage


def completion_body(heading: Heading, spoken: Sequence[Spoken], usage: Usage) -> object:
    """Return the body of an answer that is not streamed."""
    choices = [
        {**choice_body(index, choice), "content_filter_results": answer_results(choice.finish)}
        for index, choice in enumerate(spoken)
    ]
    return ordered(
        {
            **heading_body(heading, "chat.completion"),
            "choices": choices,
            "prompt_filter_results": prompt_filter_results(),
            "usage": usage_body(usage),
        }
    )


def ordered(value: object) -> object:
    """Return JSON with the members of its objects in the order of the alphabet."""
    if isinstance(value, dict):
        return {name: ordered(value[name]) for name in sorted(value)}
    return list(map(ordered, value)) if isinstance(value, list) else value
