"""The team page as a visitor sees it: found by ZIP code, on their own clock, by keyboard, on a small screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat.test_access import axe_finds_nothing
from tests.browser.chromium import watched
from tests.browser.real_front_door import RealFrontDoor

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
SMALL = """
() => [...document.querySelectorAll('button, input, main a')].filter((node) => node.checkVisibility())
  .map((node) => [node.id || node.innerText, node.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44).map(([name]) => name)
"""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealFrontDoor]:
    running = RealFrontDoor(tmp_path_factory.mktemp("door"))
    running.start()
    yield running
    running.end()


@pytest.fixture
def pages(chromium: Browser, door: RealFrontDoor) -> Iterator[NewPage]:
    url = f"http://127.0.0.1:{door.port}"
    with ExitStack() as stack:
        watches = []

        def new(path: str = "/team", **options: object) -> Page:
            options.setdefault("viewport", {"width": 1280, "height": 900})
            context = chromium.new_context(locale="en-US", **options)  # type: ignore[arg-type]
            context.set_default_timeout(15_000)
            stack.callback(context.close)
            page = context.new_page()
            watches.append(stack.enter_context(watched(page, url)))
            page.goto(url + path)
            return page

        yield new
        assert [what for watch in watches for what in watch.all() if "404" not in what] == []


def find(page: Page, zip_code: str) -> None:
    page.get_by_label("ZIP code").fill(zip_code)
    page.keyboard.press("Enter")


def test_a_zip_code_shows_the_team_its_faces_and_its_hours_on_the_visitors_clock(pages: NewPage) -> None:
    page = pages(timezone_id="America/Los_Angeles")
    find(page, "55408")
    expect(page.get_by_role("heading", name="Upper Midwest team")).to_be_focused()
    people = page.locator(".people li")
    assert 30 <= people.count() <= 40
    expect(page.locator("table")).to_contain_text("Pacific")
    expect(page.locator("table")).to_contain_text("in Duluth")
    expect(page.locator(".standing")).to_have_text(re.compile("Open now, until|Closed now, opens"))
    people.last.scroll_into_view_if_needed()
    expect(people.last.locator("img")).to_have_js_property("complete", True)
    assert people.last.locator("img").evaluate("node => node.naturalWidth") > 0
    page.reload()
    expect(page.get_by_role("heading", name="Upper Midwest team")).to_be_visible()


def test_a_visitor_at_the_teams_own_clock_sees_one_clock(pages: NewPage) -> None:
    page = pages("/team?zip=55408", timezone_id="America/Chicago")
    expect(page.locator("table")).to_contain_text("Central")
    expect(page.locator("table")).not_to_contain_text("in Duluth")


def test_what_is_no_zip_code_and_what_is_in_no_market_are_told_honestly(pages: NewPage) -> None:
    page = pages()
    find(page, "12")
    expect(page.get_by_role("alert")).to_contain_text("five digits")
    expect(page.get_by_label("ZIP code")).to_be_focused()
    find(page, "00000")
    expect(page.locator(".honest")).to_contain_text("in no market of ours")


def test_the_chat_is_one_button_away_and_the_demo_page_leads_here(pages: NewPage) -> None:
    page = pages("/")
    page.get_by_role("link", name="Meet your team").click()
    find(page, "10001")
    page.get_by_role("button", name="Write to your team").click()
    expect(page.get_by_role("log")).to_contain_text("automated assistant")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_use_it(pages: NewPage, scheme: str, width: int) -> None:
    page = pages(color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 800})
    axe_finds_nothing(page)
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.get_by_label("ZIP code").evaluate("node => node.matches(':focus')"):
            break
    page.keyboard.type("55408")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Upper Midwest team")).to_be_focused()
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
