"""A shift without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from conversation.owner import Owner
from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer
from tests.service.desk.world import billing_story

pytestmark = pytest.mark.browser


def owner_of(desk: DeskServer, conversation_id: str) -> Owner:
    return desk.play(desk.world.ledger.conversation(conversation_id)).owner


def claimed(desk: DeskServer, agent: AgentAtDesk) -> str:
    """A conversation the agent opened and claimed by keys alone."""
    conversation_id = desk.play(billing_story(desk.world))
    expect(agent.rows("Waiting")).to_have_count(1)
    agent.press("j")
    agent.sees("nobody told me about that")
    agent.press("c")
    agent.holds(conversation_id)
    expect(agent.composer).to_be_visible()
    return conversation_id


def test_a_conversation_is_opened_claimed_and_answered(desk: DeskServer, maya: AgentAtDesk) -> None:
    claimed(desk, maya)
    maya.press("r")
    expect(maya.composer).to_be_focused()
    maya.write("Hello Hannah,")
    maya.press("Shift+Enter")
    maya.write("I have read it all.")
    maya.press("Enter")
    maya.sees("Hello Hannah,\nI have read it all.")
    expect(maya.composer).to_have_value("")
    expect(maya.composer).to_be_focused()


def test_with_nothing_open_the_first_who_waits_is_taken_by_one_key(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    conversation_id = desk.play(billing_story(desk.world))
    expect(maya.rows("Waiting")).to_have_count(1)
    maya.press("c")
    maya.holds(conversation_id)
    maya.sees("nobody told me about that")


def test_keys_are_only_letters_while_one_writes(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = claimed(desk, maya)
    maya.press("r")
    maya.write("be tender")
    expect(maya.composer).to_have_value("be tender")
    expect(maya.dialog).to_have_count(0)
    assert owner_of(desk, conversation_id) is Owner.AGENT


def test_a_note_is_written(desk: DeskServer, maya: AgentAtDesk) -> None:
    claimed(desk, maya)
    maya.press("n")
    expect(maya.dialog.get_by_label("Note")).to_be_focused()
    maya.write("Thinks of leaving")
    maya.press("Tab", "Tab", "Enter")
    expect(maya.page.locator(".note")).to_contain_text("Thinks of leaving")
    expect(maya.dialog).to_have_count(0)


def test_a_conversation_is_transferred_to_a_colleague(
    desk: DeskServer, maya: AgentAtDesk, agents: NewAgent
) -> None:
    tomas = agents("tomas").arrive()
    conversation_id = claimed(desk, maya)
    maya.press("t")
    maya.page.get_by_label("Tomás Herrera").wait_for()
    maya.press("ArrowDown", "Tab")
    maya.write("Please credit $12.40")
    maya.press("Tab", "Tab", "Enter")
    tomas.holds(conversation_id)
    tomas.press("j")
    tomas.sees("Please credit $12.40")
    expect(maya.section("With colleagues")).to_contain_text("Tomás Herrera")
    expect(maya.composer).to_have_count(0)


def test_a_conversation_goes_back_to_the_assistant(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = claimed(desk, maya)
    maya.press("b")
    maya.dialog.get_by_label("What, 1").select_option(label="Device")
    maya.press("Tab")
    maya.write("Pixel 8")
    maya.dialog.get_by_role("button", name="Hand back").press("Enter")
    expect(maya.rows("Mine")).to_have_count(0)
    assert owner_of(desk, conversation_id) is Owner.ASSISTANT


def test_a_conversation_is_resolved_with_a_code(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = claimed(desk, maya)
    maya.press("e")
    maya.dialog.get_by_role("button", name="Resolve and close").press("Enter")
    expect(maya.dialog.get_by_role("alert")).to_contain_text("Choose how it ended")
    expect(maya.dialog.get_by_label("How it ended")).to_be_focused()
    maya.dialog.get_by_label("How it ended").select_option(label="Bill explained")
    maya.dialog.get_by_role("button", name="Resolve and close").press("Enter")
    expect(maya.rows("Mine")).to_have_count(0)
    assert owner_of(desk, conversation_id) is Owner.CLOSED


def test_a_conversation_is_parked_with_a_promise(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = claimed(desk, maya)
    maya.press("p")
    maya.write("a call from billing")
    maya.dialog.get_by_role("button", name="Park").press("Enter")
    expect(maya.rows("Parked")).to_have_count(1)
    assert owner_of(desk, conversation_id) is Owner.PARKED
    expect(maya.page.locator(".fact-promised")).to_contain_text("a call from billing")


def test_search_account_and_help_are_a_key_away(desk: DeskServer, maya: AgentAtDesk) -> None:
    claimed(desk, maya)
    maya.press("a")
    expect(maya.page.get_by_role("tab", name="Account")).to_be_focused()
    expect(maya.page.get_by_role("tabpanel")).to_contain_text("Hannah Voss")
    maya.press("h")
    expect(maya.page.get_by_role("tabpanel")).to_contain_text("No earlier conversation")
    maya.press("/")
    maya.write("612-555-0142")
    maya.press("Enter")
    expect(maya.section("Found").locator(".row")).to_have_count(1)
    maya.press("Escape")
    expect(maya.section("Found")).to_have_count(0)
    maya.page.locator("body").click(position={"x": 700, "y": 20})
    maya.page.evaluate("document.activeElement.blur()")
    maya.press("?")
    expect(maya.dialog).to_contain_text("next conversation")
    maya.press("Escape")
    expect(maya.dialog).to_have_count(0)


def test_single_keys_can_be_switched_off(desk: DeskServer, maya: AgentAtDesk) -> None:
    desk.play(desk.world.waiting())
    expect(maya.rows("Waiting")).to_have_count(1)
    maya.press("?")
    maya.dialog.get_by_label("Single keys are on").press("Space")
    maya.press("Escape", "j")
    expect(maya.page.get_by_text("One customer is waiting")).to_be_visible()
