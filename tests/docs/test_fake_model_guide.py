"""Everything that docs/FAKE_MODEL.md shows is done, in the order in which it stands there."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.docs import guide
from tests.docs.comparison import fits
from tests.docs.guide import Block, Section
from tests.docs.terminal import Terminal, serves

RECIPES = 10
FOUND_BY_ITS_NAME = ("conftest.py",)
"""Files that no command needs to name."""

SHOWN = [section for section in guide.sections() if section.title and section.blocks]


def prelude() -> str:
    """The function by which the recipes ask."""
    (block,) = guide.section("").blocks
    return block.text


def follow(blocks: Sequence[Block], terminal: Terminal) -> None:
    """Do what the blocks say, and compare what is printed. A block that is not understood is an error."""
    printed: str | None = None
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.kind == "file":
            commands = [other.text for other in blocks[at:] if other.kind == "commands"]
            assert block.name in FOUND_BY_ITS_NAME or any(block.name in text for text in commands), block.name
            terminal.write(block.name, block.text)
        elif block.kind == "commands":
            shows = following is not None and following.kind == "output"
            assert shows or serves(block.text), f"what does this print?\n{block.text}"
            printed = terminal.run(block.text)
        else:
            assert printed is not None, f"what prints this?\n{block.text}"
            if not fits(block.text, printed):
                raise AssertionError(f"the page says:\n{block.text}\nand this is printed:\n{printed}")
            printed = None


def test_there_are_ten_recipes_and_each_begins_something_and_shows_what_is_printed() -> None:
    recipes = [section for section in guide.sections() if section.number]

    assert [recipe.number for recipe in recipes] == list(range(1, RECIPES + 1))
    for recipe in recipes:
        assert {"commands", "output"} <= {block.kind for block in recipe.blocks}, recipe.title
        assert recipe.text.count("```") == 2 * len(recipe.blocks), recipe.title


@pytest.mark.parametrize("section", SHOWN, ids=lambda section: section.title)
def test_what_the_guide_shows_is_what_happens(section: Section, tmp_path: Path) -> None:
    with Terminal(tmp_path, prelude()) as terminal:
        follow(section.blocks, terminal)


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([Block("commands", "echo a\n"), Block("output", "b\n")], "and this is printed:\na"),
        ([Block("commands", "echo a\n")], "what does this print"),
        ([Block("output", "a\n")], "what prints this"),
        ([Block("file", "# a.py\n", "a.py")], "a.py"),
        ([Block("commands", "ls nowhere\n"), Block("output", "\n")], "complains"),
        ([Block("commands", "tokenwire model --scenarios nowhere\n")], "does not serve"),
    ],
)
def test_what_is_not_run_or_does_not_happen_fails(blocks: list[Block], complaint: str, tmp_path: Path) -> None:
    with Terminal(tmp_path) as terminal, pytest.raises(AssertionError, match=complaint):
        follow(blocks, terminal)
