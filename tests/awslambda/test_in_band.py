import json

import pytest

from service.awslambda.in_band import Dialect, dialect_of
from service.events import Failure
from service.protocols.data_stream import DataStream
from service.protocols.protocol import StreamProtocol
from service.protocols.ui_message_stream import UIMessageStream

DATA_STREAM = {"content-type": "text/plain; charset=utf-8", "x-vercel-ai-data-stream": "v1"}
UI_STREAM = {"content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1"}
SSE = {"content-type": "Text/Event-Stream ; charset=utf-8"}


def spoken(headers: dict[str, str]) -> Dialect:
    dialect = dialect_of(headers.get)
    assert dialect is not None
    return dialect


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "application/json"},
        {"x-vercel-ai-data-stream": "v2"},
        {"x-vercel-ai-ui-message-stream": "v2"},
        {"content-type": "text/event-streams"},
    ],
)
def test_an_unknown_format_has_no_way_to_say_anything(headers: dict[str, str]) -> None:
    assert dialect_of(headers.get) is None


@pytest.mark.parametrize(
    ("content_type", "speaks"),
    [("text/event-stream", True), ("text/event-stream;charset=utf-8", True), ("text/plain", False), ("", False)],
)
def test_without_a_prelude_the_streams_own_content_type_decides(content_type: str, *, speaks: bool) -> None:
    assert (dialect_of(content_type) is not None) == speaks


@pytest.mark.parametrize(
    ("headers", "heartbeat", "error"),
    [
        (DATA_STREAM, b"2:[]\n", b'2:[{"type":"error","code":"late"}]\n3:"Too \\"late\\""\n'),
        (
            UI_STREAM,
            b": ping\n\n",
            (
                b'data: {"type":"data-error","data":{"code":"late"},"transient":true}\n\n'
                b'data: {"type":"error","errorText":"Too \\"late\\""}\n\ndata: [DONE]\n\n'
            ),
        ),
        (SSE, b": ping\n\n", b'event: error\ndata: {"code":"late","error":"Too \\"late\\""}\n\n'),
    ],
    ids=["data stream v1", "UI message stream", "server-sent events"],
)
def test_each_format_says_it_in_its_own_way(headers: dict[str, str], heartbeat: bytes, error: bytes) -> None:
    dialect = spoken(headers)
    assert dialect.heartbeat == heartbeat
    assert dialect.error("late", 'Too "late"') == error
    assert dialect.fits(heartbeat[-4:])
    assert dialect.fits(error[-4:])


@pytest.mark.parametrize(("headers", "encoder"), [(DATA_STREAM, DataStream()), (UI_STREAM, UIMessageStream())])
def test_an_error_is_said_in_the_very_bytes_of_the_services_own_encoder(
    headers: dict[str, str], encoder: StreamProtocol
) -> None:
    assert spoken(headers).error("late", 'Too "late"') == encoder.encode([Failure("late", 'Too "late"')])


def test_a_message_never_breaks_its_line() -> None:
    lines = spoken(DATA_STREAM).error("code", "a\r\nb\u2028é").splitlines()
    assert len(lines) == 2
    assert json.loads(lines[1][2:]) == "a\r\nb\u2028é"


@pytest.mark.parametrize(
    ("headers", "tail", "fits"),
    [
        (DATA_STREAM, b"", True),
        (DATA_STREAM, b'"a"\n', True),
        (DATA_STREAM, b'a"\r\n', True),
        (DATA_STREAM, b'0:"a', False),
        (DATA_STREAM, b"\\n", False),
        (SSE, b"", True),
        (SSE, b"ab\n\n", True),
        (SSE, b"\r\n\r\n", True),
        (SSE, b"b\n\r\n", True),
        (SSE, b"\n\n", True),
        (SSE, b"abc\n", False),
        (SSE, b"ab\r\n", False),
        (SSE, b"\n\na", False),
        (UI_STREAM, b"}\n\n", True),
        (UI_STREAM, b"b}\n", False),
    ],
)
def test_something_of_another_origin_fits_only_behind_a_whole_part(
    headers: dict[str, str], tail: bytes, *, fits: bool
) -> None:
    assert spoken(headers).fits(tail) == fits
