"""A scripted front door, and a person on its demo page whose browser must stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chat.visitor import Visitor
from tests.browser.chromium import watched
from tests.browser.scripted_front_door import ScriptedFrontDoor

NewVisitor = Callable[..., Visitor]


@pytest.fixture
def front_door() -> Iterator[ScriptedFrontDoor]:
    server = ScriptedFrontDoor()
    server.start()
    yield server
    server.end()


@pytest.fixture
def visitors(chromium: Browser, front_door: ScriptedFrontDoor) -> Iterator[NewVisitor]:
    """Makes visitors: each in a browser of its own, or in a second tab of `same_browser_as`."""
    url = f"http://127.0.0.1:{front_door.port}"
    with ExitStack() as stack:
        watches = []

        def new(*, same_browser_as: Visitor | None = None, **options: object) -> Visitor:
            context: BrowserContext
            if same_browser_as is None:
                options.setdefault("viewport", {"width": 1280, "height": 860})
                context = chromium.new_context(locale="en-US", **options)  # type: ignore[arg-type]
                context.set_default_timeout(15_000)
                stack.callback(context.close)
            else:
                context = same_browser_as.page.context
            page = context.new_page()
            watches.append(stack.enter_context(watched(page, url)))
            return Visitor(page=page, url=url)

        yield new
        assert [what for watch in watches for what in watch.all()] == []


@pytest.fixture
def visitor(visitors: NewVisitor) -> Visitor:
    return visitors().arrive()
