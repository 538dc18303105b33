"""What was asked of a session, over HTTP."""

from collections.abc import Iterator, Mapping
from typing import get_args

from fakes.model.api_error import ApiError
from fakes.model.controls.control_call import ControlCall, not_reached, seconds, wrong
from fakes.model.controls.entry import entry
from fakes.model.digits import read_digits
from fakes.model.exchange import Exchange, Outcome
from fakes.model.field import Field
from fakes.model.journal import KEPT_EXCHANGES, GenerationOver, Journal
from fakes.model.reply import Reply, json_reply

_LAST = 1_000_000_000
_TEXTS = ("model", "path", "outcome", "scenario")
_NUMBERS = ("since", "limit", "generation")
_UNTIL = ("arrived", "settled", "cancelled")


async def read(call: ControlCall) -> Reply:
    """Return the exchanges that fit the query, oldest first, and the journal's failures."""
    query = call.query(*_TEXTS, *_NUMBERS)
    journal = call.session.journal
    if "outcome" in query:
        Field(query["outcome"], "outcome").one_of(get_args(Outcome))
    if "generation" in query:
        _check_generation(journal, _number(query, "generation", 0))
    fitting = _fitting(journal, query)
    limit = _number(query, "limit", KEPT_EXCHANGES)
    # Where a reader goes on: behind the last that it has, or behind all that there are.
    shown = fitting[:limit]
    following = shown[-1].index + 1 if len(shown) < len(fitting) and shown else journal.count
    return json_reply(
        {
            "generation": journal.generation,
            "count": journal.count,
            "next": following,
            "open_sockets": journal.open_sockets,
            "failures": journal.failures,
            "notes": journal.notes,
            "exchanges": [entry(exchange, call.session.name) for exchange in shown],
        }
    )


async def read_one(call: ControlCall) -> Reply:
    """Return one exchange."""
    index = _number(call.names, "index", 0)
    for exchange in call.session.journal:
        if exchange.index == index:
            return json_reply(entry(exchange, call.session.name))
    raise ApiError(404, f"There is no exchange {index}, or it is forgotten.", code="not_found", param="index")


async def clear(call: ControlCall) -> Reply:
    """Forget all exchanges, and begin the next generation."""
    call.session.clear_journal()
    return json_reply({"generation": call.session.journal.generation})


async def wait(call: ControlCall) -> Reply:
    """Wait until something stands in the journal."""
    body = call.body("until", "count", "index", "generation", "seconds")
    journal = call.session.journal
    if generation := body.get("generation"):
        _check_generation(journal, generation.integer(0, _LAST))
    until = body.require("until").one_of(_UNTIL)
    for name, meant in (("count", "arrived"), ("index", "cancelled")):
        if (field := body.get(name)) and until != meant:
            raise field.fail(f"is for '{meant}' only")
    try:
        await _reached(journal, until, body)
    except (TimeoutError, AssertionError) as error:
        raise not_reached(error) from None
    except GenerationOver as error:
        raise ApiError(409, f"{error}.", code="generation_over") from None
    told = {"generation": journal.generation, "count": journal.count, "running": len(journal.running)}
    return json_reply({"until": until, **told})


async def _reached(journal: Journal, until: str, body: Field) -> None:
    patience = seconds(body)
    if until == "arrived":
        await journal.arrived(body.require("count").integer(0, _LAST), patience)
    elif until == "settled":
        await journal.settled(patience)
    elif (index := body.get("index")) is None:
        await journal.assert_cancelled_within(patience)
    else:
        await _exchange(journal, index).assert_cancelled_within(patience)


def _exchange(journal: Journal, index: Field) -> Exchange:
    wanted = index.integer(0, _LAST)
    for exchange in journal:
        if exchange.index == wanted:
            return exchange
    raise index.fail(f"is {wanted}, and there is no such exchange, or it is forgotten")


def _fitting(journal: Journal, query: Mapping[str, str]) -> list[Exchange]:
    since = _number(query, "since", 0)

    def fits(exchange: Exchange) -> Iterator[bool]:
        yield exchange.index >= since
        for name in _TEXTS:
            if name in query:
                yield getattr(exchange, name) == query[name]

    return [exchange for exchange in journal if all(fits(exchange))]


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    try:
        return read_digits(given[name], 0, _LAST) if name in given else default
    except ValueError as error:
        raise wrong(name, error) from None


def _check_generation(journal: Journal, generation: int) -> None:
    if generation != journal.generation:
        message = f"The journal's generation is {journal.generation}, and not {generation}."
        raise ApiError(409, message, code="generation_over", param="generation")
