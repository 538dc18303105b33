"""Faults of a whole answer: another answer instead, another head, or none."""

from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.model.faults.injected_error import injected_error
from fakes.model.faults.scene import Scene
from fakes.model.reply import Body, Frame, Reply

if TYPE_CHECKING:
    from fakes.model.faults.fault import Fault

_TOO_MANY, _INTERNAL = 429, 500
_PAGE = """<!DOCTYPE html>
<html>
<head><title>{status}</title></head>
<body><h1>{status}</h1><p>This page stands where an answer should be.</p></body>
</html>
"""


def status(reply: Reply, fault: "Fault", scene: Scene) -> Reply:
    """Return the API's own error. Where there are quotas, one of too many requests uses them up, and tells it."""
    error = injected_error(fault, _INTERNAL)
    if error.status == _TOO_MANY:
        error = scene.admission.limited(error)
    refusal = scene.dialect.refusal(error, scene.request_id)
    return replace(refusal, model=reply.model, scenario=reply.scenario)


def html(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Return a page, as a proxy sends it that knows nothing of APIs."""
    code = int(fault.number("status", 200))
    page = _PAGE.format(status=code).encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    return Reply(code, headers, Body((Frame(0.0, page),), length=len(page)), reply.model, reply.scenario)


def content_type(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Return the answer under a content type that it does not have."""
    others = tuple(pair for pair in reply.headers if pair[0].lower() != "content-type")
    return replace(reply, headers=(("content-type", fault.text("value", "text/plain")), *others))


def length(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Return the answer with a content-length that promises more than comes, and then FIN.

    An answer whose length is not known is made whole before it begins: it is the one fault that holds all frames.
    """
    body = reply.body
    if body.length is None:
        frames = tuple(body.frames)
        body = replace(body, frames=frames, length=sum(len(frame.data) for frame in frames))
    promised = (body.length or 0) + int(fault.number("extra", 1))
    return replace(reply, body=replace(body, length=promised, then="drop"))


def silence(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Return nothing, not even a status."""
    return replace(reply, body=replace(reply.body, frames=(), then="silence"))


def silent_head(reply: Reply, fault: "Fault", scene: Scene) -> Reply:  # noqa: ARG001 - every strike takes the same three
    """Return the status and the headers, at once, and nothing more."""
    return replace(reply, body=replace(reply.body, frames=(), then="hang"))
