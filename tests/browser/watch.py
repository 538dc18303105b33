"""What a page does beside what it shows: complain, and ask for things."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

_LOOPBACK = {"127.0.0.1", "localhost"}
_COMPLAINTS = {"error", "warning"}


class Watch:
    """Sees everything that the pages of a context do.

    Requests are looked at and not intercepted: where they are, Playwright answers preflights itself.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def expect(self, *complaints: str) -> None:
        """Let the console say what has these words in it: the browser tells of every response that is an error."""
        self._expected.extend(complaints)

    @property
    def unexpected(self) -> Sequence[str]:
        """Complaints that nobody expected."""
        return [told for told in self.complaints if not any(words in told for words in self._expected)]

    @property
    def abroad(self) -> Sequence[str]:
        """What was asked of other machines."""
        return [url for url in self.requests if urlsplit(url).scheme != "data" and _host(url) not in _LOOPBACK]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in _COMPLAINTS:
            self.complaints.append(f"{message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
