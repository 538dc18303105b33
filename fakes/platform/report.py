"""The REPORT line of an invocation."""

import math
from dataclasses import dataclass

from fakes.platform.function_error import FunctionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an invocation cost. Times are in seconds, memory is in bytes.

    Attributes:
        duration: from handing out the event to the runtime's asking for another.
        init: the cold start; None when there was none.
        first_byte: from handing out the event to the answer's first byte; None when nothing was streamed.
        memory: the most that the runtime used; None when this machine does not tell.
        error: how it failed.
    """

    duration: float
    init: float | None
    first_byte: float | None
    memory: int | None
    error: FunctionError | None

    def line(self, request_id: str, memory_size: int) -> str:
        """Return the line, fields parted by tabs as AWS does."""
        billed = math.ceil(((self.init or 0) + self.duration) * 1000)
        fields = [
            f"REPORT RequestId: {request_id}",
            f"Duration: {_ms(self.duration)}",
            f"Billed Duration: {billed} ms",
            f"Memory Size: {memory_size} MB",
        ]
        if self.memory is not None:
            fields.append(f"Max Memory Used: {math.ceil(self.memory / 2**20)} MB")
        if self.init is not None:
            fields.append(f"Init Duration: {_ms(self.init)}")
        if self.first_byte is not None:
            fields.append(f"Time To First Byte: {_ms(self.first_byte)}")
        if self.error is not None:
            fields.append(f"Status: {self.error.status}")
            if self.error.status == "error":
                fields.append(f"Error Type: {self.error.type}")
        return "\t".join(fields)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
