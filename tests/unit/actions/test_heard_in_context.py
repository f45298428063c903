"""Words that mean something only beside what was offered or asked: no money, a payment made, staying here."""

from dataclasses import replace

import pytest

from actions.turns.resources import Offers
from actions.turns.turn import Intent, Situation, Turn
from actions.turns.understood import settled
from actions.words.phone_reports import reports_in
from actions.words.said import cannot_pay, says_paid, would_rather_stay
from carrier.enums import LineStatus
from tests.unit.actions.talk import NOW, Talk

OVERDUE = ("555-123-0107", "6482")


@pytest.fixture
def caller(resources, sealer) -> Talk:
    return Talk(replace(resources, offers=Offers(resources.carrier)), sealer)


async def offered_payment(talk: Talk) -> Talk:
    await talk.says("why is my line off", "report_suspended")
    return await talk.proves(*OVERDUE)


@pytest.mark.parametrize(
    "said",
    [
        "payday is not before Friday, I'm strapped",
        "we won't get paid before the first",
        "I can't swing that",
        "I have no cash",
    ],
)
def test_a_lack_of_money_is_heard(said):
    assert cannot_pay(said)


@pytest.mark.parametrize("said", ["I can't switch it off", "it won't do that now", "I paid until June"])
def test_what_only_sounds_like_it_is_not(said):
    assert not cannot_pay(said)


async def test_no_money_for_an_offered_payment_asks_for_more_time_and_lifts_nothing(caller, carrier):
    await offered_payment(caller)
    await caller.says("we're short on cash until the first", "nlu_fallback", confidence=0.4)
    assert caller.slots["pending_action"] == "action_arrange_payment"
    assert (await carrier.get_line("lin-0007-1", conversation_id="t")).status is LineStatus.SUSPENDED


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ("it says the payment was accepted, still dead though", True),
        ("ok approved it, nothing happens", True),
        ("how do I make the payment", False),
        ("my payment was declined", False),
    ],
)
def test_a_payment_made_is_heard(said, paid):
    assert says_paid(said) is paid


@pytest.mark.parametrize(
    "said", ["could we sort it out here", "I'd sooner finish this with you", "let's see if you can fix it"]
)
def test_wishing_to_go_on_here_declines_a_person(said):
    assert would_rather_stay(said)


@pytest.mark.parametrize(
    "said", ["yes, could you fix that", "I'd rather talk to a human", "can somebody help me"]
)
def test_wishing_for_a_person_does_not(said):
    assert not would_rather_stay(said)


async def test_an_offered_person_declined_by_going_on_is_asked_what_it_is_about(caller):
    await caller.says("gobbledygook in the fridge", "ask_faq", confidence=0.5)
    caller.slots["offer"] = "action_hand_off"
    await caller.says("could we sort it out here", "want_agent", confidence=0.4)
    assert not caller.paused
    assert caller.responses == ["utter_general_what_else"]


@pytest.mark.parametrize(
    "said", ["not as far as I can tell", "I don't think so", "it doesn't seem so", "I doubt it"]
)
def test_a_hedged_no_is_a_no(said):
    turn = Turn(
        conversation_id="c",
        turn_id="t",
        text=said,
        intent=Intent(name="nlu_fallback", confidence=0.4),
        situation=Situation(turn_at=NOW, sender="c"),
    )
    assert settled(turn, (frozenset({"deny"}),)).intent.name == "deny"


def test_another_sim_says_nothing_of_this_one():
    assert "sim_state" not in reports_in("a different SIM works in there")


async def test_words_of_a_field_are_no_wish_for_a_person(caller):
    await caller.says("what do i owe", "ask_bill")
    await caller.proves("555-123-0101", "4071")
    await caller.says("I get no pictures", "report_picture_messages")
    assert caller.form == "guide_form"
    await caller.says("full bars", "want_agent", confidence=0.3)
    assert not caller.paused


YES_OR_NO = (frozenset({"affirm"}), frozenset({"deny"}))


@pytest.mark.parametrize(
    ("said", "chances", "meant"),
    [
        ("that would be very kind", {"says_yes": 0.93}, "affirm"),
        ("I must sleep on it", {"says_no": 0.9}, "deny"),
        ("that would be kind, what does it cost?", {"says_yes": 0.9}, "nlu_fallback"),
        ("perhaps", {"says_yes": 0.6, "says_no": 0.3}, "nlu_fallback"),
    ],
)
def test_a_yes_or_no_in_words_of_its_own_is_taken_where_it_is_sure_and_free_of_conditions(
    said, chances, meant
):
    turn = Turn(
        conversation_id="c",
        turn_id="t",
        text=said,
        intent=Intent(name="nlu_fallback", confidence=0.9),
        situation=Situation(turn_at=NOW),
        answers={"yes_no": chances},
    )
    assert settled(turn, YES_OR_NO).intent.name == meant


@pytest.mark.parametrize(
    ("said", "sounds_like", "chances", "meant"),
    [
        ("okay, let that go out", "get_bill_file", {"says_yes": 0.75}, "affirm"),
        ("let that request go out to me", "get_bill_file", {"says_yes": 0.9}, "affirm"),
        ("let that request go out to me", "get_bill_file", {"says_yes": 0.75}, "get_bill_file"),
        ("okay, let a person send that", "want_agent", {"says_yes": 0.95}, "want_agent"),
        ("okay, but somebody took my phone", "report_lost_phone", {"says_yes": 0.95}, "report_lost_phone"),
        ("okay, what would that be?", "ask_charge", {"says_yes": 0.95}, "ask_charge"),
    ],
)
def test_a_yes_that_names_the_act_is_one_whatever_it_sounds_like(said, sounds_like, chances, meant):
    turn = Turn(
        conversation_id="c",
        turn_id="t",
        text=said,
        intent=Intent(name=sounds_like, confidence=0.9),
        situation=Situation(turn_at=NOW),
        answers={"yes_no": chances},
    )
    assert settled(turn, YES_OR_NO).intent.name == meant


@pytest.mark.parametrize(
    ("said", "state"), [("It is off on my side.", "off"), ("That one is on on my handset", "on")]
)
def test_whose_phone_it_is_says_nothing_of_the_switch(said, state):
    assert reports_in(said, asked="data_roaming")["data_roaming"].state == state
