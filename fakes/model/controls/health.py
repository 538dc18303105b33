"""Whether the server is there, and whether it has what it is to play."""

from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply, json_reply


async def health(_: ControlCall) -> Reply:
    """Say that somebody is there."""
    return json_reply({"status": "ok"})


async def ready(call: ControlCall) -> Reply:
    """Say what is played: it is there from the beginning, for a server does not listen before."""
    call.session.refresh()
    return json_reply(
        {
            "status": "ready",
            "session": call.session.name,
            "seed": call.session.setup.seed,
            "scenarios": len(call.session.cast.roles),
            "scripts": len(call.session.scripts.ids),
        }
    )
