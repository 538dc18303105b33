"""Who is measured, and when."""

import pytest

from bench.plan import plan


def order(rows: str, peers: str, number: int) -> list[tuple[str, str]]:
    return [(job.row, job.subject) for job in plan(rows, peers, 3).jobs(number)]


def test_in_each_round_another_one_begins() -> None:
    firsts = [order("cold", "tokenwire,openai,aiohttp", number)[0] for number in range(4)]
    assert [name for _, name in firsts] == ["tokenwire", "openai", "aiohttp", "tokenwire"]


def test_all_are_measured_before_the_next_row() -> None:
    assert order("cold,flood", "tokenwire,aiohttp", 0) == [
        ("cold", "tokenwire"),
        ("cold", "aiohttp"),
        ("flood", "tokenwire"),
        ("flood", "aiohttp"),
    ]


def test_what_takes_minutes_is_in_the_first_round_only() -> None:
    assert [order("length", "tokenwire", number) for number in range(2)] == [[("length", "tokenwire")], []]


def test_nobody_between_has_numbers_only_where_they_are_a_limit() -> None:
    assert order("cold,flood,paced", "direct,tokenwire", 0) == [
        ("cold", "tokenwire"),
        ("flood", "direct"),
        ("flood", "tokenwire"),
        ("paced", "tokenwire"),
    ]


def test_functions_have_rows_of_their_own() -> None:
    assert order("cold,lambda-start", "tokenwire,lambda-written", 0) == [
        ("cold", "tokenwire"),
        ("lambda-start", "lambda-written"),
    ]


def test_a_plan_with_nothing_to_do_is_refused() -> None:
    with pytest.raises(ValueError, match="none of these rows"):
        plan("cold", "lambda-written", 1)


def test_names_are_looked_up_only_for_those_who_take_part() -> None:
    assert [*plan("cold", "tokenwire,aiohttp", 1).names] == ["tokenwire", "aiohttp"]
