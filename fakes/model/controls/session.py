"""A session as a whole, over HTTP."""

from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply, json_reply


async def reset(call: ControlCall) -> Reply:
    """Begin again. Answers that are under way go on, and end unseen."""
    call.session.reset()
    return json_reply({"session": call.session.name, "generation": call.session.journal.generation})
