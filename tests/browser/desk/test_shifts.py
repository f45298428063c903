"""Going home: what an agent holds goes to somebody else, and being away is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer

pytestmark = pytest.mark.browser


def test_everything_held_is_handed_to_a_colleague_by_keyboard(
    desk: DeskServer, maya: AgentAtDesk, agents: NewAgent
) -> None:
    tomas = agents("tomas").arrive()
    held = [desk.play(desk.world.waiting()) for _ in range(2)]
    for conversation_id in held:
        maya.open(conversation_id)
        maya.press("c")
        maya.holds(conversation_id)
    maya.page.get_by_role("button", name="sign out").focus()
    maya.press("Enter")
    expect(maya.dialog).to_contain_text("You hold 2 conversations")
    maya.dialog.get_by_role("button", name="Hand over").focus()
    maya.press("Enter")
    maya.dialog.get_by_label("Tomás").focus()
    maya.press("Space")
    maya.dialog.get_by_label("Note").focus()
    maya.write("my shift is over")
    maya.dialog.get_by_role("button", name="Hand over").focus()
    maya.press("Enter")
    expect(maya.rows("Mine")).to_have_count(0)
    for conversation_id in held:
        tomas.holds(conversation_id)


def test_an_agent_set_away_is_told_why(desk: DeskServer, maya: AgentAtDesk) -> None:
    desk.world.presence.send_away("agent_maya", "missed_offer")
    expect(maya.page.locator(".told")).to_contain_text("a customer was offered to you")
    state = maya.page.get_by_role("button", name="Away: switch to available")
    state.click()
    expect(maya.page.get_by_role("button", name="Available: switch to away")).to_be_visible()
