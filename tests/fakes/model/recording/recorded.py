"""Recording against a provider, and what is then on disk."""

import json
from collections.abc import Sequence
from pathlib import Path

from fakes.model.recording import RecordingServer, Upstreams
from tests.fakes.model.recording.provider import Provider, Step
from tests.fakes.model.recording.wire import Heard, hear

NOBODY = Upstreams(["127.0.0.1:9"], {"/": "http://127.0.0.1:9"})
CHUNKED = {"content_type": "text/event-stream", "transfer_encoding": "chunked"}


async def recorded(folder: Path, steps: Sequence[Step], request: bytes) -> Heard:
    async with Provider(lambda _: steps) as provider, RecordingServer(provider.upstreams(), folder) as server:
        heard = await hear(server, request)
        assert server.verdict() == ()
    return heard


async def replayed(folder: Path, request: bytes) -> Heard:
    async with RecordingServer(NOBODY, folder, once=True) as server:
        return await hear(server, request)


def files(folder: Path) -> list[Path]:
    return list(folder.glob("*"))


def exchanges(folder: Path) -> list[dict[str, dict[str, object]]]:
    (file,) = files(folder)
    document: list[dict[str, dict[str, object]]] = json.loads(file.read_bytes())["exchanges"]
    return document


def said(exchange: dict[str, dict[str, object]]) -> list[object]:
    """The frames without the pauses between them."""
    frames = exchange["respond"]["frames"]
    assert isinstance(frames, list)
    return [frame for frame in frames if "pause_ms" not in frame]
