"""What a customer sees and does while talking with the assistant."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from conversation import server_frames
from conversation.owner import Owner
from tests.browser.chat.visitor import Visitor
from tests.browser.scripted_front_door import ScriptedFrontDoor

pytestmark = pytest.mark.browser


def test_nothing_is_opened_before_the_customer_opens_the_chat(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    expect(visitor.launcher).to_be_visible()
    expect(visitor.panel).to_be_hidden()
    assert front_door.hellos == []


def test_the_greeting_offers_both_doors_as_equal_buttons_with_todays_wait(visitor: Visitor) -> None:
    visitor.open_chat()
    assistant, team = visitor.page.locator(".door").all()
    expect(assistant).to_contain_text("The assistant")
    expect(team).to_contain_text("My team")
    expect(team).to_contain_text("about 4 min")
    one, other = assistant.bounding_box(), team.bounding_box()
    assert one is not None
    assert other is not None
    assert (one["width"], one["height"]) == pytest.approx((other["width"], other["height"]), abs=0.5)


def test_a_door_stays_readable_after_it_was_taken(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.button("My team").click()
    expect(visitor.page.locator(".strip")).to_contain_text("Place 2, about 4 min")
    expect(visitor.page.locator(".door.chosen")).to_contain_text("My team")
    expect(visitor.page.locator(".door").first).to_have_attribute("aria-disabled", "true")
    assert front_door.talk.owner is Owner.QUEUE


def test_a_choice_is_sent_by_its_id_and_both_stay_readable(
    visitor: Visitor, front_door: ScriptedFrontDoor
) -> None:
    visitor.open_chat()
    visitor.say("why is my bill higher")
    visitor.button("Taxes and fees").click()
    visitor.sees("You said: Taxes and fees")
    expect(visitor.page.locator(".choice.chosen")).to_have_text(re.compile("Taxes and fees"))
    for other in visitor.page.locator(".choice:not(.chosen)").all():
        expect(other).to_be_visible()
        expect(other).to_have_attribute("aria-disabled", "true")
    assert "c2" in [frame.get("choice_id") for frame in front_door.talk.heard]


def test_a_spent_choice_cannot_be_taken_twice(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("why is my bill higher")
    visitor.button("Taxes and fees").click()
    visitor.sees("You said: Taxes and fees")
    visitor.page.locator(".choice", has_text="roaming").click(force=True)
    visitor.say("the end")
    visitor.sees("You said: the end")
    assert front_door.turns() == ["why is my bill higher", "Taxes and fees", "the end"]


def test_a_bills_change_is_a_table_with_the_difference(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.say("why is my bill higher")
    table = visitor.log.get_by_role("table", name="July beside June")
    assert table.get_by_role("columnheader").all_inner_texts()[-3:] == ["June", "July", "Difference"]
    row = table.get_by_role("row", name=re.compile("Promotion ended"))
    assert row.get_by_role("cell").all_inner_texts() == ["−$10.00", "$0.00", "+$10.00"]
    total = table.get_by_role("row", name=re.compile("^Total"))
    assert total.get_by_role("cell").all_inner_texts() == ["$69.74", "$82.14", "+$12.40"]
    edges = {
        round(box["x"] + box["width"])
        for cell in table.locator("tbody td.difference").all()
        if (box := cell.bounding_box())
    }
    assert len(edges) == 1


def test_a_guides_step_says_its_place_and_where_to_find_it(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.say("my phone has no signal")
    visitor.sees("Step 2 of 5")
    visitor.sees("Where to find it: Settings > Network > Flight mode")


def test_one_figure_stands_out(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.say("data left?")
    expect(visitor.page.locator(".amount-card .value")).to_have_text("3.2 GB")
    link = visitor.log.get_by_role("link", name="How data is counted")
    expect(link).to_have_attribute("href", "https://example.com/data")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_lists_bold_and_line_breaks_become_elements(visitor: Visitor) -> None:
    visitor.open_chat()
    visitor.say("give me a list")
    visitor.sees("Three things help")
    bubble = visitor.page.locator(".assistant .bubble").last
    expect(bubble.locator("ul > li")).to_have_count(3)
    expect(bubble.locator("ol > li")).to_have_count(2)
    expect(bubble.locator("strong")).to_have_text("Restart")


def test_words_that_are_blanked_later_disappear(visitor: Visitor, front_door: ScriptedFrontDoor) -> None:
    visitor.open_chat()
    visitor.say("my card is 4111")
    visitor.sees("You said: my card is 4111")
    front_door.tell(server_frames.Blanked(seq=2, text="my card is [card]"))
    expect(visitor.page.locator(".mine .bubble")).to_have_text("my card is [card]")
