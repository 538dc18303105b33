"""Which of OpenAI's models think before they speak."""

import re

_REASONING = re.compile(r"(?:.*/)?(?:o[1-9]|gpt-5(?!-chat)|gpt-oss|codex)")


def reasons(model: str) -> bool:
    """Tell whether a model of this name reasons; by chat completions nobody sees it, but it is billed."""
    return _REASONING.match(model) is not None
