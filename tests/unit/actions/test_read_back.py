"""What was not heard clearly is read back before it counts; what is known is never asked for."""

from dataclasses import replace

import pytest

from actions.turns.resources import Offers
from tests.unit.actions.offering import Offering
from tests.unit.actions.talk import Talk

SPOKEN = {"channel": "voice"}


@pytest.fixture
def weak_talk(resources, sealer, carrier) -> Talk:
    nothing = Offering(carrier)
    return Talk(replace(resources, carrier=nothing, offers=Offers(nothing)), sealer)


def heard(confidence, *alternatives):
    return {**SPOKEN, "confidence": confidence, "alternatives": alternatives}


async def test_a_number_heard_clearly_is_taken(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill", situation=heard(0.95))
    await weak_talk.says(
        "five five five one two three oh one oh one", "inform_identity", situation=heard(0.93)
    )
    assert "utter_billing_due_changed" in weak_talk.responses


async def test_a_number_heard_badly_is_read_back_and_a_yes_takes_it(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill", situation=heard(0.95))
    await weak_talk.says(
        "five five five one two three oh one oh one", "inform_identity", situation=heard(0.5)
    )
    assert weak_talk.responses == ["utter_identity_read_back_number"]
    assert weak_talk.last.values["number"] == "5 5 5, 1 2 3, 0 1 0 1"
    assert not weak_talk.slots.get("verification")
    await weak_talk.says("yes", "affirm", situation=heard(0.9))
    assert "utter_billing_due_changed" in weak_talk.responses
    (number,) = [fact for fact in weak_talk.care.facts if fact.name == "phone_number"]
    assert number.status == "confirmed"


async def test_no_to_a_number_read_back_asks_again_and_costs_no_try(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("555 123 0102", "inform_identity", situation=heard(0.5))
    await weak_talk.says("no", "deny")
    assert weak_talk.responses == ["utter_identity_read_back_wrong", "utter_identity_ask_number"]
    assert not weak_talk.slots.get("number_tries")
    await weak_talk.says("555 123 0101", "inform_identity", situation=heard(0.9))
    assert weak_talk.facts["customer_name"] == "Marigold Quillfeather"


@pytest.mark.parametrize("said", ["no, it's 555 123 0101", "no, it ends in 0101", "0101"])
async def test_a_number_is_put_right_in_the_same_breath(weak_talk, said):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("555 123 0102", "inform_identity", situation=heard(0.5))
    await weak_talk.says(said, "correct", situation=heard(0.9))
    if weak_talk.responses == ["utter_identity_read_back_number"]:
        await weak_talk.says("yes", "affirm")
    assert weak_talk.facts["customer_name"] == "Marigold Quillfeather"


async def test_a_number_only_an_alternative_has_is_read_back(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says(
        "555 999 0101", "inform_identity", situation=heard(0.9, "555 999 0191", "555 123 0101")
    )
    assert weak_talk.responses == ["utter_identity_read_back_number"]
    assert weak_talk.last.values["number"] == "5 5 5, 1 2 3, 0 1 0 1"


async def test_a_name_and_a_date_are_found_in_what_recognition_heard_besides(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("i don't know the number", "cannot_identify")
    await weak_talk.says("merry gold quill feather", "nlu_fallback", situation=heard(0.8))
    assert weak_talk.responses == ["utter_identity_ask_birth_date"]
    alternatives = ("april seventeenth nineteen eighty eight",)
    await weak_talk.says(
        "april seventy nineteen eighty eight", "nlu_fallback", situation=heard(0.7, *alternatives)
    )
    assert "utter_billing_due_changed" in weak_talk.responses
    assert weak_talk.slots["verification"]["method"] == "name_and_birth_date"


async def test_a_name_and_a_date_hardly_heard_are_read_back_as_heard(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("marigold quillfeather april eleventh 1988", "inform_identity", situation=heard(0.4))
    assert weak_talk.responses == ["utter_identity_read_back_person"]
    assert weak_talk.last.values == {"name": "Marigold Quillfeather", "date": "April 11, 1988"}
    await weak_talk.says("no, april seventeenth 1988", "correct", situation=heard(0.9))
    assert "utter_billing_due_changed" in weak_talk.responses


async def test_a_miss_tells_what_was_heard_and_takes_either_part_again(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("Marigold Quillfeather born April 11 1988", "inform_identity")
    assert weak_talk.responses == ["utter_identity_name_not_found", "utter_identity_ask_which_misheard"]
    assert weak_talk.replies[0].values == {"name": "Marigold Quillfeather", "date": "April 11, 1988"}
    await weak_talk.says("April 17", "inform_identity")
    assert weak_talk.responses[0] == "utter_identity_not_caught"
    await weak_talk.says("April 17, 1988", "inform_identity")
    assert "utter_billing_due_changed" in weak_talk.responses


async def test_a_name_put_right_after_a_miss_keeps_the_date(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("Magnus Foxtrotter born April 17 1988", "inform_identity")
    await weak_talk.says("Marigold Quillfeather", "nlu_fallback")
    assert "utter_billing_due_changed" in weak_talk.responses


async def test_three_misses_by_name_go_to_a_person_with_what_was_tried(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("Marigold Quillfeather born April 11 1988", "inform_identity")
    await weak_talk.says("April 12 1988", "inform_identity")
    await weak_talk.says("April 13 1988", "inform_identity")
    assert weak_talk.care.handoff.reason == "identity_failed"
    assert "a name and date of birth that fit no account (3 times)" in weak_talk.facts["identity_failed"]


async def test_name_and_date_said_with_the_matter_are_not_asked_for(weak_talk):
    words = "hi, this is Marigold Quillfeather, born April 17 1988, what do i owe"
    await weak_talk.says(words, "ask_bill")
    assert "utter_billing_due_changed" in weak_talk.responses


async def test_a_name_given_before_anything_was_asked_is_not_asked_for_again(weak_talk):
    await weak_talk.says("my name is Marigold Quillfeather", "inform_identity")
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("i don't know my number", "cannot_identify")
    assert weak_talk.responses == ["utter_identity_by_name_instead", "utter_identity_ask_birth_date"]


async def test_where_the_call_comes_from_counts_as_a_number_that_was_said(talk):
    talk.situation["claimed_number"] = "+15551230101"
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_identity_ask_pin"]
    assert talk.last.values["number"] == "555-123-0101"
    assert talk.slots.get("verification") is None
    await talk.says("", "inform_identity", secret="4071")
    assert talk.slots["verification"]["level"] == 2


async def test_where_the_call_comes_from_is_never_more_than_level_1(weak_talk):
    weak_talk.situation["claimed_number"] = "+15551230101"
    await weak_talk.says("what do i owe", "ask_bill")
    assert weak_talk.slots["verification"]["level"] == 1


async def test_a_call_from_a_number_of_nobody_is_asked_for_the_number(talk):
    talk.situation["claimed_number"] = "+15559990101"
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_identity_ask_number"]


async def test_a_number_that_is_said_counts_more_than_where_the_call_comes_from(talk):
    talk.situation["claimed_number"] = "+15551230101"
    await talk.says("what do i owe for 555-123-0102", "ask_bill")
    assert talk.last.values["number"] == "555-123-0102"


async def test_the_number_given_is_the_line_worked_on_and_a_name_names_no_line(weak_talk, talk):
    await weak_talk.says("how much data is left on 555-123-0116", "ask_data_left")
    assert weak_talk.last.values["number"] == "0116"
    assert weak_talk.slots["verification"]["line_id"] == "lin-0006-2"


@pytest.mark.parametrize(
    "born", ["1991-10-03", "10/03/1991", "Oct 3 1991", "October 3, 1991", "the 3rd of october ninety one"]
)
async def test_name_and_date_in_place_of_the_number_open_the_account_at_once(weak_talk, office, born):
    office.write("UPDATE customers SET date_of_birth = '1991-10-03' WHERE customer_id = 'cus-0001'")
    await weak_talk.says("what do i owe", "ask_bill")
    words = f"I don't know the number by heart. I'm Marigold Quillfeather, born {born}"
    await weak_talk.says(words, "cannot_identify")
    assert "utter_billing_due_changed" in weak_talk.responses


async def test_a_name_in_place_of_the_number_is_taken_whatever_it_sounds_like(weak_talk):
    await weak_talk.says("what do i owe", "ask_bill")
    await weak_talk.says("I'm Marigold Quillfeather", "ask_if_human")
    assert weak_talk.responses == ["utter_identity_ask_birth_date"]


async def test_ones_own_number_said_with_a_matter_that_needs_none_yet_is_not_asked_for_later(weak_talk):
    await weak_talk.says("no bars at all, my number is (555) 123-0101, zip 55101", "report_no_signal")
    assert weak_talk.slots["phone_number"] == "5551230101"
    await weak_talk.says("what do i owe", "ask_bill")
    assert weak_talk.slots["verification"]["customer_id"] == "cus-0001"


async def test_a_number_that_cannot_be_called_is_not_ones_own(weak_talk):
    await weak_talk.says("i can't call 555-123-0102, no signal", "report_no_signal")
    assert not weak_talk.slots.get("phone_number")
