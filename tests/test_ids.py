import re

import pytest

from service.ids import Ids, monotonic, numbered


def test_a_random_id_is_24_letters_and_digits_behind_its_kind() -> None:
    ids = Ids()
    assert re.fullmatch(r"msg-[0-9A-Za-z]{24}", ids.message())
    assert re.fullmatch(r"req-[0-9A-Za-z]{24}", ids.request())


def test_random_ids_do_not_repeat() -> None:
    ids = Ids()
    assert len({ids.message() for _ in range(1000)}) == 1000


def test_every_letter_and_digit_may_occur_in_a_random_id() -> None:
    # 24,000 draws of 62: that one is missing by chance has odds of 1 to 10 ** 167.
    letters = "".join(Ids().message().removeprefix("msg-") for _ in range(1000))
    assert len(set(letters)) == 62


def test_what_would_make_some_letters_likelier_than_others_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # 256 is no multiple of 62: the last 8 bytes stand for nothing.
    drawn = iter([bytes(range(248, 256)) * 4, bytes([247, 0]) * 8, bytes([61, 62]) * 8])
    monkeypatch.setattr("secrets.token_bytes", lambda _: next(drawn))
    assert Ids().message() == "msg-" + "z0" * 8 + "z0" * 4


def test_numbered_ids_count_whatever_their_kind() -> None:
    ids = numbered()
    assert [ids.message(), ids.request(), ids.message()] == ["msg-1", "req-2", "msg-3"]


def test_every_numbering_begins_anew() -> None:
    assert (numbered().message(), numbered().message()) == ("msg-1", "msg-1")


def test_where_an_id_comes_from_may_be_handed_in() -> None:
    ids = Ids(text=lambda: "x")
    assert (ids.message(), ids.request()) == ("msg-x", "req-x")


def test_time_does_not_go_back() -> None:
    times = [monotonic() for _ in range(1000)]
    assert times == sorted(times)
