import functools
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import anyio
import anyio.from_thread
import pytest
from pydantic import BaseModel
from pydantic import Field as Limited

from service.errors import (
    DeadlineExceeded,
    InternalError,
    InvalidRequest,
    ServiceError,
    ServiceStopping,
)
from service.field import JSON, Field
from service.model import FinishChunk, TextChunk
from service.operation import Operation
from service.operation_context import OperationContext
from service.requests import read_chat
from service.upstream_errors import RateLimited
from tests.operating import Desk

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Sum:
    terms: list[int]


async def run(function: Callable[..., object], payload: JSON, desk: Desk | None = None, seconds: float = 10) -> bytes:
    operation = Operation.of("test", function)
    with anyio.fail_after(20):
        return await operation.run(Field(payload, "payload"), (desk or Desk()).context(), seconds=seconds)


# What is called, and with what.


async def test_a_function_gets_its_payload_and_may_get_a_context() -> None:
    desk = Desk()

    async def add(payload: Sum) -> int:
        return sum(payload.terms)

    async def add_for(payload: Sum, context: OperationContext) -> list[object]:
        return [sum(payload.terms), context.request_id]

    assert await run(add, {"terms": [1, 2]}, desk) == b"3"
    assert await run(add_for, {"terms": [1, 2]}, desk) == b'[3,"req-1"]'


async def test_a_sync_function_runs_in_another_thread() -> None:
    def thread(_payload: JSON) -> bool:
        return threading.current_thread() is threading.main_thread()

    async def loop(_payload: JSON) -> bool:
        return thread(_payload)

    assert await run(thread, None) == b"false"
    assert await run(loop, None) == b"true"


async def test_a_sync_function_may_ask_the_model() -> None:
    def ask(payload: Field, context: OperationContext) -> str:
        request = context.defaults.complete(read_chat(payload, context.equipment.limits))
        return anyio.from_thread.run(context.complete, request).text

    assert await run(ask, {"prompt": "Hi"}, Desk([(TextChunk("Ho"), FinishChunk("stop"))])) == b'"Ho"'


class Reply(BaseModel):
    on: date = Limited(serialization_alias="date")


RESULTS: list[tuple[object, bytes]] = [
    (None, b"null"),
    ("é\n\ud83d", rb'"' + "é".encode() + rb'\n\ud83d"'),
    ({"a": [1, 2.5, True]}, b'{"a":[1,2.5,true]}'),
    (Sum([1]), b'{"terms":[1]}'),
    (Reply(on=date(2025, 1, 31)), b'{"date":"2025-01-31"}'),
    ([Reply(on=date(2025, 1, 31)), Sum([])], b'[{"date":"2025-01-31"},{"terms":[]}]'),
    ((1, {"x"}), b'[1,["x"]]'),
]


@pytest.mark.parametrize(("result", "expected"), RESULTS)
async def test_a_result_is_anything_that_is_json_by_way_of_pydantic(result: object, expected: bytes) -> None:
    async def give(_payload: JSON) -> object:
        return result

    assert await run(give, None) == expected


@pytest.mark.parametrize(
    "result", [object(), float("nan"), b"\xff", {"a": open}], ids=["object", "NaN", "bytes", "function"]
)
async def test_a_result_that_is_no_json_is_a_defect(result: object) -> None:
    async def give(_payload: JSON) -> object:
        return result

    with pytest.raises(InternalError):
        await run(give, None)


# Failures.


async def test_a_payload_of_another_type_calls_nothing() -> None:
    called = []

    async def add(payload: Sum) -> None:
        called.append(payload)

    with pytest.raises(InvalidRequest) as caught:
        await run(add, {"terms": ["1"]})
    assert caught.value.message == "payload.terms[0] must be a whole number"
    assert called == []


FAILURES: list[tuple[Exception, ServiceError | None]] = [
    (own := RateLimited(), own),
    (ExceptionGroup("tasks", [own]), own),
    (ExceptionGroup("tasks", [ExceptionGroup("more", [own])]), own),
    (ExceptionGroup("tasks", [own, KeyError("x")]), None),
    (ValueError("sk-secret"), None),
    (TimeoutError(), None),
    (ExceptionGroup("tasks", [ValueError("x")]), None),
]


@pytest.mark.parametrize("way", ["async", "sync"])
@pytest.mark.parametrize(("failure", "public"), FAILURES, ids=repr)
async def test_only_a_failure_with_a_public_face_is_shown(
    failure: Exception, public: ServiceError | None, way: str
) -> None:
    def fail(_payload: JSON) -> None:
        raise failure

    async def fail_async(_payload: JSON) -> None:
        raise failure

    with pytest.raises(ServiceError) as caught:
        await run(fail_async if way == "async" else fail, None)
    if public is None:
        assert (type(caught.value), caught.value.message) == (InternalError, "Internal server error")
        assert caught.value.__cause__ is failure
        assert caught.value.detail == repr(failure)
    else:
        assert caught.value is public
        assert caught.value.__cause__ is None


