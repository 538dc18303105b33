"""Start a command in a network that is a loopback and nothing else: unshare --net python alone.py COMMAND."""

import fcntl
import os
import socket
import struct
import sys

_SET_FLAGS = 0x8914
_UP = 0x1

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh22x", b"lo", _UP))

os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command is the tests' own
