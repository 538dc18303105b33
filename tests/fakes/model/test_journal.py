import asyncio

import pytest

from fakes.model import Journal, Outcome, exchange, journal
from fakes.model.journal import GenerationOver
from fakes.model.request import Request

pytestmark = pytest.mark.anyio

REQUEST = Request("POST", "/v1/x?y", (("b", "2"), ("a", "1")), b"body")


async def test_an_exchange_holds_what_was_asked() -> None:
    one = Journal().open(REQUEST, model="demo")

    assert (one.index, one.method, one.path, one.target) == (0, "POST", "/v1/x", "/v1/x?y")
    assert (one.headers, one.body, one.model) == ((("a", "1"), ("b", "2")), b"body", "demo")
    assert (one.events_sent, one.bytes_sent, one.outcome, one.finished) == (0, 0, "running", None)


async def test_the_first_word_on_how_an_exchange_ended_stands() -> None:
    one = Journal().open(REQUEST, model=None)

    one.sent(2, 30)
    one.end("hung")
    one.end("aborted")

    assert await one.ended(0) == "hung"
    assert one.finished is not None
    assert one.finished >= one.started
    assert repr(one) == "<Exchange #0 POST /v1/x (hung, 2 events)>"


async def test_waiting_for_an_exchange_that_does_not_end_is_an_error_that_names_it() -> None:
    one = Journal().open(REQUEST, model=None)

    with pytest.raises(TimeoutError, match=r"still running after 0 s: #0 POST /v1/x \(running, 0 events\)"):
        await one.ended(0)


async def test_a_journal_is_settled_once_nothing_is_running() -> None:
    book = Journal()
    await book.settled(0)
    one, two = book.open(REQUEST, model=None), book.open(REQUEST, model=None)
    one.end("drained")

    waiting = asyncio.ensure_future(book.settled(10))
    await asyncio.sleep(0)
    assert not waiting.done()
    two.end("drained")
    await waiting


async def test_a_journal_that_does_not_settle_tells_what_is_running() -> None:
    book = Journal()
    book.open(REQUEST, model=None).end("drained")
    book.open(REQUEST, model=None)

    with pytest.raises(TimeoutError, match=r"^still running after 0.01 s: #1 POST /v1/x \(running, 0 events\)$"):
        await book.settled(0.01)


async def test_a_journal_tells_when_requests_have_come() -> None:
    book = Journal()

    waiting = asyncio.gather(book.arrived(1, 10), book.arrived(2, 10))
    for _ in range(2):
        await asyncio.sleep(0)
        assert not waiting.done()
        book.open(REQUEST, model=None)
    await waiting
    with pytest.raises(TimeoutError, match=r"2 of 3 requests came within 0\.01 s"):
        await book.arrived(3, 0.01)


async def test_a_journal_forgets_the_oldest_and_keeps_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "KEPT_EXCHANGES", 2)
    book = Journal()

    for _ in range(3):
        book.open(REQUEST, model=None)

    assert [one.index for one in book] == [1, 2]
    assert (len(book), book[0].index, book[-1].index) == (2, 1, 2)


async def test_a_journal_keeps_the_beginning_of_a_large_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "RECORDED_BODY_LIMIT", 3)

    assert Journal().open(REQUEST, model=None).body == b"bod"


async def test_a_journal_that_is_cleared_counts_from_the_beginning_in_the_next_generation() -> None:
    book = Journal()
    late = book.open(REQUEST, model=None)
    failures = book.failures
    book.fail("one")

    book.clear()

    assert (book.generation, book.count, len(book), book.failures, failures) == (1, 0, 0, [], ["one"])
    assert book.open(REQUEST, model=None).index == 0
    late.end("drained")
    assert [one.outcome for one in book.running] == ["running"]


async def test_who_waits_for_requests_of_a_generation_that_is_over_is_told() -> None:
    book = Journal()

    waiting = asyncio.ensure_future(book.arrived(2, 10))
    await asyncio.sleep(0)
    book.clear()

    with pytest.raises(GenerationOver, match="the journal was cleared while 2 requests were waited for"):
        await waiting


async def test_the_first_event_has_its_time() -> None:
    one = Journal().open(REQUEST, model=None)

    times = []
    for events in (0, 1, 1):
        one.sent(events, 10)
        times.append(one.first_event)

    nothing, first, again = times
    assert nothing is None
    assert first is not None
    assert first >= one.started
    assert again == first


@pytest.mark.parametrize("outcome", ["aborted", "hung"])
async def test_who_leaves_before_the_end_has_cancelled(outcome: Outcome) -> None:
    book = Journal()
    book.open(REQUEST, model=None).end("drained")
    book.open(REQUEST, model=None).end(outcome)

    await book.assert_cancelled_within(0)


@pytest.mark.parametrize("outcome", ["drained", "reset", "dropped"])
async def test_who_was_there_until_the_end_has_not_cancelled(outcome: Outcome) -> None:
    book = Journal()
    book.open(REQUEST, model=None).end("aborted")
    book.open(REQUEST, model=None).end(outcome)

    with pytest.raises(AssertionError, match=f"^not cancelled, but {outcome}: #1 "):
        await book.assert_cancelled_within(0)


async def test_who_never_asked_or_still_listens_has_not_cancelled() -> None:
    book = Journal()
    with pytest.raises(AssertionError, match=r"^no request came$"):
        await book.assert_cancelled_within(0)
    book.open(REQUEST, model=None)

    with pytest.raises(AssertionError, match=r"^not cancelled: still running after 0.01 s: #0 "):
        await book.assert_cancelled_within(0.01)
