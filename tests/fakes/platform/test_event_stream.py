import json

import pytest
from botocore.eventstream import EventStreamBuffer

from fakes.platform.event_stream import invoke_complete, payload_chunk
from fakes.platform.function_error import FunctionError

ERROR = FunctionError(type="X", payload="é".encode(), code="X")


def parsed(data: bytes, portion: int) -> list[tuple[object, bytes]]:
    """What AWS's own parser makes of it; it checks both checksums."""
    buffer = EventStreamBuffer()
    messages: list[tuple[object, bytes]] = []
    for start in range(0, len(data), portion):
        buffer.add_data(data[start : start + portion])
        messages += [(message.headers, message.payload) for message in buffer]
    return messages


@pytest.mark.parametrize("portion", [1, 7, 10**6])
@pytest.mark.parametrize("payload", [b"", b"\0" * 9, b"token", bytes(range(256)) * 400])
def test_a_chunk_is_read_by_botocore(payload: bytes, portion: int) -> None:
    headers = {
        ":message-type": "event",
        ":event-type": "PayloadChunk",
        ":content-type": "application/octet-stream",
    }
    assert parsed(payload_chunk(payload) * 2, portion) == [(headers, payload)] * 2


@pytest.mark.parametrize(
    ("error", "log", "said"),
    [
        (None, "", {}),
        (None, "bG9n", {"LogResult": "bG9n"}),
        (ERROR, "", {"ErrorCode": "X", "ErrorDetails": "é"}),
        (ERROR, "bG9n", {"ErrorCode": "X", "ErrorDetails": "é", "LogResult": "bG9n"}),
    ],
)
def test_the_end_is_read_by_botocore(error: FunctionError | None, log: str, said: dict[str, str]) -> None:
    ((headers, payload),) = parsed(invoke_complete(error, log), 10**6)
    assert headers == {
        ":message-type": "event",
        ":event-type": "InvokeComplete",
        ":content-type": "application/json",
    }
    assert json.loads(payload) == said
