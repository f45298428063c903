"""Guessing is stopped, over conversations, over restarts, by customer and by who guesses."""

from dataclasses import replace

import pytest

from actions.turns.attempts import Allowed, SqliteAttempts, of_name
from actions.turns.resources import Offers, Policy
from tests.unit.actions.offering import Offering
from tests.unit.actions.talk import NOW, Talk


@pytest.fixture
def weak(resources, carrier):
    """What a carrier without PIN and codes is served with: name and birth date are all there is to guess."""
    nothing = Offering(carrier)
    return replace(resources, carrier=nothing, offers=Offers(nothing))


async def guesses(to, sealer, *dates, name="Marigold Quillfeather", **situation):
    talk = Talk(to, sealer, **situation)
    await talk.says("what do i owe", "ask_bill")
    await talk.says("i don't know my number", "cannot_identify")
    await talk.says(name, "inform_identity")
    for born in dates:
        await talk.says(born, "inform_identity")
    return talk


async def test_birth_dates_cannot_be_guessed_over_several_conversations(weak, sealer):
    for first in (1, 4):
        talk = await guesses(weak, sealer, *(f"May {first + more} 1988" for more in range(3)))
        assert talk.responses == ["utter_identity_no_account"]
    talk = await guesses(weak, sealer, "April 17 1988")
    assert talk.responses == ["utter_identity_locked_out"]
    assert talk.care.handoff.reason == "identity_failed"


async def test_another_spelling_of_the_name_gives_no_further_guesses(weak, sealer):
    for name in ("Marigold Quillfeather", "Marygold Quilfeether"):
        await guesses(weak, sealer, "May 1 1988", "May 2 1988", "May 3 1988", name=name)
    talk = await guesses(weak, sealer, "April 17 1988", name="Merigold Quillfaether")
    assert talk.responses == ["utter_identity_locked_out"]


async def test_a_lockout_outlives_the_process(weak, sealer, tmp_path):
    for _ in range(2):
        await guesses(weak, sealer, "May 1 1988", "May 2 1988", "May 3 1988")
    again = SqliteAttempts(tmp_path / "actions.sqlite")
    talk = await guesses(replace(weak, attempts=again), sealer, "April 17 1988")
    again.close()
    assert talk.responses == ["utter_identity_locked_out"]


async def test_wrong_pins_are_counted_over_conversations_also_where_the_carrier_would_take_more(
    resources, sealer, office
):
    few = replace(resources, policy=Policy(allowed=Allowed(of_customer=3)))
    for pin in ("1111", "2222", "3333"):
        talk = Talk(few, sealer)
        await talk.says("what do i owe", "ask_bill")
        await talk.proves("555-123-0101", pin)
    talk = Talk(few, sealer)
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses == ["utter_identity_locked_out"]
    assert office.one("SELECT wrong_pins FROM customers WHERE customer_id = 'cus-0001'")["wrong_pins"] == 3


async def test_who_guesses_at_many_customers_is_stopped_and_nobody_else(weak, sealer):
    few = replace(weak, policy=Policy(allowed=Allowed(of_peer=4)))
    for name in ("Otis Puddlefoot", "Juno Lintwhistle"):
        await guesses(few, sealer, "May 1 1970", "May 2 1970", name=name, peer="192.0.2.7")
    stopped = await guesses(few, sealer, "April 17 1988", peer="192.0.2.7")
    assert stopped.responses == ["utter_identity_locked_out"]
    other = await guesses(few, sealer, "April 17 1988", peer="192.0.2.8")
    assert "utter_billing_due_changed" in other.responses


async def test_numbers_cannot_be_tried_one_after_the_other(weak, sealer):
    few = replace(weak, policy=Policy(allowed=Allowed(of_peer=4)))
    for place in range(2):
        talk = Talk(few, sealer, peer="192.0.2.7")
        await talk.says("what do i owe", "ask_bill")
        await talk.says(f"555-999-000{place}", "inform_identity")
        await talk.says(f"555-999-001{place}", "inform_identity")
    talk = Talk(few, sealer, peer="192.0.2.7")
    await talk.says("what do i owe, 555-123-0101", "ask_bill")
    assert talk.responses == ["utter_identity_locked_out"]


async def test_the_right_proof_sets_the_count_back(resources, sealer):
    few = replace(resources, policy=Policy(allowed=Allowed(of_customer=2)))
    for _ in range(3):
        talk = Talk(few, sealer)
        await talk.says("what do i owe", "ask_bill")
        await talk.proves("555-123-0101", "1111")
        await talk.says("", "inform_identity", secret="4071")
        assert talk.responses[0] == "utter_identity_proved"


async def test_a_turn_that_runs_twice_is_one_guess(weak, sealer, attempts):
    talk = await guesses(weak, sealer)
    before = dict(talk.slots)
    for _ in range(3):
        talk.slots, talk.form = dict(before), "identity_form"
        await talk.says("May 1 1988", "inform_identity", turn_id="turn-3")
    assert attempts.count(of_name("Marigold Quillfeather"), now=NOW) == 1


def test_after_a_day_everything_is_forgotten(attempts):
    attempts.add(["key"], operation="one", now=NOW)
    assert attempts.count("key", now=NOW) == 1
    assert attempts.count("key", now=NOW.replace(day=22)) == 0
