"""Everybody can use the desk: measured by axe, on small screens, enlarged, in dark and forced colours."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer
from tests.service.desk.world import billing_story, network_story, seed

pytestmark = pytest.mark.browser

TOO_WIDE = """
() => {
  const clipped = [...document.querySelectorAll('desk-app .column, .top, .dialog, .tab-panel, .log, .talk-foot')]
    .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1).map((node) => node.className);
  return [...clipped, document.documentElement.scrollWidth > innerWidth ? 'page' : null].filter(Boolean);
}
"""
UNNAMED = """
() => [...document.querySelectorAll('button, input, textarea, select')]
  .filter((node) => node.checkVisibility())
  .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 18)
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)
"""


def axe_finds_nothing(page: Page) -> None:
    page.evaluate("window.measuredByAxe = true")  # axe styles its own probes inline
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    told = [f"{each['id']}: {[node['target'] for node in each['nodes']][:4]}" for each in found]
    assert told == []


def reach(state: str, desk: DeskServer, agent: AgentAtDesk) -> None:
    """Bring the desk into one of its states."""
    if state == "empty":
        expect(agent.page.get_by_text("Nobody is waiting", exact=True)).to_be_visible()
        return
    billing, network, _ = desk.play(seed(desk.world))
    expect(agent.rows("Waiting")).to_have_count(3)
    if state == "waiting":
        agent.open(network)
        return
    agent.open(billing)
    agent.press("c")
    expect(agent.composer).to_be_visible()
    keys = {
        "account": "a",
        "earlier": "h",
        "transfer": "t",
        "hand back": "b",
        "park": "p",
        "resolve": "e",
        "note": "n",
        "help": "?",
    }
    if state == "warned":
        agent.composer.press_sequentially("What is your phone number?")
        expect(agent.page.locator(".warning")).to_contain_text("Already answered")
    elif state == "offline":
        desk.stop()
        expect(agent.page.get_by_text("what you write is kept")).to_be_visible()
    elif state != "mine":
        agent.press(keys[state])


STATES = [
    "empty",
    "waiting",
    "mine",
    "warned",
    "account",
    "earlier",
    "transfer",
    "hand back",
    "park",
    "resolve",
    "note",
    "help",
    "offline",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(desk: DeskServer, agents: NewAgent, state: str, scheme: str) -> None:
    agent = agents("maya", color_scheme=scheme).arrive()
    reach(state, desk, agent)
    if state == "account":
        agent.page.locator(".bill summary").first.click()
    axe_finds_nothing(agent.page)


def test_axe_finds_nothing_on_the_sign_in_page(agents: NewAgent) -> None:
    agent = agents("maya")
    agent.page.goto(f"{agent.url}/desk")
    agent.page.get_by_role("button", name="Sign in").click()
    axe_finds_nothing(agent.page)


SIZES = {"a small phone": (320, 640), "a laptop at 200 %": (640, 400), "a tablet": (900, 700)}


@pytest.mark.parametrize("size", SIZES)
def test_everything_fits_and_every_column_is_reached(desk: DeskServer, agents: NewAgent, size: str) -> None:
    width, height = SIZES[size]
    agent = agents("maya", viewport={"width": width, "height": height}).arrive()
    page = agent.page
    conversation_id = desk.play(network_story(desk.world))
    assert page.evaluate(TOO_WIDE) == []
    agent.open(conversation_id)
    assert page.evaluate(TOO_WIDE) == []
    page.get_by_role("toolbar").get_by_role("button", name="Claim").click()
    agent.composer.fill("Hello, a-very-long-word-" + "x" * 120)
    agent.composer.press("Enter")
    agent.sees("a-very-long-word")
    assert page.evaluate(TOO_WIDE) == []
    page.get_by_role("navigation", name="Columns").get_by_role("button", name="Customer").click()
    expect(page.locator(".fact-who")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []
    axe_finds_nothing(page)
    agent.press("t")
    assert page.evaluate(TOO_WIDE) == []


def test_a_turn_is_shown_on_a_small_screen_too(desk: DeskServer, agents: NewAgent) -> None:
    agent = agents("maya", viewport={"width": 320, "height": 640}).arrive()
    agent.open(desk.play(billing_story(desk.world)))
    agent.press("x")
    agent.page.locator(".fact-wants").get_by_role("button", name="turn 8").click()
    expect(agent.page.locator("#turn-8")).to_be_in_viewport()


@pytest.mark.parametrize("state", ["mine", "account", "transfer"])
def test_controls_are_large_enough_to_hit(desk: DeskServer, maya: AgentAtDesk, state: str) -> None:
    reach(state, desk, maya)
    assert [found for found in maya.page.evaluate(UNNAMED) if 'type="radio"' not in found] == []


def test_forced_colours_keep_borders_and_words(desk: DeskServer, agents: NewAgent) -> None:
    agent = agents("maya", forced_colors="active").arrive()
    reach("mine", desk, agent)
    page = agent.page
    assert page.evaluate("getComputedStyle(document.querySelector('.bubble')).borderTopWidth") != "0px"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.row[aria-current]')).borderTopWidth")
        != "0px"
    )


def test_the_colours_follow_the_switch_and_are_remembered(maya: AgentAtDesk) -> None:
    html = maya.page.locator("html")
    maya.page.get_by_role("button", name="Colours: as your device").click()
    expect(html).to_have_attribute("data-theme", "dark")
    maya.reload()
    expect(html).to_have_attribute("data-theme", "dark")
