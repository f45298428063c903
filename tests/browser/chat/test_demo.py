"""The demo carrier's page: who is signed in, ways into the chat, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser


def test_a_question_on_the_page_opens_the_chat_and_asks_it(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.page.get_by_role("button", name="How much data is left?").click()
    visitor.sees("You have used most")
    assert front_door.turns() == ["How much data do I have left?"]


def test_a_visitor_brings_no_identity(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    assert "signed_identity" not in front_door.hellos[-1]


def test_signing_in_proves_the_customer_in_the_conversation_there_is(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("hello")
    visitor.sees("You said: hello")
    visitor.page.get_by_label("Signed in as").select_option("Ada Demo")
    expect(visitor.panel).to_contain_text("Signed in as Ada Demo")
    visitor.sees("You said: hello")
    assert len(front_door.talks) == 1
    assert front_door.hellos[-1]["signed_identity"]


def test_each_hello_brings_a_proof_of_its_own(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.page.get_by_label("Signed in as").select_option("Ada Demo")
    visitor.open_chat()
    expect(visitor.panel).to_contain_text("Signed in as Ada Demo")
    visitor.page.reload()
    expect(visitor.panel).to_contain_text("Signed in as Ada Demo")
    visitor.say("hello")
    visitor.sees("You said: hello")
    proofs = [hello["signed_identity"] for hello in front_door.hellos if "signed_identity" in hello]
    assert len(proofs) == len(set(proofs)) == 2
    assert len(front_door.talks) == 1


def test_another_customer_never_sees_the_conversation_before(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.page.get_by_label("Signed in as").select_option("Ada Demo")
    visitor.open_chat()
    visitor.say("words of Ada")
    visitor.sees("You said: words of Ada")
    visitor.page.get_by_label("Signed in as").select_option("Nobody (visitor)")
    visitor.does_not_see("words of Ada")
    visitor.sees("automated assistant")
    assert len(front_door.talks) == 2
    assert "signed_identity" not in front_door.hellos[-1]
    assert "resume_token" not in front_door.hellos[-1]


def test_the_logins_to_try_are_on_the_page(visitor: Visitor) -> None:
    row = visitor.page.get_by_role("row", name=re.compile("Ada Demo"))
    expect(row).to_contain_text("(612) 555-0101")
    expect(row).to_contain_text("4821")


def test_the_switch_for_dark_is_remembered(visitor: Visitor) -> None:
    switch = visitor.page.get_by_role("button", name="Dark")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    dark = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visitor.page.reload()
    expect(visitor.page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
