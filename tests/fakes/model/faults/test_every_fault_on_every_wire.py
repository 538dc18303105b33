"""Every kind of fault in every form of stream, at every sort of place, as a raw socket sees it.

Nothing here trusts the fake to know where its events end: the healthy answer is asked first, and told apart by others.
"""

import pytest

from fakes.model.api_call import Fork
from fakes.model.catalogue import catalogue
from fakes.model.faults.kind import KINDS
from fakes.model.request import Request
from tests.fakes.model.faults.laws import PLACED, WHOLE
from tests.fakes.model.faults.places import ANYWHERE, BETWEEN
from tests.fakes.model.faults.stricken import SIGNS, stricken
from tests.fakes.model.faults.wires import WIRES

pytestmark = pytest.mark.anyio

CELLS = [
    pytest.param(kind, place, id=f"{kind}-{place}")
    for kind in PLACED
    for place in (ANYWHERE if "byte" in KINDS[kind].units else BETWEEN)
]


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(("kind", "place"), CELLS)
async def test_a_fault_strikes_exactly_at_its_place(kind: str, place: str, wire: str) -> None:
    async with stricken(WIRES[wire]) as struck:
        await PLACED[kind](struck, ANYWHERE[place](struck.healthy))


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("kind", WHOLE)
async def test_a_fault_without_a_place_strikes_all_of_the_answer(kind: str, wire: str) -> None:
    async with stricken(WIRES[wire]) as struck:
        await WHOLE[kind](struck)


def test_no_kind_is_left_out() -> None:
    placed = {name for name, kind in KINDS.items() if kind.units}

    assert PLACED.keys() == placed
    assert WHOLE.keys() == KINDS.keys() - placed


def test_no_form_of_stream_is_left_out() -> None:
    bare = Request("POST", "/")
    endpoints = [route.endpoint for route in catalogue().all()]
    endpoints += [endpoint.chosen(bare) for endpoint in endpoints if isinstance(endpoint, Fork)]

    streamed = {endpoint.dialect.stream_type.partition(";")[0] for endpoint in endpoints}

    assert streamed == {wire.content_type.partition(";")[0] for wire in WIRES.values()}


@pytest.mark.parametrize("wire", WIRES)
async def test_an_answer_has_what_its_laws_are_about(wire: str) -> None:
    async with stricken(WIRES[wire]) as struck:
        healthy = struck.healthy
        assert b"".join(map(healthy.event, range(healthy.count + 1))) == healthy.body
        assert len(struck.wire.read(healthy.body)) == healthy.count > 8
        signs = [healthy.body.index(sign.encode()) for sign in SIGNS]
        assert healthy.size(1) < min(signs) < healthy.size(healthy.count // 2) < max(signs)
        assert max(signs) < healthy.size(healthy.count - 1)
