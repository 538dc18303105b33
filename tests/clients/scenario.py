"""The scenarios in ``tests/vectors/clients``: what a real server sent, and what the real client made of it."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from service.field import JSON

from .canned import Reply
from .report import Report

_FOLDER = Path(__file__).parent.parent / "vectors" / "clients"
_OWN_ID = re.compile(r"client-\d+")
_OF_THE_HOOK = frozenset({"createdAt", "revisionId"})
"""What ai 4 notes down for itself."""

Outcome = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One answer.

    Attributes:
        major: whose server and client it was.
        document: as recorded: about, protocol, model, serverOptions, response, client, and uiMessages if it continues.
    """

    major: int
    name: str
    document: dict[str, Any]

    @property
    def body(self) -> bytes:
        """What the server sent."""
        response = self.document["response"]
        body: bytes = response["body"].encode()
        assert hashlib.sha256(body).hexdigest() == response["bodySha256"]
        return body

    def reply(self, body: bytes | None = None) -> Reply:
        """Return the response, or another one with its head and end."""
        response = self.document["response"]
        return Reply(
            pieces=(self.body if body is None else body,),
            status=response["status"],
            headers=response["headers"],
            breaks_off="bodyStreamErrored" in response,
        )

    @property
    def conversation(self) -> dict[str, Any]:
        """Return what is asked: options of ``arguments.mjs``."""
        protocol = "text" if self.document["protocol"] == "text" else "stream"
        if "uiMessages" in self.document:
            asked: dict[str, Any] = {"history": self.document["uiMessages"], "then": [{"do": "send"}]}
        else:
            asked = {"message": "Hi"}
        return {"protocol": protocol, **asked}

    @property
    def expected(self) -> Outcome:
        """What the client of this major, in its newest release, makes of it."""
        return cast("Outcome", _nameless(self.document["client"]))


def scenarios(major: int) -> dict[str, Scenario]:
    """Return what was recorded from a major version, by name."""
    recorded = json.loads((_FOLDER / f"v{major}.json").read_text(encoding="utf-8"))["scenarios"]
    return {name: Scenario(major, name, document) for name, document in recorded.items()}


def flows(major: int) -> dict[str, dict[str, Any]]:
    """Return the requests that were recorded from a major version's client: requests, replies, finalMessages."""
    recorded = json.loads((_FOLDER / "requests.json").read_text(encoding="utf-8"))["sdks"][str(major)]["flows"]
    return dict(recorded)


def outcome(report: Report) -> Outcome:
    """Return a report in the words of the recordings."""
    return {
        "status": report.status,
        "finishReason": report.finish_reason,
        "usage": report.usage,
        "errors": report.errors,
        "data": report.data,
        "message": message(report.answer) if report.answer else None,
        "messageCount": len(report.messages),
        "text": report.text,
    }


def message(told: dict[str, Any]) -> dict[str, Any]:
    """Return a message without what the hook notes down for itself; ids of the client's making are all the same."""
    held = {name: value for name, value in told.items() if name not in _OF_THE_HOOK}
    return cast("dict[str, Any]", _nameless(held))


def _nameless(value: JSON) -> JSON:
    match value:
        case dict():
            return {name: _nameless(member) for name, member in value.items()}
        case list():
            return [_nameless(item) for item in value]
        case str() if _OWN_ID.fullmatch(value):
            return "client"
        case _:
            return value
