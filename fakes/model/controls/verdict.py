"""What was wrong in how a session was used, over HTTP."""

from fakes.model.controls.control_call import ControlCall
from fakes.model.reply import Reply, json_reply


async def read(call: ControlCall) -> Reply:
    """Return what failed, and what was prepared and not asked for. ``ok`` says that there is none of it."""
    session = call.session
    session.refresh()
    failures, unused = session.verdict(), session.unused()
    faults = [str(fault) for fault in session.faults]
    return json_reply(
        {
            "ok": not (failures or unused or session.cast.unmatched or faults),
            "failures": failures,
            "unused": unused,
            "shadowed": session.cast.shadowed(),
            "unmatched": session.cast.unmatched,
            "unmatched_requests": list(session.cast.missed),
            "idle_scripts": [f"fake/{script}" for script in session.scripts.idle()],
            "pending_faults": faults,
        }
    )
