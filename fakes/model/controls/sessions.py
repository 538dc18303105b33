"""All sessions of a server, over HTTP."""

from fakes.model.api_error import ApiError
from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply, json_reply


async def read(call: ControlCall) -> Reply:
    """Return every session, the last one that was used at the end."""
    return json_reply(
        {
            "sessions": [
                {
                    "name": session.name,
                    "generation": session.journal.generation,
                    "count": session.journal.count,
                    "running": len(session.journal.running),
                    "failures": len(session.verdict()),
                    "unmatched": session.cast.unmatched,
                }
                for session in call.sessions
            ]
        }
    )


async def forget(call: ControlCall) -> Reply:
    """Forget a session. Answers that are under way go on."""
    name = call.names["name"]
    if not call.sessions.forget(name):
        raise ApiError(404, f"There is no session '{name}'.", code="not_found", param="name")
    return json_reply({"forgotten": name})
