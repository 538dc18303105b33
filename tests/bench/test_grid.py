"""A table is aligned in a terminal, and a table in Markdown."""

from bench.grid import Grid

GRID = Grid("Title", ("", "ms", "MB"), [("a", "1.0", "10"), ("long name", "100.0", "-")])


def test_words_stand_left_and_numbers_right() -> None:
    assert GRID.text().splitlines() == [
        "Title",
        "              ms  MB",
        "a            1.0  10",
        "long name  100.0   -",
    ]


def test_markdown_has_the_same_cells() -> None:
    assert GRID.markdown().splitlines() == [
        "**Title**",
        "",
        "|  | ms | MB |",
        "| --- | ---: | ---: |",
        "| a | 1.0 | 10 |",
        "| long name | 100.0 | - |",
    ]


def test_a_cell_does_not_end_its_own_column() -> None:
    assert Grid("T", ("", "x"), [("a|b", "1")]).markdown().splitlines()[-1] == "| a/b | 1 |"
