import pytest

from service.docstring import Docstring

WHOLE = """Find a shop.

    Only shops that are open.

    Args:
        city: where,
            in English.
        limit (int): how many at most: few

        *rest: anything
          else.
    Returns:
        city: not this one.

    Parameters:
        more: too.
    And this is no parameter: really.

    Raises:
        ValueError: never.
    """

CASES: dict[str, tuple[str | None, str, dict[str, str]]] = {
    "nothing": (None, "", {}),
    "empty": ("", "", {}),
    "a summary": ("Find a shop.", "Find a shop.", {}),
    "everything": (
        WHOLE,
        "Find a shop.\n\nOnly shops that are open.",
        {
            "city": "where, in English.",
            "limit": "how many at most: few",
            "rest": "anything else.",
            "more": "too.",
        },
    ),
    "no parameters where they should be": ("Find.\n\n    Args:\n        whatever you like\n", "Find.", {}),
    "only parameters": ("\nArgs:\n    city: where", "", {"city": "where"}),
    "a name alone": ("Find.\n\nArgs:\n    city:\n        where", "Find.", {"city": "where"}),
    "a section that is a sentence": ("Find: Args: are great.", "Find: Args: are great.", {}),
}


@pytest.mark.parametrize(("docstring", "text", "parameters"), CASES.values(), ids=CASES)
def test_a_docstring_is_its_text_and_what_it_says_of_parameters(
    docstring: str | None, text: str, parameters: dict[str, str]
) -> None:
    def function() -> None: ...

    function.__doc__ = docstring
    assert Docstring.of(function) == Docstring(text, parameters)