@pytest.mark.parametrize("way", ["async", "sync"])
async def test_an_operation_is_waited_for_only_so_long(way: str) -> None:
    opened, cancelled = threading.Event(), []

    def wait(_payload: JSON) -> None:
        opened.wait(10)

    async def sleep(_payload: JSON) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            cancelled.append(True)

    try:
        with pytest.raises(DeadlineExceeded):
            await run(sleep if way == "async" else wait, None, seconds=0.02)
    finally:
        opened.set()
    assert bool(cancelled) is (way == "async")


@pytest.mark.parametrize("busy", ["asking a model", "at other work"])
async def test_a_stop_ends_it_whatever_it_is_at(busy: str) -> None:
    desk = Desk([anyio.Event()])
    begun = anyio.Event()

    async def work(payload: Field, context: OperationContext) -> None:
        begun.set()
        if busy == "asking a model":
            await context.complete(context.defaults.complete(read_chat(payload, context.equipment.limits)))
        await anyio.sleep_forever()

    async def stop() -> None:
        await begun.wait()
        await anyio.wait_all_tasks_blocked()
        desk.stop.request()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(stop)
        with pytest.raises(ServiceStopping):
            await run(work, {"prompt": "Hi"}, desk)


# What can be an operation.


async def plain(payload: Sum) -> None: ...
async def with_context(payload: Sum, context: OperationContext) -> None: ...
async def with_any_second(payload: Sum, context) -> None: ...  # type: ignore[no-untyped-def] # noqa: ANN001
async def with_quoted(payload: "Sum", context: "OperationContext") -> None: ...
async def with_more(payload: Sum, context: OperationContext, *, more: int = 1, **rest: object) -> None: ...
async def with_positional(payload: Sum, /, *rest: object) -> None: ...
async def with_limits(payload: Annotated[Sum, Limited(description="terms")]) -> None: ...
def sync(payload: Sum) -> None: ...


class Shop:
    async def method(self, payload: Sum, context: OperationContext) -> None: ...


WITHOUT_CONTEXT = (plain, with_positional, with_limits, sync)


@pytest.mark.parametrize(
    "function",
    [*WITHOUT_CONTEXT, with_context, with_any_second, with_quoted, with_more, Shop().method],
    ids=lambda function: function.__name__,
)
async def test_a_function_of_a_payload_and_a_context_can_be_an_operation(function: Callable[..., object]) -> None:
    assert Operation.of("test", function).wants_context is (function not in WITHOUT_CONTEXT)
    assert await run(function, {"terms": []}) == b"null"


def no_payload() -> None: ...
def untyped(payload) -> None: ...  # type: ignore[no-untyped-def] # noqa: ANN001
def unknown(payload: "Nowhere") -> None: ...  # type: ignore[name-defined] # noqa: F821
def wrong_context(payload: Sum, context: int) -> None: ...
def wrong_quoted(payload: Sum, context: "Sum") -> None: ...
def three(payload: Sum, context: OperationContext, more: int) -> None: ...
def by_name(payload: Sum, *, more: int) -> None: ...
def only_by_name(*, payload: Sum) -> None: ...
def several(*payload: Sum) -> None: ...
def yields(payload: Sum) -> Iterator[int]:
    yield 1


async def yields_async(payload: Sum) -> AsyncIterator[int]:
    yield 1


UNSERVED: list[tuple[object, str]] = [
    (no_payload, "must take a payload"),
    (several, "must take a payload"),
    (untyped, "must say what type 'payload' is of"),
    (unknown, "the type of 'payload' is not known: name 'Nowhere' is not defined"),
    (wrong_context, "is given an OperationContext for 'context'"),
    (wrong_quoted, "is given an OperationContext for 'context'"),
    (three, "nothing for 'more'"),
    (by_name, "nothing for 'more'"),
    (only_by_name, "nothing for 'payload'"),
    (yields, "must return its result, not yield it"),
    (yields_async, "must return its result, not yield it"),
    (functools.partial(plain), "must be a function"),
    (Sum, "must be a function"),
    (5, "must be a function"),
]


@pytest.mark.parametrize(("function", "complaint"), UNSERVED, ids=lambda value: getattr(value, "__name__", None))
def test_what_cannot_be_served_is_refused_when_it_is_registered(
    function: Callable[..., object], complaint: str
) -> None:
    with pytest.raises(TypeError, match="operation 'test'") as caught:
        Operation.of("test", function)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("name", ["a", "chat-message", "shop.orders.v2", "a_b", "x" * 64])
def test_a_name_is_words_in_lower_case(name: str) -> None:
    assert Operation.of(name, plain).name == name


@pytest.mark.parametrize("name", ["", "A", "1a", "-a", "a-", "a--b", "a b", "é", "x" * 65, "chat-v2-stream", "a\n"])
def test_any_other_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name for an operation"):
        Operation.of(name, plain)


def test_an_operation_does_not_change() -> None:
    with pytest.raises(AttributeError):
        Operation.of("test", plain).name = "other"  # type: ignore[misc] # the type says so too
