"""The server's own routes, under ``/_fake/``: for those who run it, not part of any API."""

from collections.abc import Mapping

from fakes.model.exchange import Exchange
from fakes.model.journal import Journal
from fakes.model.reply import Reply, json_reply

PREFIX = "/_fake/"

_SECRET_HEADERS = frozenset(("authorization", "proxy-authorization", "api-key", "x-api-key", "cookie"))


def health() -> Reply:
    """Return that the server is there."""
    return json_reply({"status": "ok"})


def journal_reply(journal: Journal) -> Reply:
    """Return the journal as JSON, with the headers that carry secrets blanked."""
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
        "headers": [[name, "[redacted]" if name in _SECRET_HEADERS else value] for name, value in exchange.headers],
        "body": exchange.body.decode(errors="replace"),
        "model": exchange.model,
        "started": exchange.started,
        "finished": exchange.finished,
        "events_sent": exchange.events_sent,
        "bytes_sent": exchange.bytes_sent,
        "outcome": exchange.outcome,
    }
