"""The sending side of a socket, where waiting means that the client is slow."""

import asyncio
import fcntl
import socket
import struct
import termios
from abc import ABC, abstractmethod
from contextlib import suppress

_ACKNOWLEDGEMENT_POLL = 0.001
_LINGER_NOT = struct.pack("ii", 1, 0)


class SocketlessTransport(asyncio.Transport, ABC):
    """A transport within the process: what was written has arrived, and it knows how to tear itself down."""

    @abstractmethod
    def reset(self) -> None:
        """End the connection at once: the other side reads what has arrived, and then gets an error."""
        ...


class Outlet:
    """Writes that wait until the kernel has taken everything, so that a slow client costs no memory here."""

    def __init__(self, transport: asyncio.Transport) -> None:
        # At 0 the transport reports every byte that the kernel has not taken yet.
        transport.set_write_buffer_limits(high=0)
        self._transport = transport
        self._writable = asyncio.Event()
        self._writable.set()

    def pause(self) -> None:
        """Note that the kernel takes nothing more for now."""
        self._writable.clear()

    def resume(self) -> None:
        """Note that the kernel has taken everything."""
        self._writable.set()

    async def write(self, data: bytes) -> None:
        """Send, and return once the kernel has taken all of it."""
        self._transport.write(data)
        if not self._writable.is_set():
            await self._writable.wait()

    def write_last(self, data: bytes) -> None:
        """Send without waiting; the transport still delivers it."""
        self._transport.write(data)

    def drop(self) -> None:
        """End the connection: the client sees FIN."""
        self._transport.close()

    async def acknowledged(self) -> None:
        """Wait until the client's machine holds every byte sent: a reset throws away what is still on its way."""
        if isinstance(self._transport, SocketlessTransport):
            return
        # The kernel has no event for this, only a number.
        for _ in iter(self._unacknowledged, 0):
            await asyncio.sleep(_ACKNOWLEDGEMENT_POLL)

    def reset(self) -> None:
        """Tear the connection down: the client sees RST, whatever was being sent."""
        if isinstance(self._transport, SocketlessTransport):
            self._transport.reset()
            return
        self._socket().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._transport.abort()

    def _unacknowledged(self) -> int:
        count = bytearray(4)
        # A system that does not tell is taken at its word that there is nothing.
        with suppress(OSError):
            fcntl.ioctl(self._socket().fileno(), termios.TIOCOUTQ, count)
        return int(struct.unpack("i", count)[0])

    def _socket(self) -> socket.socket:
        sock: socket.socket = self._transport.get_extra_info("socket")
        return sock
