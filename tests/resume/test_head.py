import pytest

from service.resume.head import Head


@pytest.mark.parametrize(
    "head",
    [
        Head(protocol="data", headers=()),
        Head(protocol="", headers=(("a", "b"), ("a", "c"))),
        Head(protocol="ü", headers=(("x", "\n\ud800"),)),
    ],
)
def test_a_head_survives_being_bytes(head: Head) -> None:
    assert Head.from_bytes(head.to_bytes()) == head
