"""Promised calls at the desk: seen in a section of their own, made and recorded by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.desk_server import DeskServer
from tests.browser.desk.test_access import axe_finds_nothing

pytestmark = pytest.mark.browser


def test_a_due_call_stands_apart_and_is_made_and_recorded_by_keyboard(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    desk.play(desk.world.waiting("no signal"))
    case = desk.play(desk.world.call_due())
    expect(maya.rows("Calls to make")).to_have_count(1)
    expect(maya.rows("Calls to make")).to_contain_text("Call now, promised for")
    maya.open(case)
    maya.press("c")
    maya.holds(case)
    maya.press("l")
    expect(maya.dialog).to_contain_text("555-123-0101")
    axe_finds_nothing(maya.page)
    maya.dialog.get_by_label("No answer").check()
    maya.press("Enter")
    expect(maya.rows("Parked")).to_contain_text("Call at")
    maya.sees("Called the customer: no answer")


def test_a_missed_promise_comes_first_and_says_so(desk: DeskServer, maya: AgentAtDesk) -> None:
    due = desk.play(desk.world.call_due("first"))
    missed = desk.play(desk.world.call_due("second", missed=True))
    rows = maya.section("Calls to make").locator("li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_have_attribute("data-key", missed)
    expect(rows.nth(0)).to_contain_text("Promise missed")
    expect(rows.nth(1)).to_have_attribute("data-key", due)
