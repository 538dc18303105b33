"""A function's failure, as the client is told of it."""

import json
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionError:
    """What went wrong.

    Attributes:
        type: the error's type, as the platform reports it.
        payload: the JSON that an invoking client gets.
        code: what an event stream's end calls it.
        status: the word for it in the REPORT line.
        said: what the log says of it; type and payload unless it is given.
    """

    type: str
    payload: bytes
    code: str = "Unhandled"
    status: str = "error"
    said: str = ""

    def __str__(self) -> str:
        return self.said or f"{self.type} {self.payload.decode('utf-8', 'replace')}"

    @classmethod
    def of_platform(cls, request_id: str, kind: str, message: str) -> "FunctionError":
        """Return a failure that the platform noticed, and not the runtime."""
        payload = {"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {message}"}
        return cls(type=kind, payload=json.dumps(payload).encode())

    @classmethod
    def timed_out(cls, request_id: str, seconds: float) -> "FunctionError":
        """Return the failure of an invocation that took longer than it may."""
        said = f"Task timed out after {seconds:.2f} seconds"
        return replace(cls.of_platform(request_id, "Sandbox.Timedout", said), status="timeout", said=said)
