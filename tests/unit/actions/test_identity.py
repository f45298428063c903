import json
from dataclasses import replace

import pytest

from actions.turns.resources import Offers
from carrier.enums import Capability
from conversation.sealing import Sealer
from tests.unit.actions.offering import Offering
from tests.unit.actions.talk import Talk


@pytest.mark.parametrize(
    "said",
    [
        "555-123-0101",
        "it's (555) 123 0101",
        "five five five one two three oh one oh one",
        "not 555-123-0102, 555-123-0101",
    ],
)
@pytest.mark.policy("identify-by-number-or-name")
async def test_a_number_is_understood_in_any_common_form(talk, said):
    await talk.says("what do i owe", "ask_bill")
    await talk.says(said, "nlu_fallback")
    assert talk.responses == ["utter_identity_ask_pin"]
    assert talk.facts["phone_number"] == "555-123-0101"


async def test_a_number_said_with_the_matter_is_not_asked_for(talk):
    await talk.says("why is my bill higher, my number is 555-123-0101", "ask_bill_change")
    assert talk.responses == ["utter_identity_ask_pin"]


@pytest.mark.policy("alone-look-up", "handover-nothing-again")
async def test_after_the_pin_the_matter_goes_on_in_the_same_turn(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    assert talk.responses == ["utter_identity_proved", "utter_billing_due_changed"]
    assert talk.facts["verification"] == "pin"
    assert talk.facts["customer_name"] == "Marigold Quillfeather"
    assert talk.facts["line_id"] == "lin-0001-1"


async def test_the_pin_stands_in_no_slot_and_no_fact(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    assert "4071" not in json.dumps([talk.slots, talk.facts])


async def test_three_wrong_pins_go_to_a_person_with_what_was_tried(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "9999")
    assert talk.responses == ["utter_identity_pin_wrong", "utter_identity_ask_pin"]
    await talk.says("", "inform_identity", secret="9998")
    assert talk.responses[0] == "utter_identity_pin_wrong_last"
    await talk.says("", "inform_identity", secret="9997")
    assert talk.paused
    assert talk.care.handoff.reason == "identity_failed"
    assert "555-123-0101" in talk.care.handoff.note
    assert "3 times" in talk.facts["identity_failed"]


async def test_a_locked_pin_is_told_as_locked(talk, carrier):
    for wrong in ("1111", "2222", "3333", "5555", "6666"):
        await carrier.check_pin("cus-0001", wrong, conversation_id="another")
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    assert talk.responses == ["utter_identity_locked"]
    assert talk.care.handoff.reason == "identity_failed"


async def test_a_turn_that_runs_twice_counts_one_wrong_pin(talk, carrier):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    before = dict(talk.slots)
    for _ in range(3):
        talk.slots, talk.form = dict(before), "identity_form"
        await talk.says("", "inform_identity", secret="9999", turn_id="turn-1")
    checked = await carrier.check_pin("cus-0001", "4071", conversation_id="another")
    assert checked.correct
    await carrier.check_pin("cus-0001", "8888", conversation_id="another")
    assert talk.responses[0] == "utter_identity_pin_wrong"


async def test_a_seal_of_another_start_is_asked_for_again(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    talk.sealer = Sealer(Sealer.new_key())
    await talk.says("", "inform_identity", secret="4071")
    assert talk.responses == ["utter_identity_pin_not_kept", "utter_identity_ask_pin"]
    assert not talk.slots.get("pin_tries")


async def test_a_pin_that_was_blanked_is_asked_for_again(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    await talk.says("my pin is [secret]", "inform_identity")
    assert talk.responses == ["utter_identity_pin_not_kept", "utter_identity_ask_pin"]


async def test_a_number_given_in_two_turns_is_put_together(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555 123", "inform_identity")
    assert talk.responses == ["utter_identity_ask_number_rest"]
    assert talk.last.values["digits"] == "555-123"
    await talk.says("oh one oh one", "inform_identity")
    assert talk.responses == ["utter_identity_ask_pin"]
    assert talk.facts["phone_number"] == "555-123-0101"


async def test_a_number_that_stays_incomplete_is_counted_back(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-01", "inform_identity")
    await talk.says("555-123-01", "inform_identity")
    assert talk.responses == ["utter_identity_number_incomplete", "utter_identity_ask_number_again"]
    assert talk.replies[0].values["digits"] == "8"


async def test_three_unknown_numbers_go_to_a_person(talk):
    await talk.says("what do i owe", "ask_bill")
    for number in ("555-999-0001", "555-999-0002", "555-999-0003"):
        await talk.says(number, "inform_identity")
    assert talk.care.handoff.reason == "identity_failed"
    assert talk.responses == ["utter_identity_no_account"]


@pytest.mark.policy("identify-by-number-or-name")
async def test_name_and_birth_date_do_in_place_of_the_number(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("i don't know my number", "cannot_identify")
    assert talk.responses == ["utter_identity_by_name_instead", "utter_identity_ask_name"]
    await talk.says("Marigold Quillfeather", "nlu_fallback", confidence=0.89)
    assert talk.responses == ["utter_identity_ask_birth_date"]
    await talk.says("April 17th, 1988", "inform_identity")
    assert talk.responses == ["utter_identity_ask_pin_named"]
    assert "0101" not in str(talk.last.values)
    await talk.says("", "inform_identity", secret="4071")
    assert "utter_billing_due_changed" in talk.responses


async def test_a_forgotten_pin_offers_a_person_where_no_code_can_be_texted(resources, sealer, carrier):
    only_pin = Offering(carrier, Capability.PIN_CHECK)
    talk = Talk(replace(resources, carrier=only_pin, offers=Offers(only_pin)), sealer)
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    await talk.says("i forgot my pin", "cannot_identify")
    assert talk.responses == ["utter_identity_offer_person_without_pin"]
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "identity_failed"


async def test_a_person_is_obeyed_inside_the_form_with_a_note_of_what_is_open(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("a human please", "want_agent")
    assert talk.paused
    assert talk.care.handoff.reason == "asked_for_person"
    assert "What is owed and when" in talk.care.handoff.note


@pytest.mark.policy("work-on-the-line-given")
async def test_another_line_of_a_proved_account_needs_no_second_proof(talk):
    await talk.says("how much data is left", "ask_data_left")
    await talk.proves("555-123-0106", "1837")
    assert talk.last.values["number"] == "0106"
    await talk.says("no, i meant the other number, 555-123-0116", "correct")
    assert talk.responses == ["utter_usage_left"]
    assert talk.last.values["number"] == "0116"


async def test_a_number_of_another_account_is_proved_anew(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("no, i meant the other number, 555-123-0102", "correct")
    assert talk.responses == ["utter_identity_ask_pin"]
    assert talk.slots["verification"] is None
    retracted = {fact.name for fact in talk.care.facts if fact.status == "retracted"}
    assert {"customer_id", "verification"} <= retracted
    await talk.says("", "inform_identity", secret="5926")
    assert talk.facts["customer_id"] == "cus-0002"
    assert "utter_billing_overdue" in talk.responses


async def test_a_change_of_mind_is_followed_and_the_first_matter_offered_again(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("actually, how much data do i have left", "ask_data_left")
    assert talk.form == "identity_form"
    await talk.proves("555-123-0101", "4071")
    assert talk.responses == ["utter_identity_proved", "utter_usage_left", "utter_general_back_to_parked"]
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_billing_due_changed"]


@pytest.mark.parametrize("intent", ["deny", "cannot_identify"])
async def test_who_will_not_give_the_number_is_not_asked_again(talk, intent):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("no, I don't want to give my number", intent)
    assert talk.responses == ["utter_identity_offer_person_declined"]
    assert talk.form is None


async def test_a_number_of_another_account_is_proved_anew_however_it_is_given(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("555-123-0104", "inform_identity")
    assert talk.responses == ["utter_identity_ask_pin"]
    assert talk.last.values["number"] == "555-123-0104"
    assert talk.slots["verification"] is None
