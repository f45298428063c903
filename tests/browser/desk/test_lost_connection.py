"""Nothing an agent wrote is lost or said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.desk_server import DeskServer
from tests.service.desk.world import billing_story

pytestmark = pytest.mark.browser


@pytest.fixture
def mine(desk: DeskServer, maya: AgentAtDesk) -> str:
    conversation_id = desk.play(billing_story(desk.world))
    maya.open(conversation_id)
    maya.press("c")
    expect(maya.composer).to_be_visible()
    return conversation_id


def said_by_agents(desk: DeskServer, conversation_id: str) -> list[str]:
    events = desk.play(desk.world.ledger.events(conversation_id))
    return [
        event.payload.text
        for event in events
        if event.author.role == "agent" and event.payload.kind == "reply"
    ]


def test_a_restarted_front_door_finds_the_page_again_and_gets_what_was_written_meanwhile(
    desk: DeskServer, maya: AgentAtDesk, mine: str
) -> None:
    desk.stop()
    expect(maya.page.get_by_text("what you write is kept")).to_be_visible()
    maya.composer.fill("Written while away")
    maya.composer.press("Enter")
    expect(maya.page.locator(".pending")).to_contain_text("Written while away")
    desk.play(desk.world.say(mine, "said meanwhile"))
    desk.start()
    maya.sees("said meanwhile")
    expect(maya.page.locator(".pending")).to_have_count(0)
    assert said_by_agents(desk, mine) == ["Written while away"]


def test_a_draft_and_an_unsent_reply_survive_a_reload(desk: DeskServer, maya: AgentAtDesk, mine: str) -> None:
    maya.composer.fill("half a sen")
    maya.reload()
    expect(maya.composer).to_have_value("half a sen")
    desk.stop()
    expect(maya.page.get_by_text("what you write is kept")).to_be_visible()
    maya.composer.fill("Said in the dark")
    maya.composer.press("Enter")
    expect(maya.page.locator(".pending")).to_have_count(1)
    desk.start()
    maya.reload()
    maya.sees("Said in the dark")
    expect(maya.page.locator(".pending")).to_have_count(0)
    assert said_by_agents(desk, mine) == ["Said in the dark"]


def test_a_dialog_keeps_its_words_when_the_connection_breaks(
    desk: DeskServer, maya: AgentAtDesk, mine: str
) -> None:
    maya.press("n")
    maya.write("Do not lose me")
    desk.stop()
    expect(maya.page.get_by_text("what you write is kept")).to_be_visible()
    maya.dialog.get_by_role("button", name="Save note").click()
    expect(maya.dialog.get_by_role("alert")).to_contain_text("connection broke")
    expect(maya.dialog.get_by_label("Note")).to_have_value("Do not lose me")
    desk.start()
    expect(maya.page.get_by_text("Live", exact=True)).to_be_attached()
    maya.dialog.get_by_role("button", name="Save note").click()
    expect(maya.page.locator(".note")).to_contain_text("Do not lose me")


def test_a_reply_that_is_refused_stays_and_can_be_taken_back(
    desk: DeskServer, maya: AgentAtDesk, mine: str
) -> None:
    desk.stop()
    maya.composer.fill("Too late")
    maya.composer.press("Enter")
    desk.play(taken_over(desk, mine))
    desk.start()
    refused = maya.page.locator(".pending")
    expect(refused).to_contain_text("Not sent.")
    expect(refused).to_contain_text("Tomás Herrera holds this conversation")
    assert said_by_agents(desk, mine) == []


async def taken_over(desk: DeskServer, conversation_id: str) -> None:
    """Somebody moved the conversation on while the page was away."""
    from desk.agents import AgentIdentity

    maya = AgentIdentity(agent_id="agent_maya", name="Maya Lindqvist", team="T")
    tomas = AgentIdentity(agent_id="agent_tomas", name="Tomás Herrera", team="T")
    await desk.world.conversations.transfer(conversation_id, maya, tomas, "")
