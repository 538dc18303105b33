"""An exchange as JSON."""

from collections.abc import Mapping

from fakes.model.exchange import Exchange
from fakes.model.secret_names import is_secret_header, without_secret_parameters

_REDACTED = "[redacted]"


def entry(exchange: Exchange, session: str) -> Mapping[str, object]:
    """Return an exchange as JSON, without the secrets in its headers and its target.

    Times are seconds: ``started`` and ``finished`` of the monotonic clock, the others since it started; null where it
    has not come to that.
    """
    return {
        "index": exchange.index,
        "session": session,
        "method": exchange.method,
        "path": exchange.path,
        "target": without_secret_parameters(exchange.target, _REDACTED),
        "headers": [[name, _REDACTED if is_secret_header(name) else value] for name, value in exchange.headers],
        "body": exchange.body.decode(errors="replace"),
        "model": exchange.model,
        "scenario": exchange.scenario,
        "outcome": exchange.outcome,
        "events_sent": exchange.events_sent,
        "bytes_sent": exchange.bytes_sent,
        "started": exchange.started,
        "finished": exchange.finished,
        "time_to_first_event": _since(exchange, exchange.first_event),
        "seconds": _since(exchange, exchange.finished),
    }


def _since(exchange: Exchange, when: float | None) -> float | None:
    return None if when is None else when - exchange.started
