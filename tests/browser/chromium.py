"""Debian's Chromium through Playwright, by its path, and a page that is watched for what nobody should see."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH_POLICY = """
document.addEventListener('securitypolicyviolation', (event) => {
  if (!window.measuredByAxe) window.reportViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


def chromium_path() -> str:
    """Where Chromium lies.

    Raises:
        RuntimeError: there is none; the message has the line that installs it.
    """
    named = os.environ.get("CHROMIUM")
    for candidate in [named, "/usr/bin/chromium", shutil.which("chromium"), shutil.which("google-chrome")]:
        if candidate and Path(candidate).exists():
            return candidate
    raise RuntimeError("Chromium is missing. Install it: sudo apt-get install -y chromium")


def launch(playwright: Playwright) -> Browser:
    """Start Chromium, to be closed by the caller."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)


@dataclass(slots=True)
class Watch:
    """What a page did that a good page does not."""

    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Requests to another place than the page's own."""

    def all(self) -> list[str]:
        """Everything together; empty for a page that behaved."""
        return [*self.violations, *self.errors, *self.strangers]


@contextmanager
def watched(page: Page, origin: str) -> Iterator[Watch]:
    """Record policy violations, errors and foreign requests of the page."""
    watch = Watch()

    def hear(message: ConsoleMessage) -> None:
        known = (
            "net::ERR_",
            "WebSocket connection",
            "Content Security Policy",
        )  # lost networks; told by the event
        if message.type in {"error", "warning"} and not any(part in message.text for part in known):
            watch.errors.append(message.text)

    def violation(what: str) -> None:
        watch.violations.append(what)

    page.expose_function("reportViolation", violation)
    page.add_init_script(WATCH_POLICY)
    page.on("console", hear)
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((origin, "blob:", "data:"))
            else watch.strangers.append(request.url)
        ),
    )
    yield watch
