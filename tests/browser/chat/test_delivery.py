"""Nothing a customer wrote or was told is lost, doubled or out of order."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from conversation import server_frames
from conversation.owner import Owner
from tests.browser.chat.conftest import NewVisitor
from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser


def test_a_reload_shows_the_same_conversation(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("why is my bill higher")
    visitor.button("Taxes and fees").click()
    visitor.sees("You said: Taxes and fees")
    before = visitor.page.locator(".bubble").all_inner_texts()
    visitor.page.reload()
    visitor.sees("You said: Taxes and fees")
    assert visitor.page.locator(".bubble").all_inner_texts() == before
    expect(visitor.page.locator(".choice.chosen")).to_contain_text("Taxes and fees")
    assert len(front_door.talks) == 1


def test_a_draft_survives_a_reload(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.box.fill("half a sent")
    visitor.page.reload()
    visitor.sees("automated assistant")
    expect(visitor.box).to_have_value("half a sent")
    visitor.box.press("Enter")
    visitor.sees("You said: half a sent")
    visitor.page.reload()
    visitor.sees("You said: half a sent")
    expect(visitor.box).to_have_value("")


def test_a_second_tab_is_in_step(
    visitor: Visitor, visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("from the first tab")
    visitor.sees("You said: from the first tab")
    other = visitors(same_browser_as=visitor).arrive()
    other.launcher.click()
    other.sees("You said: from the first tab")
    other.say("from the second tab")
    visitor.sees("You said: from the second tab")
    visitor.say("and the first again")
    other.sees("You said: and the first again")
    assert visitor.own_words() == other.own_words() == front_door.turns()
    assert len(front_door.talks) == 1


def test_many_reloads_of_two_tabs_stay_in_one_conversation(
    visitor: Visitor, visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    other = visitors(same_browser_as=visitor).arrive()
    other.launcher.click()
    for at in range(4):
        for tab in (visitor, other):
            tab.page.evaluate("location.reload()")
        for tab in (visitor, other):
            tab.sees("automated assistant")
        visitor.say(f"round {at}")
        other.sees(f"You said: round {at}")
    assert len(front_door.talks) == 1
    assert other.own_words() == [f"round {at}" for at in range(4)]


def test_another_browser_sees_nothing_of_it(
    visitor: Visitor, visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("my own words")
    visitor.sees("You said: my own words")
    stranger = visitors().arrive()
    stranger.open_chat()
    stranger.does_not_see("my own words")
    assert len(front_door.talks) == 2


def test_words_written_while_the_server_is_away_arrive_once_and_in_order(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    front_door.stop()
    for text in ("one", "two", "three"):
        visitor.say(text)
    expect(visitor.on_its_way()).to_have_count(3)
    expect(visitor.page.locator(".offline")).to_be_visible()
    expect(visitor.page.locator(".undelivered")).to_have_count(3)
    front_door.start()
    visitor.button("Connect now").click()
    visitor.sees("You said: three")
    expect(visitor.page.locator(".offline")).to_be_hidden()
    expect(visitor.on_its_way()).to_have_count(0)
    assert front_door.turns() == ["one", "two", "three"]
    assert visitor.own_words() == ["one", "two", "three"]


def test_it_comes_back_by_itself(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    front_door.stop()
    visitor.say("still there?")
    expect(visitor.on_its_way()).to_have_count(1)
    front_door.start()
    visitor.sees("You said: still there?")
    assert len(front_door.talks) == 1


def test_words_written_offline_survive_a_reload(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    front_door.deaf = True
    visitor.say("before the reload")
    expect(visitor.on_its_way()).to_have_count(1)
    front_door.deaf = False
    visitor.page.reload()
    visitor.sees("You said: before the reload")
    assert front_door.turns() == ["before the reload"]
    assert visitor.own_words() == ["before the reload"]


def test_a_turn_whose_acknowledgement_was_lost_is_not_doubled(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    front_door.deaf = True
    visitor.say("only once")
    front_door.hears("customer_turn", text="only once")
    front_door.stop()
    front_door.deaf = False
    front_door.start()
    visitor.sees("You said: only once")
    assert front_door.turns() == ["only once"]
    assert visitor.own_words() == ["only once"]


def test_answers_given_while_the_customer_was_away_are_there_on_return(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.agent_takes_over()
    visitor.sees("has read your conversation")
    front_door.stop()
    for at in range(5):
        front_door.agent_says(f"answer {at}")
    front_door.start()
    visitor.sees("answer 4")
    said = visitor.page.locator(".item.agent .bubble").all_inner_texts()
    assert said == [f"answer {at}" for at in range(5)]


def test_a_lost_network_is_told_and_mended(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.page.context.set_offline(True)
    expect(visitor.page.locator(".offline")).to_contain_text("What you write is kept")
    visitor.say("written offline")
    visitor.page.context.set_offline(False)
    visitor.sees("You said: written offline")
    expect(visitor.page.locator(".offline")).to_be_hidden()
    assert front_door.turns() == ["written offline"]


def test_a_refused_turn_says_why_and_can_be_tried_again(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    front_door.refuse = [server_frames.Problem(code="internal")]
    visitor.say("please take this")
    expect(visitor.page.locator(".refused")).to_contain_text("Something went wrong on our side")
    assert front_door.turns() == []
    visitor.button("Try again").click()
    visitor.sees("You said: please take this")
    assert front_door.turns() == ["please take this"]
    expect(visitor.page.locator(".refused")).to_have_count(0)


def test_a_refused_turn_can_be_discarded(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    front_door.refuse = [server_frames.Problem(code="unknown_choice")]
    visitor.say("never mind this")
    visitor.button("Discard").click()
    expect(visitor.page.locator(".mine")).to_have_count(0)
    visitor.page.reload()
    visitor.sees("automated assistant")
    assert front_door.turns() == []


def test_too_much_at_once_goes_out_by_itself_later(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    front_door.refuse = [server_frames.Problem(code="slow_down", retry_after=0.3)]
    visitor.say("in a moment")
    visitor.sees("That was a lot at once")
    visitor.sees("You said: in a moment")
    assert front_door.turns() == ["in a moment"]


def test_a_token_that_is_refused_leads_to_a_new_conversation_and_is_said(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    front_door.talk.tokens.clear()
    visitor.page.reload()
    visitor.sees("could not be reopened")
    visitor.does_not_see("You said: hello")
    assert len(front_door.talks) == 2


def test_an_old_token_in_one_tab_is_read_again_before_giving_up(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    good = visitor.page.evaluate(
        "localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':token')))"
    )
    script = """(good) => {
      const key = Object.keys(localStorage).find((each) => each.endsWith(':token'));
      localStorage.setItem(key, JSON.stringify({token: 'stale', id: JSON.parse(good).id}));
      setTimeout(() => localStorage.setItem(key, good), 150);
    }"""
    front_door.stop()
    expect(visitor.page.locator(".offline")).to_be_visible()
    front_door.start()
    visitor.page.evaluate(script, good)
    visitor.button("Connect now").click()
    visitor.say("still the same")
    visitor.sees("You said: still the same")
    assert len(front_door.talks) == 1


def test_a_new_conversation_in_one_tab_takes_the_other_along(
    visitor: Visitor, visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("old words")
    visitor.sees("You said: old words")
    other = visitors(same_browser_as=visitor).arrive()
    other.launcher.click()
    other.sees("old words")
    visitor.button("More").click()
    visitor.button("Start again").click()
    visitor.does_not_see("old words")
    other.does_not_see("You said: old words")
    other.say("new words")
    visitor.sees("You said: new words")
    assert front_door.turns() == ["new words"]


def test_a_secret_that_did_not_arrive_is_asked_again_and_never_stored(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("pin please")
    expect(visitor.box).to_have_attribute("inputmode", "numeric")
    front_door.stop()
    visitor.say("4821")
    expect(visitor.page.locator(".mine").last).to_contain_text("••••")
    kept = visitor.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "4821" not in kept
    assert ":out:" in kept
    front_door.start()
    visitor.page.reload()
    visitor.sees("did not arrive before the page was reloaded")
    expect(visitor.box).to_have_attribute("inputmode", "numeric")
    visitor.say("4821")
    visitor.sees("You said: [secret]")
    assert front_door.turns() == ["pin please", "[secret]"]


def test_a_wish_made_offline_is_kept(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    front_door.stop()
    visitor.button("Talk to a person").click()
    front_door.start()
    front_door.hears("prefer", door="team")
    expect(visitor.page.locator(".strip")).to_contain_text("Place 2")
    assert front_door.talk.owner is Owner.QUEUE


def test_a_page_that_moves_the_chat_keeps_it_going(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("before the move")
    visitor.sees("You said: before the move")
    visitor.page.evaluate("document.body.prepend(document.querySelector('care-chat'))")
    visitor.sees("You said: before the move")
    visitor.say("after the move")
    visitor.sees("You said: after the move")
    assert visitor.own_words() == ["before the move", "after the move"]
    assert len(front_door.talks) == 1


def test_a_chat_that_did_not_load_says_so_and_loads_when_tried_again(
    visitors: NewVisitor, front_door: ScriptedFrontDoor
) -> None:
    visitor = visitors()
    visitor.page.route("**/chat/session.js", lambda route: route.abort())
    visitor.arrive()
    visitor.launcher.click()
    expect(visitor.launcher).to_contain_text("Not loaded. Try again")
    visitor.page.unroute("**/chat/session.js")
    visitor.launcher.click()
    visitor.sees("automated assistant")
