"""A desk that runs, and agents whose browsers must stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import watched
from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.desk_server import DeskServer

NewAgent = Callable[..., AgentAtDesk]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskServer]:
    server = DeskServer(tmp_path)
    server.start()
    yield server
    server.end()


@pytest.fixture
def agents(chromium: Browser, desk: DeskServer) -> Iterator[NewAgent]:
    """Makes agents by login, each in a browser of their own; what a good page never does fails the test."""
    with ExitStack() as stack:
        watches = []

        def new(login: str = "maya", **options: object) -> AgentAtDesk:
            options.setdefault("viewport", {"width": 1440, "height": 900})
            context = chromium.new_context(locale="en-US", **options)  # type: ignore[arg-type]
            context.set_default_timeout(20_000)
            stack.callback(context.close)
            page = context.new_page()
            watches.append(stack.enter_context(watched(page, desk.url)))
            return AgentAtDesk(page=page, url=desk.url, login=login, password=desk.world.logins[login])

        yield new
        told = [what for watch in watches for what in watch.all()]
        assert [
            what for what in told if "status of 401" not in what
        ] == []  # a wrong password, told by Chromium


@pytest.fixture
def maya(agents: NewAgent) -> AgentAtDesk:
    return agents("maya").arrive()
