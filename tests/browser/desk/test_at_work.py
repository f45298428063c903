"""What an agent sees while conversations come and go."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from conversation.channel import Channel
from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.conftest import NewAgent
from tests.browser.desk.desk_server import DeskServer
from tests.service.desk.world import billing_story, network_story

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_told_and_the_right_one_opens_the_desk(agents: NewAgent) -> None:
    agent = agents("maya")
    page = agent.page
    page.goto(f"{agent.url}/desk")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("both needed")
    page.get_by_label("Login").fill("maya")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("Password")).to_be_focused()
    page.get_by_label("Password").fill(agent.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Nobody is waiting", exact=True)).to_be_visible()


def test_somebody_who_waits_appears_without_a_reload_and_in_the_tabs_title(
    desk: DeskServer, maya: AgentAtDesk
) -> None:
    expect(maya.page.get_by_text("Nobody is waiting", exact=True)).to_be_visible()
    desk.play(billing_story(desk.world))
    row = maya.rows("Waiting")
    expect(row).to_contain_text("Hannah Voss")
    expect(row).to_contain_text("Only the team may do this")
    expect(row).to_contain_text("Negative")
    expect(row).to_contain_text("Proved")
    expect(maya.page).to_have_title("(1) Desk")


def test_the_wait_ticks(desk: DeskServer, maya: AgentAtDesk) -> None:
    desk.play(desk.world.waiting())
    first = maya.rows("Waiting").locator("time").inner_text()
    expect(maya.rows("Waiting").locator("time")).not_to_have_text(first)


def test_whoever_is_slower_sees_who_was_faster(desk: DeskServer, maya: AgentAtDesk, agents: NewAgent) -> None:
    tomas = agents("tomas").arrive()
    conversation_id = desk.play(desk.world.waiting())
    tomas.open(conversation_id)
    maya.open(conversation_id)
    maya.press("c")
    maya.holds(conversation_id)
    expect(tomas.section("With colleagues")).to_contain_text("Maya Lindqvist")
    expect(tomas.page.locator(".hint")).to_contain_text("Maya Lindqvist holds this conversation")
    expect(tomas.page.get_by_role("button", name="Claim")).to_have_count(0)


def test_the_packet_reads_like_a_page_and_never_like_json(desk: DeskServer, maya: AgentAtDesk) -> None:
    maya.open(desk.play(network_story(desk.world, channel=Channel.VOICE)))
    context = maya.page.get_by_role("tabpanel")
    for heading, words in [
        ("Wants", "my phone has no bars since this morning"),
        ("Known", "Pixel 8"),
        ("Tried", "Airplane mode on and off did not help"),
        ("Mood", "Negative"),
        ("Ask next", "What is your phone number?"),
    ]:
        row = context.locator("section", has=maya.page.get_by_role("heading", name=heading, exact=True))
        expect(row).to_contain_text(words)
    expect(context.locator(".fact-who")).to_contain_text("Not proved")
    expect(maya.transcript).to_contain_text("heard with 62 % certainty")
    assert "{" not in context.inner_text()


def test_a_turn_that_is_cited_is_shown_in_the_transcript(desk: DeskServer, maya: AgentAtDesk) -> None:
    maya.open(desk.play(network_story(desk.world)))
    maya.page.locator(".fact-wants").get_by_role("button", name="turn 2").click()
    expect(maya.page.locator("#turn-2")).to_be_focused()
    expect(maya.page.locator("#turn-2")).to_be_in_viewport()


def test_the_next_question_can_be_put_into_the_reply(desk: DeskServer, maya: AgentAtDesk) -> None:
    maya.open(desk.play(network_story(desk.world)))
    maya.press("c")
    maya.page.get_by_role("button", name="Use").click()
    expect(maya.composer).to_have_value("What is your phone number?")


def test_asking_what_is_known_is_warned_of_while_typing(desk: DeskServer, maya: AgentAtDesk) -> None:
    maya.open(desk.play(billing_story(desk.world)))
    maya.press("c")
    maya.composer.press_sequentially("What is your phone number?")
    warning = maya.page.locator(".warning")
    expect(warning).to_have_text("Already answered: Phone number: 612-555-0142, turn 4Show")
    warning.get_by_role("button", name="Show").click()
    expect(maya.page.locator("#turn-4")).to_be_focused()
    maya.composer.fill("I am looking into it.")
    expect(warning).to_be_empty()


def test_bills_open_line_by_line(desk: DeskServer, maya: AgentAtDesk) -> None:
    maya.open(desk.play(billing_story(desk.world)))
    maya.page.get_by_role("tab", name="Account").click()
    june = maya.page.locator(".bill", has_text="June 2026")
    expect(june.locator(".bill-total")).to_have_text("$82.14")
    june.locator("summary").click()
    expect(june.get_by_role("row", name="Summer promotion")).to_contain_text("-$12.40")


def test_an_account_nobody_proved_stays_closed(desk: DeskServer, maya: AgentAtDesk) -> None:
    maya.open(desk.play(network_story(desk.world)))
    maya.page.get_by_role("tab", name="Account").click()
    expect(maya.page.get_by_role("tabpanel")).to_contain_text("has not proved who they are")


def test_an_earlier_conversation_is_one_click_away(desk: DeskServer, maya: AgentAtDesk) -> None:
    before = desk.play(billing_story(desk.world))
    maya.open(before)
    maya.press("c")
    expect(maya.composer).to_be_visible()
    maya.press("e")
    maya.dialog.get_by_label("How it ended").select_option(label="Bill explained")
    maya.dialog.get_by_role("button", name="Resolve and close").click()
    expect(maya.rows("Mine")).to_have_count(0)
    maya.open(desk.play(billing_story(desk.world)))
    maya.page.get_by_role("tab", name="Earlier").click()
    maya.page.get_by_role("tabpanel").get_by_role("button", name="Disputes a charge").click()
    expect(maya.page.locator(".owner")).to_have_text("Closed")


def test_the_customers_typing_words_and_reading_show(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = desk.play(billing_story(desk.world))
    maya.open(conversation_id)
    maya.press("c")
    maya.composer.fill("Hello Hannah")
    maya.composer.press("Enter")
    maya.sees("Hello Hannah")
    desk.call(desk.world.types, conversation_id)
    expect(maya.page.get_by_text("The customer is typing")).to_be_visible()
    desk.play(desk.world.say(conversation_id, "thank you"))
    maya.sees("thank you")
    expect(maya.page.get_by_text("The customer is typing")).to_have_count(0)
    desk.call(desk.world.reads, conversation_id, 99)
    expect(maya.page.locator(".from-agent .said-signs")).to_have_text("Read")


def test_nothing_jumps_while_one_reads_further_up(desk: DeskServer, maya: AgentAtDesk) -> None:
    conversation_id = desk.play(billing_story(desk.world))
    for number in range(30):
        desk.play(desk.world.say(conversation_id, f"line {number}"))
    maya.open(conversation_id)
    maya.sees("line 29")
    maya.transcript.evaluate("node => { node.scrollTop = 200 }")
    before = maya.page.locator("#turn-4").bounding_box()
    desk.play(desk.world.say(conversation_id, "one more thing"))
    maya.page.get_by_role("button", name="New messages").wait_for()
    assert maya.page.locator("#turn-4").bounding_box() == before
    maya.page.get_by_role("button", name="New messages").click()
    expect(maya.page.get_by_text("one more thing").first).to_be_in_viewport()


def test_presence_is_chosen_and_kept_over_a_reload(
    desk: DeskServer, maya: AgentAtDesk, agents: NewAgent
) -> None:
    maya.page.get_by_role("button", name="Available: switch to away").click()
    expect(maya.page.get_by_role("button", name="Away: switch to available")).to_be_visible()
    maya.reload()
    expect(maya.page.get_by_role("button", name="Away: switch to available")).to_be_visible()
    assert desk.world.presence.on_duty().signed_in == 0


def test_signing_out_leads_back_to_the_sign_in_page(maya: AgentAtDesk) -> None:
    maya.page.get_by_role("button", name="Maya Lindqvist: sign out").click()
    maya.dialog.get_by_role("button", name="Sign out everywhere").click()
    expect(maya.page.get_by_text("You are signed out.")).to_be_visible()
    maya.page.reload()
    expect(maya.page.get_by_label("Login")).to_be_visible()


LISTEN = """
window.notes = 0; window.told = [];
window.AudioContext = class {
  state = 'running'; currentTime = 0; destination = {};
  createGain() { return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: () => ({}) }; }
  createOscillator() { return { frequency: {}, connect: (next) => ({ connect: () => next }), start: () => { window.notes += 1; }, stop() {} }; }
};
window.Notification = class extends EventTarget {
  static permission = 'default';
  static async requestPermission() { this.permission = 'granted'; return 'granted'; }
  constructor(title, options) { super(); window.told.push([title, options.body]); }
  close() {}
};
"""
HIDE = "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true })"


def test_who_waits_is_heard_and_told_to_somebody_in_another_window(
    desk: DeskServer, agents: NewAgent
) -> None:
    agent = agents("maya")
    page = agent.page
    page.add_init_script(LISTEN)
    agent.arrive()
    desk.play(desk.world.waiting("my address is 18 Elm Court"))
    expect(agent.rows("Waiting")).to_have_count(1)
    assert page.evaluate("window.notes") == 2
    assert page.evaluate("window.told") == []
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_text("Shall the desk tell you")).to_have_count(0)
    page.evaluate(HIDE)
    desk.play(desk.world.waiting("my address is 18 Elm Court"))
    expect(agent.rows("Waiting")).to_have_count(2)
    told = page.evaluate("window.told")
    assert told == [["Somebody is waiting", "Asked for a person"]]


def test_a_desk_that_was_silenced_stays_silent_after_a_reload(desk: DeskServer, agents: NewAgent) -> None:
    agent = agents("maya")
    agent.page.add_init_script(LISTEN)
    agent.arrive()
    agent.page.get_by_role("button", name="Sound").click()
    agent.reload()
    expect(agent.page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    desk.play(desk.world.waiting())
    expect(agent.rows("Waiting")).to_have_count(1)
    assert agent.page.evaluate("window.notes") == 0


def test_no_thanks_is_remembered(agents: NewAgent) -> None:
    agent = agents("maya")
    agent.page.add_init_script(LISTEN)
    agent.arrive()
    agent.page.get_by_role("button", name="No", exact=True).click()
    agent.reload()
    expect(agent.page.get_by_text("You hold no conversation.")).to_be_visible()
    expect(agent.page.get_by_text("Shall the desk tell you")).to_have_count(0)
