import re
import subprocess
import sys

import pytest

from fakes.model.catalogue import APIS, Api, catalogue

_VARIABLE = re.compile(r"\{\w+\}")


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.module)
def test_an_api_may_know_all_of_its_own_paths(api: Api) -> None:
    paths = [_VARIABLE.sub("a/b", route.template) for route in api.routes()]
    assert paths
    assert [path for path in paths if not api.may_know(path)] == []


def test_every_route_is_found_at_its_path() -> None:
    everything = catalogue().all()
    assert len(everything) > 100
    for route in everything:
        found = [(other.method, other.template) for other, _ in catalogue().at(_VARIABLE.sub("x", route.template))]
        assert (route.method, route.template) in found


def test_nothing_is_found_where_nothing_is() -> None:
    assert catalogue().at("/nowhere") == ()
    assert catalogue().at("/v1/responsesx") == ()


def test_an_api_is_imported_when_it_is_asked_for() -> None:
    program = (
        "import sys, fakes.model.__main__\n"
        "from fakes.model.catalogue import APIS, catalogue\n"
        "known = lambda: {api.module for api in APIS if 'fakes.model.' + api.module in sys.modules}\n"
        "before = known(); catalogue().at('/v1/chat/completions'); chat = known()\n"
        "catalogue().at('/model/x/converse'); print(sorted(before), sorted(chat - before), sorted(known() - chat))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[] ['openai.routes'] ['bedrock.routes']\n"
