"""Which protocol a request asks for by name: in its query, or in a header where a client can't change the URL."""

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.types import Scope

from service.protocols.choice import Choice, choose
from service.requests import ChatRequest

HEADER = "x-stream-protocol"


def protocol_of(scope: Scope, chat: ChatRequest) -> Choice:
    """Return the protocol to answer in: by ``?protocol=``, else the header, else ``?sdk=``, else the request's shape.

    Raises:
        InvalidRequest: there is no such protocol, or no such version.
    """
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    named = query.get("protocol", [Headers(scope=scope).get(HEADER)])[-1]
    return choose(named, query.get("sdk", [None])[-1], is_ui=chat.is_ui, has_approvals=bool(chat.approvals))
