"""What the function must answer follows from what it is given."""

import pytest

from scripts.streaming.expectation import told, whole_answer


@pytest.mark.parametrize("environ", [{}, {"FAKE_LLM": "0"}, {"ANTHROPIC_API_KEY": "k"}])
def test_without_a_key_the_answer_is_one_error(environ: dict[str, str]) -> None:
    assert whole_answer(environ) == '{"success":false,"error":"OpenAI API key not configured"}'


def test_the_error_names_the_provider() -> None:
    answer = whole_answer({"CHAT_MODEL": "anthropic/claude-sonnet-4-5"})
    assert answer == '{"success":false,"error":"Anthropic API key not configured"}'


@pytest.mark.parametrize("environ", [{"FAKE_LLM": "1"}, {"OPENAI_API_KEY": "k"}, {"CHAT_MODEL": "ollama/llama3"}])
def test_with_a_model_to_ask_the_answer_is_not_known(environ: dict[str, str]) -> None:
    assert whole_answer(environ) is None


def test_the_function_is_told_settings_and_keys_and_nothing_else() -> None:
    given = {"OPENAI_API_KEY": "k", "FAKE_LLM": "1", "CHAT_MODEL": "m", "OPENAI_BASE_URL": "u", "GROQ_API_KEY": "g"}
    ours = {"HOST": "0.0.0.0", "PORT": "1", "FAKE_SCRIPTS": "/s", "FAKE_SCENARIOS": "/s", "PATH": "/bin", "HOME": "/"}  # noqa: S104
    assert told({**given, **ours}) == given
