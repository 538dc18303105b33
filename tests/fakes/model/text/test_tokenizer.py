import sys
from importlib import util
from pathlib import Path

import pytest

from fakes.model.text.tokenizer import Tokenizer, tokenizer_named

TEXTS = (
    "",
    "Hello, world! 12345",
    "naïve café",
    " \n\n\t",
    "日本語の文章",
    "\U0001f469\u200d\U0001f680 and \U0001f1eb\U0001f1f7",
    "ꙮ" * 3,
    "half \ud83d of it",
)


@pytest.fixture(scope="module")
def vocabulary() -> str:
    """A folder with an encoding, which litellm brings along: nothing is fetched."""
    spec = util.find_spec("litellm")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return str(Path(spec.submodule_search_locations[0]) / "litellm_core_utils" / "tokenizers")


@pytest.fixture(params=["pieces", "cl100k_base"])
def tokenizer(request: pytest.FixtureRequest, vocabulary: str, monkeypatch: pytest.MonkeyPatch) -> Tokenizer:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", vocabulary)
    return tokenizer_named(request.param)


@pytest.mark.parametrize("text", TEXTS)
def test_the_tokens_joined_are_the_text_and_none_is_empty_or_half(tokenizer: Tokenizer, text: str) -> None:
    tokens = list(tokenizer.split(text))

    assert "".join(tokens) == text
    assert all(tokens)
    assert len(tokens) <= tokenizer.count(text)


def test_the_tokens_are_those_of_the_encoding(vocabulary: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", vocabulary)
    tokenizer = tokenizer_named("cl100k_base")

    assert (tokenizer.name, list(tokenizer.split("tiktoken is great!"))) == (
        "cl100k_base",
        ["t", "ik", "token", " is", " great", "!"],
    )
    # A special token in a text is a text.
    assert (tokenizer.count("tiktoken is great!"), tokenizer.count("<|endoftext|>")) == (6, 7)
    assert (tokenizer.count("👩"), list(tokenizer.split("👩"))) == (3, ["👩"])


def test_a_tokenizer_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="'abacus' is no tokenizer; there are: pieces, cl100k_base, gpt2"):
        tokenizer_named("abacus")
    monkeypatch.setitem(sys.modules, "fakes.model.text.tiktoken_tokenizer", None)
    with pytest.raises(ValueError, match="the tokenizer 'gpt2' needs tiktoken, which is not installed"):
        tokenizer_named("gpt2")
    assert tokenizer_named("pieces").name == "pieces"
