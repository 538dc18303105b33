"""One user of a server that has many: everything that a session holds is changed, and then looked at."""

import json
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

LIMIT = 6
"""How many requests a minute the server lets each guest have."""

WAYS = ("header", "key", "api key", "path")
"""How a session may be named."""


def name_of(number: int) -> str:
    """The name of a guest's session."""
    return f"guest-{number}"


class Guest:
    """A guest. ``number`` says how the session is named, how much is asked, and what goes wrong."""

    def __init__(self, origin: str, number: int) -> None:
        self._number = number
        self._name = name_of(number)
        self._prefix = ""
        self._headers = {"content-type": "application/json"}
        match WAYS[number % len(WAYS)]:
            case "header":
                self._headers["x-fake-session"] = self._name
            case "key":
                self._headers["authorization"] = f"Bearer fake-session-{self._name}"
            case "api key":
                self._headers["x-api-key"] = f"fake-session-{self._name}"
            case _:
                self._prefix = f"/_session/{self._name}"
        self._connection = HTTPConnection(urlsplit(origin).netloc, timeout=30)
        self._other = HTTPConnection(urlsplit(origin).netloc, timeout=30)

    def stay(self) -> dict[str, Any]:
        """Use everything, and return what was seen."""
        faults = ["status=503", "html;status=502"][: self._number % 3]
        lines = [{"say": f"{self._name} says {count}."} for count in range(LIMIT + 1)]
        held = {"name": "held", "match": {"user": "hold"}, "say": "a b c", "gates": [{"event": 2, "name": "same"}]}
        self._control("PUT", "scenarios", [{"name": "who", "match": {"user": "who"}, "sequence": lines}, held])
        self._control("PUT", "faults", {"faults": faults})
        seen: dict[str, Any] = {"asked": [self._asked() for _ in range(LIMIT + self._number)]}
        seen["now"] = self._control("POST", "time", {"advance": 60 + self._number})["now"]
        seen["again"] = self._asked()
        seen["gates"] = self._gates()
        journal = self._control("GET", "journal")
        seen["journal"] = [journal["count"], sorted({entry["session"] for entry in journal["exchanges"]})]
        verdict = self._control("GET", "verdict")
        seen["verdict"] = [verdict["ok"], verdict["unmatched"], verdict["pending_faults"]]
        if self._number % 2:
            self._control("POST", "reset")
            self._control("POST", "faults", {"faults": ["drop"]})
        seen["left"] = [self._control("GET", kind)[kind] for kind in ("faults", "gates")]
        seen["count"] = self._control("GET", "journal")["count"]
        return seen

    def close(self) -> None:
        """Leave."""
        self._connection.close()
        self._other.close()

    def _asked(self) -> list[object]:
        response = self._chat(self._connection, "who")
        body = response.read()
        if response.status != 200:
            return [response.status, ""]
        return [response.status, json.loads(body)["choices"][0]["message"]["content"]]

    def _gates(self) -> list[object]:
        response = self._chat(self._other, "hold", stream=True)
        waited = self._control("POST", "gates/same/wait", {"seconds": 30})
        opened = self._control("POST", "gates/same/open")
        whole = response.read().endswith(b"data: [DONE]\n\n")
        return [waited["open"], waited["waiting"], opened["open"], whole]

    def _chat(self, connection: HTTPConnection, question: str, **parameters: object) -> HTTPResponse:
        body = {"model": "demo", "messages": [{"role": "user", "content": question}], **parameters}
        return self._sent(connection, "POST", "/v1/chat/completions", body)

    def _control(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        response = self._sent(self._connection, method, f"/_fake/{path}", body)
        document: dict[str, Any] = json.loads(response.read())
        if response.status != 200:
            raise AssertionError(f"{method} {path}: {response.status} {document}")
        return document

    def _sent(self, connection: HTTPConnection, method: str, path: str, body: object) -> HTTPResponse:
        data = None if body is None else json.dumps(body)
        connection.request(method, self._prefix + path, data, self._headers)
        return connection.getresponse()
