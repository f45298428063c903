"""Unread answers, ending, rating, following up, and what can be taken home."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conversation.owner import Owner
from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser


def test_unread_answers_are_counted_on_the_launcher_and_in_the_title(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.agent_takes_over()
    visitor.sees("has read your conversation")
    visitor.button("Close the chat window").click()
    front_door.agent_says("One")
    front_door.agent_says("Two")
    expect(visitor.page).to_have_title(re.compile(r"^\(2\) Support"))
    expect(visitor.page.locator(".badge")).to_have_text("2")
    expect(visitor.page.get_by_role("button", name="Open the chat, 2 unread messages")).to_be_visible()
    visitor.launcher.click()
    expect(visitor.page).to_have_title(re.compile("^Support"))


def test_a_closed_conversation_asks_how_it_went(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("thanks")
    visitor.sees("You said: thanks")
    front_door.moves_to(Owner.CLOSED)
    visitor.panel.get_by_role("radio", name="Good", exact=True).check()
    visitor.page.get_by_label("Anything we should know").fill("Quick")
    visitor.button("Send rating").click()
    expect(visitor.page.locator(".after")).to_contain_text("Thank you")
    front_door.hears("rate", score=4, comment="Quick")


def test_writing_after_the_end_opens_a_follow_up_below_the_old_words(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("thanks")
    visitor.sees("You said: thanks")
    front_door.moves_to(Owner.CLOSED)
    expect(visitor.page.locator(".strip")).to_contain_text("closed")
    visitor.say("one more thing")
    visitor.sees("You said: one more thing")
    visitor.sees("linked to the one before")
    visitor.sees("You said: thanks")
    assert len(front_door.talks) == 2
    assert front_door.talk.follows == front_door.talks[0].id
    assert front_door.turns() == ["one more thing"]


def test_starting_again_begins_an_empty_conversation(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    visitor.button("More").click()
    visitor.button("Start again").click()
    visitor.does_not_see("You said: hello")
    visitor.sees("automated assistant")
    assert len(front_door.talks) == 2


def test_ending_asks_once_more(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.button("More").click()
    visitor.button("End this conversation").click()
    assert front_door.talk.owner == "assistant"
    visitor.button("End it for good?").click()
    expect(visitor.page.locator(".strip")).to_contain_text("closed")
    assert front_door.talk.owner == "closed"


def test_the_transcript_is_a_text_file_with_everything(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("why is my bill higher")
    visitor.sees("Is there a charge")
    visitor.button("More").click()
    with visitor.page.expect_download() as waiting:
        visitor.button("Download transcript").click()
    path = Path(waiting.value.path())
    text = path.read_text()
    assert waiting.value.suggested_filename == f"conversation-{front_door.talk.reference}.txt"
    assert front_door.talk.reference in text
    for part in ["You: why is my bill higher", "Assistant: Your July bill", "+$12.40", "The roaming charge"]:
        assert part in text


def test_a_score_is_asked_for_once(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    front_door.moves_to(Owner.CLOSED)
    visitor.panel.get_by_role("radio", name="Fair").check()
    visitor.button("Send rating").click()
    front_door.hears("rate", score=3)
    visitor.page.reload()
    visitor.sees("automated assistant")
    expect(visitor.page.locator(".strip")).to_contain_text("closed")
    expect(visitor.page.locator(".after")).to_be_hidden()
