"""The scenarios of a session, over HTTP."""

from collections.abc import Callable, Iterable

from fakes.model.api_error import ApiError
from fakes.model.controls.control_call import ControlCall
from fakes.model.field import Field
from fakes.model.reply import Reply, json_reply
from fakes.model.scenario.plain import plain
from fakes.model.scenario.playbook import PlaybookError
from fakes.model.scenario.reading import Reading, read_scenarios

_FILE = "over HTTP"


async def read(call: ControlCall) -> Reply:
    """Return the scenarios in the order in which they are asked, and the scripts, with their counts."""
    call.session.refresh()
    return _told(call)


async def replace(call: ControlCall) -> Reply:
    """Play these scenarios, and nothing else."""
    return _read_with(call, call.session.play_only)


async def add(call: ControlCall) -> Reply:
    """Play these scenarios behind those that are played."""
    return _read_with(call, call.session.play_also)


async def clear(call: ControlCall) -> Reply:
    """Play no scenario and no script."""
    call.session.play_only(())
    return _told(call)


def _read_with(call: ControlCall, play: Callable[[Iterable[Reading]], None]) -> Reply:
    document = call.document().value
    reading = read_scenarios(Field(plain({"scenarios": document} if isinstance(document, list) else document)), _FILE)
    try:
        play((reading,))
    except PlaybookError as error:
        raise ApiError(400, str(error), code="invalid_scenario", param=error.findings[0].field or "scenarios") from None
    return _told(call)


def _told(call: ControlCall) -> Reply:
    cast, scripts = call.session.cast, call.session.scripts
    return json_reply(
        {
            "scenarios": [
                {
                    "name": role.scenario.name,
                    "file": role.scenario.file,
                    "priority": role.scenario.priority,
                    "times": role.scenario.times,
                    "spoken": role.spoken,
                    "passed_over": role.passed_over,
                }
                for role in cast.roles
            ],
            "scripts": [{"model": f"fake/{script}", "played": scripts.played(script)} for script in scripts.ids],
            "unmatched": cast.unmatched,
        }
    )
