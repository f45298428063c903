"""The care team in the chat: waiting for a person, taking over, typing, reading."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from conversation import server_frames
from conversation.owner import Owner
from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser


def test_an_agents_typing_looks_other_than_the_assistants(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.agent_takes_over()
    front_door.tell(server_frames.TypingNotice(author="agent"))
    expect(visitor.page.locator(".writing.by-agent")).to_contain_text("Maya is typing")
    expect(visitor.page.locator(".writing.by-agent img")).to_be_visible()


def test_a_person_is_one_tap_away_in_every_state_without_one(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("data left?")
    visitor.sees("You have used most")
    visitor.asks_for_a_person()
    front_door.hears("prefer", door="team")
    front_door.moves_to(Owner.PARKED)
    expect(visitor.button("Talk to a person")).to_be_visible()


def test_the_customer_may_ask_the_assistant_while_waiting(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    visitor.button("Ask the assistant").click()
    visitor.sees("I'm with you")
    front_door.hears("prefer", door="assistant")


def test_waiting_shows_place_and_minutes_and_follows_changes(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    room = visitor.page.locator(".waiting")
    expect(room).to_contain_text("A person answers in about 4 min")
    front_door.tell(server_frames.Waiting(place=1, minutes=1))
    expect(visitor.page.locator(".strip")).to_contain_text("Place 1, about a minute")
    expect(room).to_contain_text("about a minute")


def test_with_nobody_signed_in_the_case_waits_and_a_number_can_be_left(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.tell(server_frames.Waiting(place=1, minutes=None, number_offered=True))
    expect(visitor.page.locator(".waiting")).to_contain_text("Your case waits with everything you wrote")
    visitor.button("Leave a number to be called").click()
    number = visitor.page.get_by_label("Phone number with area code")
    number.fill("12")
    visitor.button("Call me").click()
    expect(visitor.page.locator(".problem")).to_contain_text("does not look like a phone number")
    number.fill("55501234")
    visitor.button("Call me").click()
    expect(visitor.page.locator(".problem")).to_contain_text("Ten digits with the area code")
    number.fill("612 555 0101")
    visitor.button("Call me").click()
    visitor.sees("Your team will call 612 555 0101.")
    expect(visitor.page.locator(".waiting")).to_be_hidden()


def test_at_takeover_the_agents_face_and_name_are_seen(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.agent_takes_over()
    expect(visitor.page.locator(".takeover")).to_contain_text("Maya Lindqvist")
    expect(visitor.page.locator(".takeover img")).to_have_attribute(
        "src", re.compile("/team/agent_maya.svg$")
    )
    visitor.sees("has read your conversation")
    expect(visitor.page.locator("#title")).to_have_text("Maya Lindqvist")
    expect(visitor.page.locator(".strip")).to_contain_text("With Maya Lindqvist")
    front_door.agent_says("Good morning")
    expect(visitor.page.locator(".item.agent")).to_contain_text("Good morning")
    front_door.moves_to(Owner.ASSISTANT)
    expect(visitor.page.locator("#title")).to_have_text("Upper Midwest team")


def test_the_customer_sees_that_an_agent_has_read(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.asks_for_a_person()
    front_door.agent_takes_over()
    visitor.say("are you there")
    expect(visitor.on_its_way()).to_have_count(0)
    front_door.tell(server_frames.SeenNotice(seq=len(front_door.talk.frames)))
    expect(visitor.page.locator(".mine .seen")).to_contain_text("Read by Maya")


def test_reading_is_told_to_the_desk(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    front_door.hears("seen")
    front_door.hears("typing")
