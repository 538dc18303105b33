import pytest

from service.providers.signer import ANTHROPIC, signer_of


@pytest.mark.parametrize(
    ("model", "signer"),
    [
        ("anthropic/claude-sonnet-4-5", ANTHROPIC),
        ("bedrock/eu.anthropic.claude-sonnet-4-5-v1:0", ANTHROPIC),
        ("vertex_ai/claude-sonnet-4-5", ANTHROPIC),
        ("azure_ai/claude-sonnet-4-5", ANTHROPIC),
        ("bedrock/amazon.nova-pro-v1:0", ""),
        ("vertex_ai/gemini-2.5-pro", ""),
        ("gemini/gemini-2.5-pro", ""),
        ("openai/gpt-4o", ""),
        ("openai/claude-sonnet-4-5", ""),
        ("openrouter/anthropic/claude-sonnet-4.5", ""),
        ("claude", ""),
        ("", ""),
    ],
)
def test_only_claude_where_litellm_speaks_its_own_language_is_given_its_thoughts(model: str, signer: str) -> None:
    assert signer_of(model) == signer
