"""The chat before the real front door and its ledger; only the assistant's answers come from a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

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


@pytest.fixture
def visitor(chromium: Browser, door: RealFrontDoor) -> Iterator[Visitor]:
    url = f"http://127.0.0.1:{door.port}"
    context = chromium.new_context(locale="en-US", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    with watched(page, url) as watch:
        yield Visitor(page=page, url=url).arrive()
    context.close()
    assert [what for what in watch.all() if "404" not in what] == []


def test_both_doors_an_answer_a_reload_and_the_same_words(visitor: Visitor, door: RealFrontDoor) -> None:
    visitor.open_chat()
    expect(visitor.page.locator(".door")).to_have_count(2)
    expect(visitor.page.locator("#title")).to_have_text(door.parts.team_name)
    visitor.say("why is my bill higher")
    visitor.button("Taxes and fees").click()
    visitor.sees("You said: c2")
    before = visitor.page.locator(".bubble").all_inner_texts()
    visitor.page.reload()
    visitor.sees("You said: c2")
    assert visitor.page.locator(".bubble").all_inner_texts() == before
    expect(visitor.page.locator(".choice.chosen")).to_contain_text("Taxes and fees")


def test_the_teams_door_puts_the_customer_in_line_and_an_agent_answers(
    visitor: Visitor, door: RealFrontDoor
) -> None:
    visitor.open_chat()
    visitor.page.locator(".door-team").click()
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "queue")
    expect(visitor.page.locator(".door.chosen")).to_contain_text("My team")
    door.agent_takes_over()
    expect(visitor.page.locator(".takeover")).to_contain_text("Maya Lindqvist")
    expect(visitor.page.locator(".takeover img")).to_be_visible()
    door.agent_says("Good morning", "a-1")
    expect(visitor.page.locator(".item.agent")).to_contain_text("Good morning")
    visitor.say("thank you")
    expect(visitor.on_its_way()).to_have_count(0)


def test_with_nobody_at_the_desk_the_case_waits_and_a_number_is_taken(
    visitor: Visitor, door: RealFrontDoor
) -> None:
    door.on_duty(0)
    visitor.open_chat()
    visitor.button("Talk to a person").click()
    expect(visitor.page.locator(".waiting.nobody")).to_contain_text("Your case waits")
    visitor.button("Leave a number to be called").click()
    visitor.page.get_by_label("Phone number with area code").fill("12345678")
    visitor.button("Call me").click()
    expect(visitor.page.locator(".problem")).not_to_be_empty()
    visitor.page.get_by_label("Phone number with area code").fill("(612) 555-0142")
    visitor.button("Call me").click()
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "parked")


def test_a_restarted_front_door_loses_and_doubles_nothing(visitor: Visitor, door: RealFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("before")
    visitor.sees("You said: before")
    door.stop()
    visitor.say("in between")
    visitor.say("and more")
    door.start()
    visitor.sees("You said: and more")
    assert visitor.own_words() == ["before", "in between", "and more"]
    visitor.page.reload()
    visitor.sees("You said: and more")
    assert visitor.own_words() == ["before", "in between", "and more"]


def test_a_pin_never_reaches_the_ledger_or_the_page_again(visitor: Visitor, door: RealFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("pin please")
    expect(visitor.box).to_have_attribute("inputmode", "numeric")
    visitor.say("4821")
    expect(visitor.page.locator(".mine").last).to_contain_text("••••")
    expect(visitor.on_its_way()).to_have_count(0)
    visitor.page.reload()
    expect(visitor.page.locator(".mine").last).to_contain_text("••••")
    visitor.does_not_see("4821")


def test_after_the_end_a_new_message_opens_a_linked_conversation(
    visitor: Visitor, door: RealFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    visitor.button("More").click()
    visitor.button("End this conversation").click()
    visitor.button("End it for good?").click()
    visitor.panel.get_by_role("radio", name="Very good").check()
    visitor.button("Send rating").click()
    visitor.say("one more thing")
    visitor.sees("You said: one more thing")
    visitor.sees("You said: hello")
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "assistant")
    visitor.page.reload()
    visitor.sees("You said: one more thing")


def test_two_tabs_of_the_real_front_door_stay_in_step(visitor: Visitor, door: RealFrontDoor) -> None:
    visitor.open_chat()
    other = Visitor(page=visitor.page.context.new_page(), url=visitor.url).arrive()
    other.launcher.click()
    other.say("from the second tab")
    visitor.sees("You said: from the second tab")
    visitor.page.reload()
    other.page.reload()
    visitor.say("after two reloads")
    other.sees("You said: after two reloads")
    assert visitor.own_words() == other.own_words() == ["from the second tab", "after two reloads"]


def test_what_is_served_is_packed_and_small(visitor: Visitor) -> None:
    entries = visitor.page.evaluate(
        """performance.getEntriesByType('resource').filter((entry) => /chat[/]|tokens|theme/.test(entry.name))
          .map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize])"""
    )
    assert sum(size for _, size in entries) <= 12 * 1024, entries
