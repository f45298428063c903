"""The team as its lead sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer
from tests.browser.desk.test_access import axe_finds_nothing
from tests.service.desk.world import billing_story

pytestmark = pytest.mark.browser


@pytest.fixture
def lead(agents: NewAgent) -> AgentAtDesk:
    agent = agents("marisol").arrive()
    agent.press("w")
    expect(agent.page.get_by_role("main", name="Team")).to_be_visible()
    return agent


def panel(agent: AgentAtDesk, name: str):
    return agent.page.get_by_role("main", name="Team").get_by_role("region", name=name)


def test_who_leads_nobody_has_no_such_view(agents: NewAgent) -> None:
    tomas = agents("tomas").arrive()
    tomas.press("w")
    expect(tomas.page.get_by_role("button", name="Team")).to_have_count(0)
    expect(tomas.page.locator("desk-lead")).to_have_count(0)


def test_a_lead_steps_in_where_the_assistant_talks_by_keyboard(desk: DeskServer, lead: AgentAtDesk) -> None:
    one = desk.play(desk.world.open())
    desk.play(desk.world.say(one, "I am going in circles"))
    live = panel(lead, "With the assistant")
    expect(live).to_contain_text("I am going in circles", timeout=15_000)
    live.get_by_role("button", name="Step in").focus()
    lead.press("Enter")
    lead.holds(one)
    expect(lead.composer).to_be_visible()
    lead.sees("Marisol Larkfield stepped in")


def test_a_waiting_case_is_given_to_somebody_who_is_here(
    desk: DeskServer, agents: NewAgent, lead: AgentAtDesk
) -> None:
    maya = agents("maya").arrive()
    case = desk.play(billing_story(desk.world))
    lead.page.get_by_label("Which team").select_option("Upper Midwest team")
    waiting = panel(lead, "Waiting")
    expect(waiting).to_contain_text("Hannah Voss")
    waiting.get_by_role("button", name="Move Hannah Voss").click()
    lead.dialog.get_by_label("To").select_option(value="agent_maya")
    lead.dialog.get_by_label("Note").fill("you had her last week")
    lead.dialog.get_by_role("button", name="Move").click()
    expect(panel(lead, "Held")).to_contain_text("Maya Lindqvist")
    maya.holds(case)


def test_switches_are_thrown_and_say_who_threw_them(desk: DeskServer, lead: AgentAtDesk) -> None:
    switches = panel(lead, "Switches")
    switches.get_by_role("button", name="Change who answers").click()
    lead.dialog.get_by_label("Callbacks only").check()
    lead.dialog.get_by_role("button", name="Switch").click()
    expect(switches).to_contain_text("people are called at a time they pick")
    switches.get_by_role("button", name="Write a banner").click()
    lead.dialog.get_by_label("For").select_option(label="New York: Queens")
    lead.dialog.get_by_label("Words").fill("A storm took some masts down.")
    lead.dialog.get_by_role("button", name="Show it").click()
    expect(switches).to_contain_text("A storm took some masts down.")
    switches.get_by_text("Switched lately").click()
    expect(switches).to_contain_text("Mode: callbacks only (Marisol Larkfield")
    assert desk.world.continuity.pauses_queue
    switches.get_by_text("Sites", exact=True).click()
    switches.get_by_role("button", name="Duluth, Minnesota cannot be reached").click()
    expect(switches).to_contain_text("1 dark")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_it_can_be_used_by_everybody(
    desk: DeskServer, agents: NewAgent, tmp_path: Path, width: int, dark: bool
) -> None:
    agent = agents(
        "marisol", viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
    ).arrive()
    desk.play(billing_story(desk.world))
    one = desk.play(desk.world.open())
    desk.play(desk.world.say(one, "hello"))
    agent.press("w")
    agent.page.get_by_label("Which team").select_option("Upper Midwest team")
    expect(panel(agent, "With the assistant")).to_contain_text("hello", timeout=15_000)
    agent.page.screenshot(path=tmp_path / "lead.png", full_page=True)
    axe_finds_nothing(agent.page)
    assert agent.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
