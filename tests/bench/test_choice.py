"""Names choose, and a wrong one is told what there is."""

import pytest

from bench.choice import chosen
from bench.rows.row import ROWS


def test_without_words_everybody_is_chosen() -> None:
    assert chosen(ROWS, None) is ROWS


def test_words_choose_in_the_order_that_is_known() -> None:
    assert [row.name for row in chosen(ROWS, "flood, cold")] == ["cold", "flood"]


def test_an_unknown_word_is_told_what_there_is() -> None:
    with pytest.raises(ValueError, match="no 'colds' among cold, first-token"):
        chosen(ROWS, "cold,colds")
