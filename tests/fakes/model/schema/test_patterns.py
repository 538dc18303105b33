import re

import pytest

from fakes.model.schema.patterns import PatternError, sample_pattern

SIMPLE = [
    ("", 1, ""),
    ("abc", 1, "abc"),
    ("^a$", 1, "a"),
    ("a|b", 1, "a"),
    ("(?:b|a)c", 1, "bc"),
    ("(a(b)?)+", 2, "abab"),
    ("a?b*c+", 0, "c"),
    ("a?b*c+", 3, "abbbccc"),
    ("a{2}b{1,}c{0,2}", 5, "aabbbbbcc"),
    ("a+?b{2}?", 1, "abb"),
    (".", 1, "a"),
    (r"\d\w\s\D\W\S", 1, "0a a-a"),
    (r"\.\\\n\t\r\/", 1, ".\\\n\t\r/"),
    ("[a-c]", 1, "a"),
    ("[c-]", 1, "c"),
    (r"[\d-]", 1, "0"),
    (r"[\]\\]", 1, "]"),
    ("[^a-z]", 1, "0"),
    (r"[^\w]", 1, " "),
    ("^[^@]+@[^@]+$", 2, "00@00"),
]


@pytest.mark.parametrize(("pattern", "repeats", "expected"), SIMPLE)
def test_a_text_is_found_by_its_pattern(pattern: str, repeats: int, expected: str) -> None:
    assert re.search(pattern, expected)
    assert sample_pattern(pattern, repeats=repeats) == expected


NOT_SIMPLE = [
    ("(?=a)", "it looks around, or names a group"),
    ("(?P<a>b)", "it looks around, or names a group"),
    ("(a", "it has a ( that is never closed"),
    ("a)", "it has a ) too many at 1"),
    ("[a", "it has a [ that is never closed"),
    ("[]", "it has a class without a member"),
    ("*", "'*' at 0 repeats nothing, or closes nothing"),
    ("a{", "'{' at 1 repeats nothing, or closes nothing"),
    ("a]", "']' at 1 repeats nothing, or closes nothing"),
    (r"\b", "it has an escape that is not known here: \\b"),
    (r"\1", "it has an escape that is not known here: \\1"),
    ("\\", "it has an escape that is not known here: \\"),
    ("a$b", "it has an anchor where no text ends"),
    ("[z-a]", "it has a class without a member"),
    ("a{2,1}", "min repeat greater than max repeat at position 2"),
    ("a++", "'+' at 2 repeats nothing, or closes nothing"),
]


@pytest.mark.parametrize(("pattern", "complaint"), NOT_SIMPLE)
def test_a_pattern_that_is_not_simple_is_refused(pattern: str, complaint: str) -> None:
    with pytest.raises(PatternError) as caught:
        sample_pattern(pattern, repeats=1)
    assert str(caught.value) == complaint
