"""Whose case it is and why it came, as an agent sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer
from tests.browser.desk.test_access import axe_finds_nothing

pytestmark = pytest.mark.browser


def test_the_own_teams_queue_comes_first_and_other_teams_stand_apart(
    desk: DeskServer, agents: NewAgent, maya: AgentAtDesk
) -> None:
    marisol = agents("marisol").arrive()
    desk.play(desk.world.waiting_in("11432"))
    mine = desk.play(desk.world.waiting_in("55408"))
    expect(maya.rows("Waiting")).to_have_count(1)
    expect(maya.rows("Waiting")).to_contain_text("Offered to you")
    expect(maya.rows("Other teams")).to_have_count(1)
    expect(maya.rows("Other teams")).to_contain_text("New York: Queens")
    expect(marisol.rows("Waiting")).to_contain_text("Offered to you")
    maya.press("j")
    expect(maya.page.locator(f'[data-key="{mine}"] .row')).to_have_attribute("aria-current", "true")
    axe_finds_nothing(maya.page)


def test_an_agent_reads_why_a_case_of_another_market_came_to_them(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    case = desk.play(desk.world.waiting_in("11432"))
    expect(maya.rows("Waiting")).to_contain_text("Offered to you")
    maya.open(case)
    why = maya.page.locator(".fact-routing")
    expect(why).to_contain_text("New York: Queens team")
    expect(why).to_contain_text("Home team: nobody on duty has what is needed.")
    expect(why).to_contain_text("Maya Lindqvist was the first of them.")
    axe_finds_nothing(maya.page)


def test_a_case_of_another_team_may_be_claimed_by_hand(
    desk: DeskServer, agents: NewAgent, maya: AgentAtDesk
) -> None:
    agents("marisol").arrive()
    case = desk.play(desk.world.waiting_in("11432"))
    expect(maya.rows("Other teams")).to_have_count(1)
    maya.open(case)
    maya.press("c")
    maya.holds(case)
