"""A PIN that is given before it is asked for is tried once the account is known, and never asked for again."""

PIN = "4071"


async def test_number_and_pin_in_one_breath_are_enough(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101 and my pin is 4071", "inform_identity", secret="555-123-0101 4071")
    assert talk.responses[0] == "utter_identity_proved"
    assert talk.responses[1].startswith("utter_billing")
    assert talk.slots["given_secret"] is None


async def test_everything_in_the_first_sentence_is_answered_at_once(talk):
    words = "what do i owe, my number is 555-123-0101 and my pin is 4071"
    await talk.says(words, "ask_bill", secret=words)
    assert talk.responses[-1].startswith("utter_billing")
    assert talk.form is None


async def test_a_pin_given_first_of_all_waits_for_the_number(talk):
    await talk.says("my pin is 4071", "inform_identity", secret="my pin is 4071")
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_identity_ask_number"]
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses[0] == "utter_identity_proved"


async def test_a_wrong_one_is_told_as_such_and_the_right_one_asked_for(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101 pin 9999", "inform_identity", secret="555-123-0101 9999")
    assert talk.responses == ["utter_identity_pin_wrong", "utter_identity_ask_pin"]
    await talk.says(PIN, "inform_identity", secret=PIN)
    assert talk.responses[0] == "utter_identity_proved"


async def test_it_is_tried_on_one_account_only(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101 pin 9999", "inform_identity", secret="555-123-0101 9999")
    await talk.says("no, i meant 555-123-0102", "correct")
    assert talk.responses == ["utter_identity_ask_pin"]


async def test_one_that_cannot_be_read_any_more_is_asked_for(talk):
    await talk.says("my pin is 4071", "inform_identity", secret="my pin is 4071")
    talk.slots["given_secret"] = "of another start"
    await talk.says("what do i owe, 555-123-0101", "ask_bill")
    assert talk.responses[-1] == "utter_identity_ask_pin"
