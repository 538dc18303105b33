"""Requests as they may be remembered."""

from collections.abc import Iterable
from dataclasses import replace

from fakes.model.journal import Journal
from fakes.model.real_keys import looks_real
from fakes.model.redaction import Redaction
from fakes.model.request import Request


def discreet(request: Request, keys: Iterable[str], journal: Journal) -> Request:
    """Return a request without the ``keys`` that it carries where one looks real: it may have come here by mistake.

    The journal is told, once for each kind of key.
    """
    real = [key for key in keys if looks_real(key)]
    if not real:
        return request
    redaction = Redaction.of(request)
    for key in real:
        journal.note(
            f"A key that looks real came with a request ({Redaction((key,)).text(key)}): "
            "a fake server needs none, and should be given none."
        )
    return replace(
        request,
        target=redaction.target(request.target),
        headers=tuple((name, redaction.header(name, value)) for name, value in request.headers),
        body=b"".join(redaction.data((request.body,))),
    )
