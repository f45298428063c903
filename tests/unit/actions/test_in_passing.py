"""What customers tell of themselves while something else is asked is kept, and never asked for again."""

from datetime import date

import pytest

from actions.identity.in_passing import told_in
from actions.words.names import introduced_name, name_in
from tests.unit.actions.talk import Talk

TODAY = date(2026, 7, 20)


@pytest.fixture
def customer(resources, sealer) -> Talk:
    return Talk(resources, sealer)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("name's BILL O'MALLEY", "BILL O'MALLEY"),
        ("Name: will o’hara", "will o’hara"),
        ("hi, name is Anne-Marie D'Souza", "Anne-Marie D'Souza"),
        ("my full name's otis puddlefoot", "otis puddlefoot"),
    ],
)
def test_a_name_is_heard_however_it_is_introduced(text, name):
    assert introduced_name(text) == name
    assert name_in(text) == name


@pytest.mark.parametrize(
    "text",
    ["my wife's name is Jane Doe", "I'm really upset today", "this is ridiculous service", "I'm Locked out"],
)
def test_no_name_is_made_of_what_is_none(text):
    assert told_in(text, today=TODAY).name is None


@pytest.mark.parametrize(
    "text",
    [
        "555-123-0102",
        "my number is 555 123 0102",
        "I'm Otis Puddlefoot",
        "my name is otis puddlefoot and I was born on March 3, 1980",
        "born 3/3/1980",
        "my zip code is 55401",
        "it's five five five, one two three, oh one oh two",
    ],
)
def test_words_that_only_tell_who_or_where_somebody_is(text):
    assert told_in(text, today=TODAY).is_all


@pytest.mark.parametrize(
    "text",
    ["my number is 555 123 0102 and it has no signal", "I'm Otis Puddlefoot, what do I owe", "no idea"],
)
def test_words_that_say_more_than_that(text):
    assert not told_in(text, today=TODAY).is_all


async def test_a_number_given_for_the_zip_code_is_the_number_of_the_line(customer):
    await customer.says("my phone has no signal", "report_no_signal")
    assert customer.slots["asking"] == "area"
    await customer.says("555-123-0102", "inform_identity")
    assert customer.responses[-1] == "utter_identity_ask_pin"
    assert customer.facts["phone_number"] == "555-123-0102"


async def test_a_name_given_for_the_zip_code_is_kept_for_when_it_is_needed(customer):
    await customer.says("my phone has no signal", "report_no_signal")
    await customer.says("my name is Otis Puddlefoot", "inform_identity")
    assert customer.responses == ["utter_identity_noted_here", "utter_ask_area"]
    await customer.says("what do I owe", "ask_bill")
    await customer.says("I don't have the number here", "cannot_identify")
    assert customer.responses[-1] == "utter_identity_ask_birth_date"


async def test_a_zip_code_told_beside_something_else_is_not_asked_for(customer):
    await customer.says("what do I owe, my zip code is 55401", "ask_bill")
    assert customer.facts["area"] == "55401"
    await customer.says("never mind, my phone has no signal", "report_no_signal")
    assert "utter_ask_area" not in customer.responses


async def test_a_name_is_no_reason_for_more_time(customer):
    await customer.says("i need more time to pay", "request_arrangement")
    await customer.proves("555-123-0102", "5926")
    await customer.says("my name is Otis Puddlefoot", "inform_identity")
    assert customer.responses == ["utter_identity_noted_here", "utter_ask_pay_by"]


OTIS = "Otis Puddlefoot"


async def test_after_a_wrong_number_name_and_birth_date_given_before_are_used(customer):
    await customer.says(f"I'm {OTIS}, born November 2 1979", "inform_identity")
    await customer.says("what do I owe, my number is 555 999 8811", "ask_bill")
    assert customer.responses == ["utter_identity_number_unknown", "utter_identity_ask_pin_named"]


async def test_after_a_wrong_number_name_and_birth_date_in_one_go_lead_to_the_account(customer):
    await customer.says("what do I owe", "ask_bill")
    await customer.says("555 999 8811", "inform_identity")
    await customer.says(f"no wait, my name: {OTIS}, born 11/2/1979", "correct")
    assert customer.responses == ["utter_identity_ask_pin_named"]


async def test_the_name_said_again_is_known_and_only_the_date_is_missing(customer):
    await customer.says("what do I owe", "ask_bill")
    await customer.says("555 999 8811", "inform_identity")
    await customer.says(OTIS, "inform_identity")
    assert customer.responses == ["utter_identity_ask_birth_date"]
    await customer.says(OTIS.upper(), "inform_identity")
    assert customer.responses == ["utter_identity_name_known", "utter_identity_ask_birth_date"]
    assert customer.replies[0].values["name"] == OTIS
    await customer.says("November 2nd 1979", "inform_identity")
    assert customer.responses == ["utter_identity_ask_pin_named"]


async def test_a_name_in_capitals_is_read_back_as_names_are_written(customer):
    await customer.says("what do I owe", "ask_bill")
    await customer.says("I don't have the number", "cannot_identify")
    await customer.says("name's BILL O'MALLEY", "inform_identity")
    await customer.says("born may 3 1980", "inform_identity")
    assert customer.replies[0].values["name"] == "Bill O'Malley"


@pytest.mark.parametrize("intent", ["nlu_fallback", "ask_faq", "out_of_scope"])
async def test_a_name_alone_in_place_of_a_number_is_a_name(customer, intent):
    await customer.says("what do I owe", "ask_bill")
    await customer.says(OTIS, intent, confidence=0.4)
    assert customer.responses == ["utter_identity_ask_birth_date"]


async def test_capitals_make_no_name_of_a_wish(customer):
    await customer.says("what do I owe", "ask_bill")
    await customer.says("Picture Messages Fail", "report_picture_messages")
    assert "utter_identity_ask_birth_date" not in customer.responses
