"""What the server has done, for Prometheus."""

from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply


async def read(call: ControlCall) -> Reply:
    """Tell the counts of the whole server."""
    unmatched = sum(session.cast.unmatched for session in call.sessions)
    return call.sessions.metrics.reply(open_sockets=call.session.journal.open_sockets, unmatched=unmatched)
