"""Where the customer writes, and how it fits the answer that is awaited."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser


def test_enter_sends_and_shift_enter_begins_a_new_line(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.box.press_sequentially("first line")
    before = visitor.box.bounding_box()
    visitor.box.press("Shift+Enter")
    visitor.box.press_sequentially("second line")
    after = visitor.box.bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"]
    visitor.box.press("Enter")
    visitor.sees("You said: first line")
    assert front_door.turns() == ["first line\nsecond line"]
    expect(visitor.box).to_have_value("")
    expect(visitor.box).to_be_focused()


def test_blanks_are_not_sent(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("   \n ")
    visitor.say("real words")
    visitor.sees("You said: real words")
    assert front_door.turns() == ["real words"]


def test_what_takes_longer_is_said_in_words_until_the_answer_is_there(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    front_door.answer_delay = 1.0
    visitor.say("hello")
    expect(visitor.page.locator(".writing.by-assistant")).to_contain_text("Looking at your account")
    visitor.sees("You said: hello")
    expect(visitor.page.locator(".writing")).to_be_hidden()


@pytest.mark.parametrize(
    ("ask", "mode", "answer"),
    [
        ("code", "numeric", "482913"),
        ("phone number", "tel", "612 555 0101"),
        ("zip", "numeric", "55401"),
        ("how much", "decimal", "82.14"),
    ],
)
def test_the_input_fits_the_answer_that_is_awaited(
    visitor: Visitor, front_door: ScriptedFrontDoor, ask: str, mode: str, answer: str
) -> None:
    visitor.open_chat()
    visitor.say(ask)
    expect(visitor.box).to_have_attribute("inputmode", mode)
    expect(visitor.box).to_be_focused()
    visitor.say(answer)
    expect(visitor.page.locator("textarea.field")).to_be_focused()
    visitor.sees(f"You said: {answer}")
    assert front_door.turns()[-1] == answer


def test_a_date_has_a_date_field(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("which day")
    expect(visitor.box).to_have_attribute("type", "date")
    visitor.say("2026-07-03")
    visitor.sees("You said: 2026-07-03")
    assert front_door.turns()[-1] == "2026-07-03"


def test_yes_and_no_are_buttons(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("are you sure")
    visitor.button("Yes", exact=True).click()
    visitor.sees("You said: Yes")
    assert front_door.turns()[-1] == "Yes"


def test_a_pin_is_hidden_while_typed_and_after(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("pin please")
    expect(visitor.box).to_have_attribute("inputmode", "numeric")
    masked = "getComputedStyle(document.querySelector('care-chat').shadowRoot.querySelector('.composer .field')).webkitTextSecurity"
    visitor.box.press_sequentially("4821")
    assert visitor.page.evaluate(masked) == "disc"
    visitor.button("Show").click()
    assert visitor.page.evaluate(masked) == "none"
    stored = visitor.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "4821" not in stored
    visitor.box.press("Enter")
    expect(visitor.page.locator(".mine").last).to_contain_text("••••")
    visitor.sees("You said: [secret]")
    visitor.does_not_see("4821")
    assert front_door.turns()[-1] == "[secret]"


def test_the_customer_may_answer_in_words_where_a_short_answer_is_awaited(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("pin please")
    visitor.button("Use words instead").click()
    visitor.say("I do not know it")
    front_door.hears("customer_turn", text="I do not know it")


def test_the_length_limit_is_told_before_it_is_reached(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.box.fill("x" * 19_990)
    expect(visitor.page.locator(".count")).to_have_text("10 characters left")
    visitor.box.fill("x" * 20_005)
    expect(visitor.page.locator(".count")).to_contain_text("5 characters too many")
    visitor.box.press("Enter")
    assert front_door.turns() == []
    visitor.box.fill("x" * 20_000)
    visitor.box.press("Enter")
    visitor.sees("You said: xxx")
    assert front_door.turns() == ["x" * 20_000]
