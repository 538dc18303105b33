"""Chats: every case in every API, streamed and whole, first sound and then struck by every kind of fault."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice, product

from tests.fakes.model.determinism.bodies import APIS
from tests.fakes.model.determinism.wanted import HEAD, Wanted
from tests.fakes.model.determinism.wish import CASES, Wish

NUMBER = 820
"""How many there are."""

FAULTS = (
    "status=429;retry-after=2",
    "status=503",
    "html",
    "content-type=text/plain",
    "length;extra=5",
    "stall@event=2;seconds=5",
    "end@event=3",
    "drop@event=2",
    "drop@byte=77",
    "reset@event=1",
    "half@event=2",
    "utf8@event=0",
    "garbage@event=1;bytes=33",
    "error@event=2",
    "duplicate@event=1",
    "slow;bytes=100;ms=3",
    "fuzz=transport",
    "fuzz=sse;seed=4",
    "pings@event=1;ms=5",
    "silent-head",
    "frogs",
)
"""One of every kind, and one that is none. Only ``silence`` is absent: it says nothing, and has no end to wait for."""

_DRESSES: tuple[dict[str, str], ...] = (
    {},
    {"x-fake-session": "alpha"},
    {"x-fake-session": "beta", "x-fake-first-ms": "7", "x-fake-delay-ms": "20"},
    {"authorization": "Bearer fake-session-gamma"},
    {"x-fake-delay-ms": "3"},
)
_HEADERS = {"anthropic": {"anthropic-version": "2023-06-01"}}
_ALONE = ("pings", "silent-head", "status=429")
_SOUND = len(APIS) * len(CASES) * 2
_PINGS = 700


def chats() -> Iterator[Wanted]:
    """Yield them."""
    kinds = cycle(product(CASES, APIS, (False, True)))
    for number, (case, api, stream) in enumerate(islice(kinds, NUMBER)):
        wish = Wish(**{**CASES[case], "stream": stream})
        target, body = APIS[api](replace(wish, text=f"{wish.text} ({number})"))
        chat = Wanted(
            name=f"{api}: {case}, {'streamed' if stream else 'whole'}",
            target=target,
            body=json.dumps(body, ensure_ascii=False).encode(),
            headers={**_DRESSES[number % len(_DRESSES)], **_HEADERS.get(api, {})},
        )
        yield chat if number < _SOUND else _struck(chat, number)


def _struck(chat: Wanted, number: int) -> Wanted:
    fault = FAULTS[number % len(FAULTS)]
    kind = fault.partition("@")[0].partition(";")[0]
    headers = {**chat.headers, "x-fake-fault": fault}
    if kind in _ALONE:
        # Whoever leaves in the midst of an answer leaves at no certain time by the session's clock, and a session whose
        # limit is reached has nothing else to say: these are nobody else's.
        headers["x-fake-session"] = f"alone-{number}"
    enough = {"pings": _PINGS, "silent-head": HEAD}.get(kind, 0)
    return replace(chat, name=f"{chat.name}, {fault}", headers=headers, enough=enough)
