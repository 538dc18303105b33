"""What both of the service's own operations say about an answer."""

from service.completion import Completion
from service.field import JSON


def ending(completion: Completion) -> dict[str, JSON]:
    """Return why the model stopped, and what it counted, in the words of the stream."""
    usage = completion.usage
    return {
        "finishReason": completion.finish_reason,
        "usage": {"promptTokens": usage.prompt_tokens, "completionTokens": usage.completion_tokens},
    }
