"""Every row measures our own service, and the limit; on Lambda our own functions."""

import pytest

from bench.contender import Contender
from bench.contenders import DIRECT, contenders
from bench.lambda_function import LambdaFunction, lambda_functions
from bench.metric import (
    COLD,
    CPU_AT,
    FIRST_P50,
    FIRST_P99,
    FLOOD_CPU,
    GROWTH,
    GROWTH_AT,
    HELD,
    LAMBDA_CHUNK,
    LAMBDA_FIRST,
    LAMBDA_GROWTH,
    LAMBDA_INIT,
    LAMBDA_P50,
    LAMBDA_P95,
    LENGTH,
    PACED_CPU,
    RESIDENT,
    SPEED,
    STREAMS,
    Metric,
)
from bench.rows.row import LAMBDA_ROWS, ROWS, Row
from bench.stand import Stand

FOUND: dict[str, tuple[Metric, ...]] = {
    "cold": (COLD, RESIDENT),
    "first-token": (FIRST_P50, FIRST_P99),
    "flood": (FLOOD_CPU, SPEED),
    "paced": (PACED_CPU,),
    "streams": STREAMS,
    "held": (HELD,),
    "length": (CPU_AT[1_000], GROWTH_AT[1_000], GROWTH, LENGTH),
    "lambda-start": (LAMBDA_INIT, LAMBDA_FIRST),
    "lambda-cost": (LAMBDA_P50, LAMBDA_P95, LAMBDA_CHUNK, LAMBDA_GROWTH),
}

OURS = next(contender for contender in contenders() if contender.name == "tokenwire")


def cases() -> list[tuple[Row[Contender], Contender]]:
    return [(row, contender) for row in ROWS for contender in (DIRECT, OURS) if row.has_limit or contender is OURS]


@pytest.mark.parametrize(("row", "contender"), cases(), ids=lambda one: one.name)
def test_a_row_finds_its_numbers(bench: Stand, row: Row[Contender], contender: Contender) -> None:
    assert row.measure(bench, contender).keys() == {metric.key for metric in FOUND[row.name]}


@pytest.mark.parametrize("row", LAMBDA_ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("name", ["lambda-written", "lambda-application"])
def test_a_row_finds_a_function_s_numbers(bench: Stand, row: Row[LambdaFunction], name: str) -> None:
    function = next(function for function in lambda_functions() if function.name == name)
    assert row.measure(bench, function).keys() == {metric.key for metric in FOUND[row.name]}


def test_the_service_answers_a_chat_on_lambda(bench: Stand) -> None:
    start, cost = LAMBDA_ROWS
    chat = next(function for function in lambda_functions() if function.name == "lambda-chat")
    assert start.measure(bench, chat).keys() == {LAMBDA_INIT.key, LAMBDA_FIRST.key}
    assert cost.measure(bench, chat) == {}


def test_what_is_buffered_has_no_growth(bench: Stand) -> None:
    buffered = next(function for function in lambda_functions() if function.name == "lambda-buffered")
    assert LAMBDA_ROWS[1].measure(bench, buffered).keys() == {LAMBDA_P50.key, LAMBDA_P95.key, LAMBDA_CHUNK.key}
