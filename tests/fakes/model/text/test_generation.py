from itertools import count, islice

import pytest

from fakes.model.text import pieces
from fakes.model.text.generation import Generation

TEXT = "One two three, and one more."

CASES = [
    # max, stops, text, finish
    (None, (), TEXT, "stop"),
    (1, (), "One", "length"),
    (3, (), "One two three", "length"),
    (8, (), TEXT, "stop"),
    (9, (), TEXT, "stop"),
    (None, ("two",), "One ", "stop"),
    (None, (" two thr",), "One", "stop"),
    (None, ("One",), "", "stop"),
    (None, (".",), TEXT[:-1], "stop"),
    (None, ("never", "said"), TEXT, "stop"),
    (None, ("and", "three"), "One two ", "stop"),
    (None, ("o", "three"), "One tw", "stop"),
    (4, ("and",), "One two three,", "length"),
    (4, (",",), "One two three", "stop"),
    (3, ("three, and",), "One two three", "length"),
]


@pytest.mark.parametrize(("most", "stops", "text", "reason"), CASES)
def test_a_generation_ends_where_the_request_wants_it_to(
    most: int | None, stops: tuple[str, ...], text: str, reason: str
) -> None:
    generation = Generation(pieces.split(TEXT), max_pieces=most, stops=stops)

    said = list(generation)

    assert ("".join(said), generation.finish_reason, generation.count) == (text, reason, len(said))


def test_what_cannot_become_a_stop_text_is_said_at_once() -> None:
    read = []

    def letters() -> object:
        for letter in "abcdefgh":
            read.append(letter)
            yield letter

    said = iter(Generation(letters(), stops=("xyz",)))  # type: ignore[arg-type] # a generator, loosely typed

    assert next(said) == "a"
    assert read == ["a", "b", "c"]


def test_an_endless_answer_is_made_only_as_far_as_it_is_read() -> None:
    generation = Generation((str(number) for number in count()), stops=("1000",))

    assert list(islice(generation, 3)) == ["0", "1", "2"]
