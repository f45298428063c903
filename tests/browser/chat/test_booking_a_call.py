"""A call at a booked time: picked in the chat before the real front door, by keyboard alone too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chat.test_access import axe_finds_nothing
from tests.browser.chat.visitor import Visitor
from tests.browser.chromium import watched
from tests.browser.real_front_door import RealFrontDoor

pytestmark = pytest.mark.browser


@pytest.fixture
def door(tmp_path: Path) -> Iterator[RealFrontDoor]:
    running = RealFrontDoor(tmp_path)
    running.start()
    running.on_duty(2)
    yield running
    running.end()


@pytest.fixture(params=[(1280, 860), (320, 640)], ids=["wide", "narrow"])
def visitor(chromium: Browser, door: RealFrontDoor, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    url = f"http://127.0.0.1:{door.port}"
    width, height = request.param
    context = chromium.new_context(
        locale="en-US", timezone_id="America/Chicago", viewport={"width": width, "height": height}
    )
    page = context.new_page()
    with watched(page, url) as watch:
        yield Visitor(page=page, url=url).arrive()
    context.close()
    assert [what for what in watch.all() if "404" not in what] == []


def test_a_call_is_booked_by_keyboard_moved_and_cancelled(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open_chat()
    visitor.button("Talk to a person").click()
    expect(page.locator(".strip")).to_have_attribute("data-owner", "queue")
    visitor.button("Be called at a time you choose").press("Enter")
    picker = page.get_by_role("region", name="A call from your team")
    expect(picker.get_by_role("radio").nth(1)).to_be_attached()
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    picker.get_by_role("button", name="Book this call").press("Enter")
    expect(page.locator(".call-picker .problem")).to_contain_text("Choose a time")
    page.keyboard.press("Space")
    picker.get_by_label("Number to call").fill("612-555-0142")
    picker.get_by_label("Number to call").press("Enter")

    expect(picker).to_be_hidden()
    expect(page.locator(".strip")).to_contain_text("Call booked:")
    expect(page.locator(".strip")).to_have_attribute("data-owner", "parked")
    visitor.sees("612-555-0142")
    visitor.sees("Move or cancel the call")

    page.reload()
    expect(page.locator(".strip")).to_contain_text("Call booked:")
    visitor.button("Change the call").click()
    days = picker.locator(".days input")
    expect(days.nth(1)).to_be_attached()
    days.nth(1).check(force=True)
    picker.locator(".times input").first.check(force=True)
    picker.get_by_role("button", name="Move the call to this time").click()
    expect(picker).to_be_hidden()

    visitor.button("Change the call").click()
    picker.get_by_role("button", name="Cancel the call").click()
    expect(page.locator(".strip")).to_have_attribute("data-owner", "assistant")


def test_the_page_behind_the_link_moves_and_cancels_the_call(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.button("More").click()
    visitor.button("Book a call").click()
    picker = visitor.page.get_by_role("region", name="A call from your team")
    days = picker.locator(".days input")
    expect(days.nth(2)).to_be_attached()
    days.nth(2).check(force=True)
    picker.locator(".times input").nth(3).check(force=True)
    picker.get_by_label("Number to call").fill("612-555-0142")
    picker.get_by_role("button", name="Book this call").click()
    link = visitor.page.get_by_role("link", name="Move or cancel the call")
    with visitor.page.expect_popup() as opened:
        link.click()
    page = opened.value
    expect(page.get_by_role("heading", name="Your call is booked")).to_be_focused()
    expect(page.locator(".when")).to_contain_text("CST")
    page.get_by_role("button", name="Choose another time").press("Enter")
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    before = page.locator(".when").inner_text()
    page.locator(".days input").nth(4).check(force=True)
    page.locator(".times input").first.check(force=True)
    page.get_by_role("button", name="Move the call to this time").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("The call is moved.")
    expect(page.locator(".when")).not_to_have_text(before)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Add it to your calendar").click()
    assert Path(fetched.value.path()).read_text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("button", name="Cancel the call").press("Enter")
    page.get_by_role("button", name="Cancel it for good?").press("Enter")
    expect(page.get_by_role("heading", name="The call is cancelled")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="This link is no longer good")).to_be_focused()
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "assistant")
