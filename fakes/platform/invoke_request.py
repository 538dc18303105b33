"""A call of the Invoke API, streamed or not -> what it asks for."""

import base64
import json
from dataclasses import dataclass
from typing import Literal

from fakes.platform.api_error import ApiError
from fakes.platform.invocation import Invocation
from fakes.platform.request import Request

InvocationType = Literal["RequestResponse", "Event", "DryRun"]
_TYPES: dict[str, InvocationType] = {"RequestResponse": "RequestResponse", "Event": "Event", "DryRun": "DryRun"}


@dataclass(frozen=True, slots=True, kw_only=True)
class InvokeRequest:
    """What a caller wants.

    Attributes:
        event: the event's JSON.
        type: whether the caller waits, or only asks whether it might.
        tail: whether the caller wants the end of the log.
        signed: whether it is an SDK; anybody else gets HTTP.
        client_context: what the caller says of itself.
        trace_id: the trace it belongs to; empty when there is none.
    """

    event: bytes
    type: InvocationType
    tail: bool
    signed: bool
    client_context: str
    trace_id: str

    @classmethod
    def parse(cls, request: Request) -> "InvokeRequest":
        """Read a call.

        Raises:
            ApiError: it asks for something that there is not, or the event is not JSON.
        """
        kind = request.header("x-amz-invocation-type") or "RequestResponse"
        if kind not in _TYPES:
            raise ApiError(400, "InvalidParameterValueException", f"Unknown invocation type: {kind}")
        return cls(
            event=_event(request.body),
            type=_TYPES[kind],
            tail=request.header("x-amz-log-type") == "Tail",
            signed=request.header("authorization").startswith("AWS4-"),
            client_context=_context(request.header("x-amz-client-context")),
            trace_id=request.header("x-amzn-trace-id"),
        )

    def invocation(self) -> Invocation:
        """Return a new invocation with this event."""
        return Invocation(self.event, client_context=self.client_context, trace_id=self.trace_id)


def _event(body: bytes) -> bytes:
    if not body:
        return b"{}"
    try:
        json.loads(body)
    except ValueError as error:
        message = f"Could not parse request body into json: {error}"
        raise ApiError(400, "InvalidRequestContentException", message) from error
    return body


def _context(encoded: str) -> str:
    try:
        text = base64.b64decode(encoded, validate=True).decode("ascii")
    except ValueError:
        text = "\n"
    # It becomes a header of the Runtime API.
    if not text.isprintable():
        raise ApiError(400, "InvalidRequestContentException", "Client context is not JSON in ASCII and Base64")
    return text
