"""The clock of a session, over HTTP."""

from fakes.model.api_error import ApiError
from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply, json_reply
from fakes.model.timekeeper import VirtualTime

_LONGEST_ADVANCE = 1e9


async def read(call: ControlCall) -> Reply:
    """Return the time by which answers are played."""
    return _told(call)


async def advance(call: ControlCall) -> Reply:
    """Move a clock that stands still, and answer when everybody who slept has come to rest."""
    wanted = call.body("advance").require("advance").number(0, _LONGEST_ADVANCE)
    if not isinstance(call.session.time, VirtualTime):
        raise ApiError(409, "The time is real, and cannot be moved; serve with --virtual-time.", code="real_time")
    await call.session.time.advance(wanted)
    return _told(call)


def _told(call: ControlCall) -> Reply:
    time = call.session.time
    return json_reply({"virtual": isinstance(time, VirtualTime), "now": time.now()})
