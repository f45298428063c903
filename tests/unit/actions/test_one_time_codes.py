"""The code by text: the other way to prove it."""

import json
import re
from dataclasses import replace

import pytest

from actions.turns.attempts import Allowed
from actions.turns.resources import Offers, Policy
from carrier.enums import Capability
from tests.unit.actions.offering import Offering
from tests.unit.actions.talk import Talk

NUMBER = "555-123-0101"


def texted(office, line="lin-0001-1"):
    """The digits in each text of a phone."""
    return [re.search(r"\d{6}", text.body).group() for text in office.texts if text.line_id == line]


def another(code):
    """Six digits that are not the code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.fixture
def only_codes(resources, sealer, carrier) -> Talk:
    codes = Offering(carrier, Capability.ONE_TIME_CODE)
    return Talk(replace(resources, carrier=codes, offers=Offers(codes)), sealer)


async def asks_for_code(talk, office, words="text me a code instead"):
    await talk.says("what do i owe", "ask_bill")
    await talk.says(NUMBER, "inform_identity")
    await talk.says(words, "cannot_identify")
    return texted(office)[-1]


@pytest.mark.parametrize(
    "words",
    ["text me a code instead", "I don't know my PIN", "can you send a code to my phone", "/cannot_identify"],
)
async def test_whoever_has_no_pin_gets_a_code_on_the_lines_phone(talk, office, words):
    code = await asks_for_code(talk, office, words)
    assert talk.responses == ["utter_identity_code_sent"]
    assert talk.last.values["last_4"] == "0101"
    assert talk.care.expects == "secret:6"
    await talk.says("", "inform_identity", secret=code, length=6)
    assert talk.responses == ["utter_identity_proved", "utter_billing_due_changed"]
    assert talk.facts["verification"] == "one_time_code"
    assert talk.slots["verification"]["level"] == 2


@pytest.mark.parametrize("words", ["i forgot it", "I can’t remember that one"])
async def test_a_forgotten_pin_gets_a_code_however_it_was_understood(talk, office, words):
    await talk.says("what do i owe", "ask_bill")
    await talk.says(NUMBER, "inform_identity")
    await talk.says(words, "nlu_fallback", confidence=0.3)
    assert talk.responses == ["utter_identity_code_sent"]
    assert texted(office)


async def test_the_pin_question_offers_the_code(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says(NUMBER, "inform_identity")
    assert [choice.title for choice in talk.care.choices] == ["Text me a code"]
    assert talk.care.expects == "secret:4"


async def test_a_wrong_code_may_be_put_right(talk, office):
    code = await asks_for_code(talk, office)
    await talk.says("", "inform_identity", secret=another(code), length=6)
    assert talk.responses == ["utter_identity_code_wrong", "utter_identity_ask_code"]
    await talk.says("", "inform_identity", secret=code, length=6)
    assert talk.responses[0] == "utter_identity_proved"


async def test_three_wrong_codes_go_to_a_person_with_what_was_tried(talk, office):
    code = await asks_for_code(talk, office)
    for _ in range(3):
        await talk.says("", "inform_identity", secret=another(code), length=6)
    assert talk.care.handoff.reason == "identity_failed"
    assert NUMBER in talk.facts["identity_failed"]
    assert "a one-time code (3 times)" in talk.facts["identity_failed"]


async def test_wrong_pins_and_wrong_codes_are_counted_together(talk, office):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves(NUMBER, "9999")
    await talk.says("send me a code", "cannot_identify")
    wrong = another(texted(office)[-1])
    await talk.says("", "inform_identity", secret=wrong, length=6)
    assert talk.responses[0] == "utter_identity_code_wrong_last"
    await talk.says("", "inform_identity", secret=wrong, length=6)
    assert talk.paused
    assert "the PIN (once), a one-time code (2 times)" in talk.facts["identity_failed"]


async def test_the_pin_is_still_taken_while_a_code_is_awaited(talk, office):
    await asks_for_code(talk, office)
    await talk.says("", "inform_identity", secret="4071", length=6)
    assert talk.facts["verification"] == "pin"


async def test_a_code_that_never_came_is_sent_anew_twice_and_then_a_person_is_offered(talk, office):
    await asks_for_code(talk, office)
    await talk.says("i didn't get a code", "cannot_identify")
    assert talk.responses == ["utter_identity_code_resent"]
    await talk.says("it still hasn't come", "step_failed")
    assert len(texted(office)) == 3
    await talk.says("nothing came", "cannot_identify")
    assert talk.responses == ["utter_identity_offer_person_without_pin"]


async def test_an_expired_code_is_replaced_without_being_asked(talk, office):
    code = await asks_for_code(talk, office)
    office.write("UPDATE one_time_codes SET sent_at = sent_at - 3600")
    await talk.says("", "inform_identity", secret=code, length=6)
    assert talk.responses == ["utter_identity_code_spent", "utter_identity_code_resent"]
    await talk.says("", "inform_identity", secret=texted(office)[-1], length=6)
    assert talk.responses[0] == "utter_identity_proved"


async def test_a_turn_that_runs_twice_texts_one_code(talk, office):
    await talk.says("what do i owe", "ask_bill")
    await talk.says(NUMBER, "inform_identity")
    before = dict(talk.slots)
    for _ in range(3):
        talk.slots, talk.form = dict(before), "identity_form"
        await talk.says("text me a code", "cannot_identify", turn_id="turn-7")
    assert len(texted(office)) == 1


async def test_a_carrier_with_codes_only_texts_one_at_once(only_codes, office):
    await only_codes.says("what do i owe, 555-123-0101", "ask_bill")
    assert only_codes.responses == ["utter_identity_code_sent"]
    await only_codes.says("", "inform_identity", secret=texted(office)[-1], length=6)
    assert only_codes.responses[0] == "utter_identity_proved"


async def test_the_code_goes_to_the_line_whose_number_was_given(talk, office):
    await talk.says("how much data is left on 555-123-0116", "ask_data_left")
    await talk.says("send me a code", "cannot_identify")
    assert len(texted(office, "lin-0006-2")) == 1
    await talk.says("", "inform_identity", secret=texted(office, "lin-0006-2")[-1], length=6)
    assert talk.slots["verification"]["line_id"] == "lin-0006-2"


async def test_found_by_name_nothing_is_told_of_the_phone_the_code_goes_to(talk, office):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("i don't know my number", "cannot_identify")
    await talk.says("Marigold Quillfeather, born April 17 1988", "inform_identity")
    await talk.says("send me a code", "cannot_identify")
    assert len(texted(office)) == 1
    assert "0101" not in json.dumps([reply.values | {"response": reply.response} for reply in talk.replies])
    assert "phone_number" not in talk.facts


async def test_a_line_that_gets_no_texts_is_asked_for_its_pin(talk):
    await talk.says("what do i owe, 555-123-0107", "ask_bill")
    await talk.says("text me a code", "cannot_identify")
    assert talk.responses == ["utter_identity_code_not_possible", "utter_identity_ask_pin"]
    assert talk.care.choices == []


async def test_a_line_that_gets_no_texts_goes_to_a_person_where_codes_are_the_only_check(only_codes):
    await only_codes.says("what do i owe, 555-123-0107", "ask_bill")
    assert only_codes.paused
    assert only_codes.care.handoff.reason == "identity_failed"


async def test_digits_that_are_no_code_are_no_try(talk, office):
    await asks_for_code(talk, office)
    await talk.says("", "inform_identity", secret="12345", length=6)
    assert talk.responses == ["utter_identity_secret_incomplete", "utter_identity_ask_code"]
    await talk.says("[digits]", "inform_identity")
    assert talk.responses[0] == "utter_identity_secret_incomplete"
    assert not talk.slots.get("pin_tries")


async def test_nobodys_phone_is_flooded_with_codes_over_many_conversations(resources, sealer, office):
    few = replace(resources, policy=Policy(allowed=Allowed(codes=2)))
    for _ in range(4):
        talk = Talk(few, sealer)
        await talk.says("what do i owe, 555-123-0101", "ask_bill")
        await talk.says("text me a code", "cannot_identify")
    assert len(texted(office)) == 2
    assert talk.responses == ["utter_identity_code_not_possible", "utter_identity_ask_pin"]
