"""The server's own routes, under ``/_fake/``: for those who run it, not part of any API."""

from collections.abc import Mapping

from fakes.model.exchange import Exchange
from fakes.model.journal import Journal
from fakes.model.recording.redaction import is_secret_header
from fakes.model.reply import Reply, json_reply
from fakes.model.request import Request
from fakes.model.session import Session
from fakes.model.sessions import Sessions

PREFIX = "/_fake/"


class Control:
    """The routes of one server. What they tell and change is the asking session's own."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def answer(self, request: Request, session: Session) -> Reply:
        """Return the answer to a request."""
        match "GET" if request.method == "HEAD" else request.method, request.path:
            case "GET", "/_fake/health":
                return json_reply({"status": "ok"})
            case "GET", "/_fake/journal":
                return _journal_reply(session.journal)
            case "GET", "/_fake/metrics":
                unmatched = sum(each.cast.unmatched for each in self._sessions)
                return self._sessions.metrics.reply(open_sockets=session.journal.open_sockets, unmatched=unmatched)
            case _:
                error = {"message": "There is no such control.", "type": "invalid_request_error", "code": "unknown_url"}
                return json_reply({"error": error}, status=404)


def _journal_reply(journal: Journal) -> Reply:
    return json_reply(
        {
            "open_sockets": journal.open_sockets,
            "failures": journal.failures,
            "exchanges": [_exchange(exchange) for exchange in journal],
        }
    )


def _exchange(exchange: Exchange) -> Mapping[str, object]:
    return {
        "index": exchange.index,
        "method": exchange.method,
        "path": exchange.path,
        "headers": [[name, "[redacted]" if is_secret_header(name) else value] for name, value in exchange.headers],
        "body": exchange.body.decode(errors="replace"),
        "model": exchange.model,
        "started": exchange.started,
        "finished": exchange.finished,
        "events_sent": exchange.events_sent,
        "bytes_sent": exchange.bytes_sent,
        "outcome": exchange.outcome,
    }
