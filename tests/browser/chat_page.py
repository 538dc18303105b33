"""The chat page as a user has it: what is seen, said and pressed."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

from tests.clients.progress import Update

_WATCH_GROWTH = """() => {
  const asked = performance.now();
  const seen = [];
  const look = () => {
    const answer = [...document.querySelectorAll('article.assistant .markdown')].at(-1);
    const length = answer ? answer.textContent.length : 0;
    if (length > (seen.at(-1)?.length ?? 0)) seen.push({ at: performance.now() - asked, length });
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  globalThis.growth = seen;
}"""

_WATCH_BUSY = """() => {
  const log = document.querySelector('[role=log]');
  globalThis.asked = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (log.ariaBusy !== 'true') return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}"""


class ChatPage:
    """The page at an address, with one of the AI SDKs."""

    def __init__(self, page: Page, address: str, sdk: str) -> None:
        self.page = page
        self.sdk = sdk
        self._address = address

    def open(self, model: str = "") -> "ChatPage":
        """Load the page and open the chat."""
        self.page.goto(f"{self._address}?sdk={self.sdk}" + (f"&model={model}" if model else ""))
        self.page.get_by_role("button", name="Open AI Chat").click()
        return self

    @property
    def field(self) -> Locator:
        """Where the user writes."""
        return self.page.get_by_label("Message", exact=True)

    @property
    def log(self) -> Locator:
        """Everything that was said."""
        return self.page.get_by_role("log")

    @property
    def answer(self) -> Locator:
        """The last answer."""
        return self.page.get_by_role("article", name="Assistant").last

    @property
    def alert(self) -> Locator:
        """What went wrong."""
        return self.log.get_by_role("alert")

    def button(self, name: str) -> Locator:
        """Return a button by the name that it has exactly."""
        return self.page.get_by_role("button", name=name, exact=True)

    def tool(self, name: str) -> Locator:
        """Return what is shown of a tool's last call."""
        return self.page.get_by_role("region", name=f"Tool {name}").last

    def ask(self, text: str) -> None:
        """Write and send, by the keyboard; return when the service is asked."""
        self.field.fill(text)
        with self._asking():
            self.field.press("Enter")

    def press(self, button: Locator) -> None:
        """Press what asks the service, and return when it is asked."""
        with self._asking():
            button.click()

    def ask_watching(self, text: str) -> None:
        """The same, noting how the answer grows."""
        self.page.evaluate(_WATCH_GROWTH)
        self.ask(text)

    def growth(self) -> list[Update]:
        """Return the moments in which the answer was longer than before."""
        seen = self.page.evaluate("growth")
        return [Update(at_ms=update["at"], length=update["length"]) for update in seen]

    def settle(self) -> None:
        """Wait until nothing is asked or answered any more."""
        self.button("Send").wait_for(timeout=60_000)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        self.page.evaluate(_WATCH_BUSY)
        yield
        self.page.evaluate("asked")
