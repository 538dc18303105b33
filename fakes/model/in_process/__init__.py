"""The model server without a socket: an httpx client whose requests never leave the process."""

from typing import TYPE_CHECKING

from fakes.model.connection import Application, Connection

if TYPE_CHECKING:
    from fakes.model.in_process.httpx_transport import InProcessTransport


def transport(application: Application, connections: set[Connection]) -> "InProcessTransport":
    """Return what ``httpx.AsyncClient(transport=...)`` takes, to talk to an application without a socket.

    The connections are those of the server: they stand in ``connections`` while they are open.

    Raises:
        ImportError: httpx is not installed.
    """
    from fakes.model.in_process.httpx_transport import InProcessTransport  # noqa: PLC0415 - httpx is slow, and may be absent

    return InProcessTransport(application, connections)
