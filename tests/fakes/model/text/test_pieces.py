import pytest

from fakes.model.text import pieces

CASES = [
    ("", []),
    ("Hello, you!", ["Hello", ",", " you", "!"]),
    ("thoughtfully", ["though", "tfully"]),
    ("I'm 12345", ["I", "'m", " 123", "45"]),
    ("a  b\n\n c\t", ["a", "  ", "b", "\n\n", " c", "\t"]),
    ("snake_case", ["snake", "_", "case"]),
    ("e\u0301te\u0301", ["e\u0301te\u0301"]),
    (" 👨‍👩‍👧🏽 ☀️", [" 👨‍👩‍👧🏽", " ☀️"]),
    ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
    ("日本語", ["日本語"]),
    ("\ud83d\x00", ["\ud83d", "\x00"]),
]


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_text_is_said_in_pieces_that_joined_are_the_text(text: str, parts: list[str]) -> None:
    assert list(pieces.split(text)) == parts
    assert "".join(parts) == text
    assert pieces.count(text) == len(parts)
