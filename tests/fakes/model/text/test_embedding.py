import hashlib
import math

import pytest

from fakes.model.text.embedding import embed

CAT = "The cat sleeps on the warm roof."
CATS = "Cats sleep on warm roofs."
TAX = "Quarterly tax filings are due in April."


def nearness(one: str, other: str) -> float:
    return math.fsum(a * b for a, b in zip(embed(one, 256, "s"), embed(other, 256, "s"), strict=True))


@pytest.mark.parametrize("dimensions", [1, 2, 256, 3072])
@pytest.mark.parametrize("text", ["", " ", "a", CAT, "日本語", "\ud800", "🙂"], ids=ascii)
def test_a_vector_has_length_1_and_as_many_dimensions_as_were_asked_for(text: str, dimensions: int) -> None:
    vector = embed(text, dimensions, "s")
    assert len(vector) == dimensions
    assert math.isclose(math.fsum(value * value for value in vector), 1)


def test_texts_that_share_words_are_nearer_than_texts_that_do_not() -> None:
    assert nearness(CAT, CATS) > nearness(CAT, TAX) + 0.2


def test_case_and_space_do_not_count_and_words_do() -> None:
    assert embed("  The CAT ", 64, "s") == embed("the cat", 64, "s")
    assert embed("the cat", 64, "s") != embed("the cat cat", 64, "s")


def test_another_seed_is_another_model() -> None:
    assert embed(CAT, 64, "s") != embed(CAT, 64, "t")


def test_a_text_whose_features_cancel_still_has_a_direction(monkeypatch: pytest.MonkeyPatch) -> None:
    class Even:
        def digest(self) -> bytes:
            return b"\0\0\0\0\0\0\0\1" * 4

    monkeypatch.setattr(hashlib, "blake2b", lambda *_, **__: Even())
    assert embed("a", 3, "s") == (1.0, 0.0, 0.0)


def test_a_vector_is_the_same_on_every_machine() -> None:
    digest = hashlib.sha256(repr(embed(CAT, 768, "tokenwire")).encode()).hexdigest()
    assert digest == "a13417e9cd0a42e7f54c10fd271f444793620f3892bf878a72c8f4a783a80c5a"
