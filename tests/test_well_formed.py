import pytest

from service.well_formed import well_formed


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("", ""),
        ("plain, héllo, 😀", "plain, héllo, 😀"),
        ("\ud83d", "\ufffd"),
        ("a\ude00b", "a\ufffdb"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
    ],
    ids=["empty", "well-formed", "high", "low", "wrong way round", "a pair in two halves"],
)
def test_what_has_no_utf8_is_replaced_and_nothing_else(text: str, sent: str) -> None:
    assert well_formed(text) == sent
    sent.encode()
