"""The gates of a session, over HTTP."""

from fakes.model.controls.control_call import ControlCall, not_reached, seconds, wrong
from fakes.model.gates import gate_name
from fakes.model.reply import Reply, json_reply


async def read(call: ControlCall) -> Reply:
    """Return every gate that is open or waited for."""
    names = call.session.gates.names()
    return json_reply({"gates": [_told(name, is_open, waiting) for name, (is_open, waiting) in names.items()]})


async def open_gate(call: ControlCall) -> Reply:
    """Let everybody pass."""
    name = _name(call)
    call.session.gates.open(name)
    return _state(call, name)


async def close_gate(call: ControlCall) -> Reply:
    """Hold back those who come from now on."""
    name = _name(call)
    call.session.gates.close(name)
    return _state(call, name)


async def wait(call: ControlCall) -> Reply:
    """Wait until somebody waits before a gate."""
    name = _name(call)
    try:
        await call.session.gates.awaited(name, seconds(call.body("seconds")))
    except TimeoutError as error:
        raise not_reached(error) from None
    return _state(call, name)


def _name(call: ControlCall) -> str:
    try:
        return gate_name(call.names["name"])
    except ValueError as error:
        raise wrong("name", error) from None


def _state(call: ControlCall, name: str) -> Reply:
    gates = call.session.gates
    return json_reply(_told(name, gates.is_open(name), gates.waiting(name)))


def _told(name: str, is_open: bool, waiting: int) -> object:  # noqa: FBT001 - named by those who call
    return {"name": name, "open": is_open, "waiting": waiting}
