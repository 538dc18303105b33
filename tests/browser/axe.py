"""axe-core, Deque's accessibility checks, run inside of a page."""

from typing import Any

from playwright.sync_api import Page

from .chromium import WEB

_PROGRAM = WEB / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const { violations } = await axe.run(document);
  const told = ({ html, failureSummary }) => `${html} ${failureSummary}`;
  return violations.map(({ id, nodes }) => [id, ...nodes.map(told)]);
}"""


def violations(page: Page) -> list[Any]:
    """Return what axe has against the page as it is now: the rule, and the elements that break it."""
    # Through the debugger, which the page's policy does not bind.
    page.evaluate(_PROGRAM.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(_RUN)
    return found
