"""Articles beside the conversation: they follow it, go into the reply, and are told to be wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer
from tests.browser.desk.test_access import TOO_WIDE, UNNAMED, axe_finds_nothing
from tests.service.desk.world import NO_SIGNAL, billing_story, network_story

pytestmark = pytest.mark.browser


def panel(agent: AgentAtDesk) -> Locator:
    return agent.page.get_by_role("tabpanel")


def card(agent: AgentAtDesk, title: str) -> Locator:
    return panel(agent).get_by_role("article", name=title)


def open_articles(desk: DeskServer, agent: AgentAtDesk, story=network_story) -> str:
    """Claim a conversation and look at its articles, by keyboard."""
    conversation_id = desk.play(story(desk.world))
    agent.open(conversation_id)
    agent.press("c")
    expect(agent.composer).to_be_visible()
    agent.press("s")
    return conversation_id


def test_articles_follow_the_customers_words_without_being_asked_for(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    conversation_id = desk.play(network_story(desk.world))
    maya.open(conversation_id)
    tab = maya.page.get_by_role("tab", name="Articles")
    expect(tab).to_contain_text("1")
    desk.play(desk.world.say(conversation_id, "I also want my promotion back"))
    expect(tab).to_contain_text("2")
    expect(maya.page.get_by_role("status").filter(has_text="2 articles fit")).to_have_count(1)
    maya.press("s")
    expect(card(maya, "A promotion ended")).to_be_visible()
    expect(card(maya, "No signal")).to_have_count(0)


def test_an_article_says_why_where_from_and_how_long_it_holds(desk: DeskServer, maya: AgentAtDesk) -> None:
    open_articles(desk, maya)
    article = card(maya, "No signal or no service")
    expect(article).to_contain_text("Fits 91 %, to turn 2")
    expect(article).to_contain_text(NO_SIGNAL.answer)
    expect(article).to_contain_text("network/no-signal · kept by care-content · holds until changed")
    expect(article).to_contain_text("reviewed by Jun 30, 2027")
    article.get_by_role("button", name="turn 2").click()
    expect(maya.page.locator("#turn-2")).to_be_focused()


def test_an_answer_goes_where_the_cursor_is_and_nothing_is_sent(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = open_articles(desk, maya)
    maya.composer.fill("Hello Ada. Does that help?")
    maya.composer.evaluate("field => field.setSelectionRange(10, 10)")
    card(maya, "No signal").get_by_role("button", name="Insert No signal").click()
    expect(maya.composer).to_have_value(f"Hello Ada. {NO_SIGNAL.answer} Does that help?")
    expect(maya.composer).to_be_focused()
    maya.write(" (two minutes)")
    expect(maya.composer).to_have_value(f"Hello Ada. {NO_SIGNAL.answer} (two minutes) Does that help?")
    replies = [
        event
        for event in desk.play(desk.world.ledger.events(conversation_id))
        if event.payload.kind == "reply" and event.author.role == "agent"
    ]
    assert replies == []


def test_steps_and_link_go_in_as_lines_the_customers_chat_can_draw(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    open_articles(desk, maya)
    card(maya, "No signal").get_by_role("button", name="Insert with steps and links").click()
    expect(maya.composer).to_have_value(NO_SIGNAL.whole)
    maya.press("Enter")
    maya.sees("2. Take the SIM card out")
    maya.sees("https://meadowlark.example/coverage")


def test_an_article_for_agents_is_marked_and_goes_in_only_knowingly(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    open_articles(desk, maya, billing_story)
    credit = card(maya, "When a goodwill credit may be given")
    expect(credit).to_contain_text("For agents only")
    credit.get_by_role("button", name="Insert").click()
    expect(maya.composer).to_have_value("")
    expect(maya.dialog.get_by_role("button", name="Leave it out")).to_be_focused()
    maya.press("Enter")
    expect(maya.dialog).to_have_count(0)
    expect(maya.composer).to_have_value("")
    credit.get_by_role("button", name="Insert").click()
    maya.dialog.get_by_role("button", name="Insert to rewrite").click()
    expect(maya.composer).to_have_value("Up to $10 once in twelve months, without asking the lead.")


def test_whoever_reads_along_sees_articles_and_can_flag_but_not_insert(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    maya.open(desk.play(network_story(desk.world)))
    maya.press("s")
    article = card(maya, "No signal")
    expect(article.get_by_role("button", name="Flag as wrong")).to_be_visible()
    expect(article.get_by_role("button", name="Insert")).to_have_count(0)


def test_a_wrong_article_is_told_to_the_editors_by_keyboard(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = open_articles(desk, maya)
    flag = card(maya, "No signal").get_by_role("button", name="Flag as wrong")
    flag.focus()
    maya.press("Enter")
    maya.dialog.get_by_role("button", name="Send to the editors").click()
    expect(maya.dialog.get_by_role("alert")).to_contain_text("Say what is wrong first")
    maya.write("The SIM tray opens at the top now")
    maya.press("Tab", "Tab", "Enter")
    expect(maya.page.get_by_text("The editors will see it.")).to_be_visible()
    expect(card(maya, "No signal")).to_contain_text("The editors were told")
    maya.sees("The SIM tray opens at the top now")
    flags = [
        event.payload
        for event in desk.play(desk.world.ledger.events(conversation_id))
        if event.payload.kind == "flagged"
    ]
    assert [(one.article, one.note) for one in flags] == [("no-signal", "The SIM tray opens at the top now")]


def test_while_one_reads_nothing_is_exchanged_under_the_eyes(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = open_articles(desk, maya)
    card(maya, "No signal").get_by_role("button", name="Flag as wrong").focus()
    desk.play(desk.world.say(conversation_id, "and give me my promotion back"))
    newer = panel(maya).get_by_role("button", name="Newer suggestions")
    expect(newer).to_be_visible()
    expect(card(maya, "No signal")).to_be_visible()
    newer.click()
    expect(card(maya, "A promotion ended")).to_be_visible()
    expect(card(maya, "No signal")).to_have_count(0)


def test_an_agent_looks_something_up_and_comes_back(desk: DeskServer, maya: AgentAtDesk) -> None:
    open_articles(desk, maya)
    panel(maya).get_by_label("Look up an article").fill("a credit")
    maya.press("Enter")
    expect(card(maya, "When a goodwill credit may be given")).to_be_visible()
    panel(maya).get_by_role("button", name="Back to the conversation").click()
    expect(card(maya, "No signal")).to_be_visible()


def test_nothing_that_fits_is_said_in_words(desk: DeskServer, maya: AgentAtDesk) -> None:
    open_articles(desk, maya)
    panel(maya).get_by_label("Look up an article").fill("llamas")
    maya.press("Enter")
    expect(panel(maya)).to_contain_text("No article is about that")


def test_a_knowledge_base_that_is_down_is_told_and_the_desk_goes_on(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    desk.world.articles.down = True
    conversation_id = open_articles(desk, maya)
    expect(panel(maya)).to_contain_text("The knowledge base does not answer just now")
    maya.composer.fill("I am here")
    maya.composer.press("Enter")
    maya.sees("I am here")
    desk.world.articles.down = False
    desk.play(desk.world.say(conversation_id, "still no signal"))
    expect(card(maya, "No signal")).to_be_visible()


def test_the_next_conversation_begins_with_articles_of_its_own(desk: DeskServer, maya: AgentAtDesk) -> None:
    open_articles(desk, maya)
    expect(card(maya, "No signal")).to_be_visible()
    maya.open(desk.play(billing_story(desk.world)))
    maya.press("s")
    expect(card(maya, "A promotion ended")).to_be_visible()
    expect(card(maya, "No signal")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_an_assistive_device(
    desk: DeskServer, agents: NewAgent, scheme: str
) -> None:
    agent = agents("maya", color_scheme=scheme).arrive()
    open_articles(desk, agent, billing_story)
    expect(card(agent, "A promotion ended")).to_be_visible()
    axe_finds_nothing(agent.page)
    assert [found for found in agent.page.evaluate(UNNAMED) if 'type="radio"' not in found] == []
    card(agent, "When a goodwill credit").get_by_role("button", name="Insert").click()
    axe_finds_nothing(agent.page)
    agent.press("Enter")
    card(agent, "A promotion ended").get_by_role("button", name="Flag as wrong").click()
    axe_finds_nothing(agent.page)


def test_on_a_small_phone_an_article_is_read_and_inserted(desk: DeskServer, agents: NewAgent) -> None:
    agent = agents("maya", viewport={"width": 320, "height": 640}).arrive()
    open_articles(desk, agent)
    article = card(agent, "No signal or no service")
    expect(article).to_be_visible()
    article.get_by_text("Whole article").click()
    assert agent.page.evaluate(TOO_WIDE) == []
    article.get_by_role("button", name="Insert No signal").click()
    expect(agent.composer).to_be_focused()
    expect(agent.composer).to_have_value(NO_SIGNAL.answer)
    assert agent.page.evaluate(TOO_WIDE) == []
