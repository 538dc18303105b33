"""Which protocol a client reads: what it says, else what its request looks like."""

from typing import Literal, get_args

from msgspec import Struct

from service.errors import InvalidRequest
from service.protocols.data_stream import DataStream
from service.protocols.protocol import StreamProtocol
from service.protocols.text_stream import TextStream
from service.protocols.ui_message_stream import Sdk, UIMessageStream

Name = Literal["data", "text", "ui"]

_NAMES: tuple[Name, ...] = get_args(Name)
_SDKS = {"4": Sdk.ANY, "5": Sdk.V5, "6": Sdk.V6, "7": Sdk.V7}


class Choice(Struct, frozen=True):
    """A protocol, and for the UI message stream the oldest client that has to understand it."""

    name: Name
    sdk: Sdk = Sdk.ANY

    @property
    def can_approve(self) -> bool:
        """Whether the client can be told that a call waits for its user's consent."""
        return self.name == "ui" and self.sdk >= Sdk.V6

    @property
    def can_resume(self) -> bool:
        """Whether a client knows how to come back to a stream, and a stream how to say that it broke off."""
        return self.name != "text"

    def encoder(self) -> StreamProtocol:
        """Return an encoder for one stream."""
        if self.name == "ui":
            return UIMessageStream(self.sdk)
        return TextStream() if self.name == "text" else DataStream()


def choose(protocol: str | None, sdk: str | None, *, is_ui: bool, has_approvals: bool = False) -> Choice:
    """Return the protocol to answer in.

    Args:
        protocol: what the client asked for: ``data``, ``text`` or ``ui``; None leaves it to the next.
        sdk: the client's major version: 4 reads the data stream, 5 to 7 the UI message stream; None: it did not say.
        is_ui: whether the request looks like one of ai 5 to 7.
        has_approvals: whether it holds what only ai 6 and 7 send.

    Raises:
        InvalidRequest: there is no such protocol, or no such version.
    """
    if protocol is not None and protocol not in _NAMES:
        raise InvalidRequest(f"protocol must be one of {', '.join(_NAMES)}")
    if sdk is not None and sdk not in _SDKS:
        raise InvalidRequest(f"sdk must be one of {', '.join(_SDKS)}")
    oldest = Sdk.ANY if sdk is None else _SDKS[sdk]
    if has_approvals:
        oldest = max(oldest, Sdk.V6)
    for name in _NAMES:
        if name == protocol:
            return Choice(name, oldest)
    reads_ui = sdk != "4" if sdk is not None else is_ui or has_approvals
    return Choice("ui", oldest) if reads_ui else Choice("data")
