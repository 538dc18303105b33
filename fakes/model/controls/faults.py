"""The faults that are to strike the next requests of a session, over HTTP."""

from fakes.model.controls.control_call import ControlCall
from fakes.model.faults.fault import Fault
from fakes.model.reply import Reply, json_reply


async def read(call: ControlCall) -> Reply:
    """Return the faults that are still to strike, the next one first."""
    return _told(call)


async def replace(call: ControlCall) -> Reply:
    """Let these strike the next requests, one each, and no others."""
    faults = _read(call)
    call.session.faults.clear()
    call.session.faults.extend(faults)
    return _told(call)


async def add(call: ControlCall) -> Reply:
    """Let these strike after those that wait."""
    call.session.faults.extend(_read(call))
    return _told(call)


async def clear(call: ControlCall) -> Reply:
    """Let nothing strike."""
    call.session.faults.clear()
    return _told(call)


def _read(call: ControlCall) -> list[Fault]:
    return [Fault.of(item) for item in call.body("faults").require("faults").items()]


def _told(call: ControlCall) -> Reply:
    return json_reply({"faults": [str(fault) for fault in call.session.faults]})
