"""Requests asked of a server in a process of its own, one after the other, and every byte that came."""

import hashlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from tests.fakes.model.determinism.wanted import HEAD, PREVIOUS, Wanted
from tests.fakes.model.raw_client import PATIENCE

ROOT = Path(__file__).parents[4]
_STAND_IN = Path(__file__).parent / "parser_stand_in"
# The stand-in is looked for last: an interpreter that has the real parser uses it.
_PROGRAM = """
import sys
sys.path.insert(0, sys.argv.pop(1))
sys.path.append(sys.argv.pop(1))
from fakes.model.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
_CHAOS = (
    "drop@event=2:0.02,reset@byte=50:0.02,status=500:0.02,fuzz=transport:0.02,fuzz=sse:0.02,half@event=1:0.01,"
    "utf8@event=0:0.01,garbage@event=1:0.01,duplicate@event=0:0.01,end@event=1:0.01,stall@event=0;seconds=3:0.01,error:0.01"
)
_OPTIONS = (
    *("--port", "0", "--first-ms", "0", "--delay-ms", "0", "--jitter", "0.7", "--virtual-time", "auto"),
    *("--chaos", _CHAOS, "--rpm", "100000", "--tpm", "100000000"),
)
_STORED = re.compile(rb'"id":"(resp_[0-9a-f]+)","object":"response"')


@dataclass(frozen=True)
class Heard:
    """Every byte of one answer, and how it ended: ``end`` (FIN), ``reset`` (RST), or ``left`` by the client."""

    name: str
    data: bytes
    ending: str

    @cached_property
    def digest(self) -> str:
        """64 hex digits that follow from all of it."""
        return hashlib.sha256(b"%b\0%b" % (self.ending.encode(), self.data)).hexdigest()


def play(
    requests: Sequence[Wanted],
    *options: str,
    interpreter: str = sys.executable,
    environment: Mapping[str, str] | None = None,
) -> tuple[Heard, ...]:
    """Start a server with ``options`` beside the usual ones, ask it all, and return what was heard."""
    with _serving(interpreter, options, environment or {}) as address:
        return tuple(_ask_all(requests, address))


@contextmanager
def _serving(
    interpreter: str, options: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple[str | None, int | None]]:
    command = [interpreter, "-c", _PROGRAM, str(ROOT), str(_STAND_IN), *_OPTIONS, *options]
    inherited = {**os.environ, **environment}
    # In another directory, where nothing is imported by chance.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=inherited, cwd="/") as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, f"{interpreter} could not serve"
            address = urlsplit(line.split()[3])
            yield address.hostname, address.port
        finally:
            process.terminate()


def _ask_all(requests: Sequence[Wanted], address: tuple[str | None, int | None]) -> Iterator[Heard]:
    previous: dict[str, bytes] = {}
    for wanted in requests:
        heard = _ask(wanted, wanted.travelling(previous.get(wanted.session, PREVIOUS)), address)
        yield heard
        if stored := _STORED.findall(heard.data):
            previous[wanted.session] = stored[-1]


def _ask(wanted: Wanted, data: bytes, address: tuple[str | None, int | None]) -> Heard:
    received = bytearray()
    with socket.create_connection(address, PATIENCE) as client:
        client.sendall(data)
        while True:
            if wanted.enough == HEAD and b"\r\n\r\n" in received:
                return Heard(wanted.name, bytes(received), "left")
            if 0 < wanted.enough <= len(received):
                return Heard(wanted.name, bytes(received[: wanted.enough]), "left")
            try:
                more = client.recv(65536)
            except ConnectionResetError:
                return Heard(wanted.name, bytes(received), "reset")
            if not more:
                return Heard(wanted.name, bytes(received), "end")
            received += more
