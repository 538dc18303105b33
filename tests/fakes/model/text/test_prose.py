from itertools import islice

from fakes.model.text.prose import paragraphs


def test_prose_goes_on_and_is_the_same_for_the_same_seed() -> None:
    first = list(islice(paragraphs("a"), 50))

    assert first == list(islice(paragraphs("a"), 50))
    assert first != list(islice(paragraphs("b"), 50))
    assert len(set(first)) == 50


def test_every_paragraph_is_made_of_sentences_and_ends_with_a_blank_line() -> None:
    for paragraph in islice(paragraphs("a"), 50):
        assert paragraph[0].isupper()
        assert paragraph.endswith(".\n\n")
