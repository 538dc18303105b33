"""How a client behaved: what no message shows."""

from .report import Report


def faults(report: Report, *, requests: int = 1) -> set[str]:
    """Return what is wrong with a conversation, whatever it was about; ``requests`` is how many it takes.

    ``loops``: the client asked again. ``copies the message``: there are two answers. ``repeats itself``: a text stands
    there twice. ``ends silently``: no answer, and no error. ``hangs``: neither done nor failed.
    """
    found = {
        "loops": len(report.requests) > requests,
        "copies the message": _answers(report) > 1,
        "repeats itself": _repeats(report),
        "ends silently": report.status == "ready" and report.answer is None,
        "hangs": report.status not in {"ready", "error"},
    }
    return {name for name, applies in found.items() if applies}


def _answers(report: Report) -> int:
    """Answers behind the last question."""
    roles = [message["role"] for message in report.messages]
    return len(roles) - max((place for place, role in enumerate(roles, 1) if role == "user"), default=0)


def _repeats(report: Report) -> bool:
    texts = [part["text"] for part in (report.answer or {}).get("parts", ()) if part["type"] == "text" and part["text"]]
    return len(texts) != len(set(texts))
