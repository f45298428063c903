"""Policy, data allowance: used >= limit + top-ups stops data; at most 2 GB, the price first, only on a yes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from actions.turns.operations import Operation
from actions.turns.resources import Offers
from actions.words.data_amounts import gigabytes_in
from tests.unit.actions.line_carrier import FailingCarrier
from tests.unit.actions.talk import NOW, Talk

USED_UP = ("555-123-0105", "7290")
FINE = ("555-123-0101", "4071")
LINE = "lin-0005-1"


@pytest.fixture
def failing(carrier) -> FailingCarrier:
    return FailingCarrier(carrier)


@pytest.fixture
def buyer(resources, sealer, failing) -> Talk:
    return Talk(replace(resources, carrier=failing, offers=Offers(failing)), sealer)


async def topups(carrier) -> Decimal:
    return (await carrier.get_usage(LINE, conversation_id="test")).data_topup_gb


async def offered(talk: Talk, words: str = "my data is used up, i need more", who=USED_UP) -> Talk:
    await talk.says(words, "add_data")
    return await talk.proves(*who)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("add 2 GB", "2"), ("two gigs please", "2"), ("another gig", "1"), ("1.5 gigabytes", "1.5"),
        ("500 MB", "0.5"), ("2 more gb", "2"), ("i used all my 5 gb, add more", None), ("more data", None),
        ("a couple of gigs", "2"), ("i used up my 15 gigs, give me 1 gb", "1"), ("call me at 2", None),
    ],
)  # fmt: skip
def test_the_amount_wanted_is_read_and_not_the_one_used(said, amount):
    assert gigabytes_in(said) == (Decimal(amount) if amount else None)


@pytest.mark.policy("data-price-first")
async def test_the_price_is_said_before_any_data_is_added(buyer, carrier, failing):
    before = await topups(carrier)
    await offered(buyer)
    assert buyer.responses[-1] == "utter_ask_topup"
    assert buyer.last.values == {"data": "1 GB", "amount": "$5.00", "number": "0105"}
    assert failing.count("add_data_topup") == 0
    assert await topups(carrier) == before


@pytest.mark.policy("data-on-a-yes")
async def test_a_yes_adds_it_once_and_tells_the_result(buyer, carrier):
    before = await topups(carrier)
    await offered(buyer)
    await buyer.says("yes", "affirm")
    assert buyer.responses == ["utter_usage_topup_added"]
    assert buyer.last.values["amount"] == "$5.00"
    assert await topups(carrier) == before + 1
    assert buyer.facts["topup"] == "1 GB, $5.00"
    assert [(step.step, step.result.value) for step in buyer.care.steps] == [("topup", "worked")]


@pytest.mark.parametrize("how", ["deny", "never_mind"])
@pytest.mark.policy("data-on-a-yes")
async def test_a_no_adds_nothing(buyer, failing, how):
    await offered(buyer)
    await buyer.says("no thanks", how)
    assert buyer.responses == ["utter_usage_topup_declined"]
    assert buyer.form is None
    assert failing.count("add_data_topup") == 0


async def test_a_question_with_a_yes_in_it_buys_nothing(buyer, failing):
    await offered(buyer)
    await buyer.says("yes but does it carry over?", "affirm")
    assert failing.count("add_data_topup") == 0


@pytest.mark.parametrize("intent", ["add_data", "affirm", "ask_faq", "deny", "nlu_fallback"])
@pytest.mark.parametrize(
    "said",
    ["no, no extra data", "nope, no more data", "i don't want extra data", "no thanks, not 2 gb", "not now",
     "no i do not want to add data", "never, no data please"],
)  # fmt: skip
async def test_a_no_buys_nothing_whatever_it_was_taken_for(buyer, failing, said, intent):
    await offered(buyer)
    await buyer.says(said, intent, confidence=0.95)
    assert failing.count("add_data_topup") == 0
    assert buyer.responses == ["utter_usage_topup_declined"]


@pytest.mark.parametrize(
    ("said", "intent"),
    [("yes add it please", "add_data"), ("no problem, add it", "affirm"), ("sure", "affirm")],
)
async def test_a_yes_in_other_words_is_one(buyer, failing, said, intent):
    await offered(buyer)
    await buyer.says(said, intent)
    assert failing.count("add_data_topup") == 1


async def test_another_amount_is_priced_before_it_is_bought(buyer, failing):
    await offered(buyer)
    await buyer.says("make it 2 gb", "add_data")
    assert buyer.last.values["amount"] == "$10.00"
    assert failing.count("add_data_topup") == 0
    await buyer.says("ok", "affirm")
    assert buyer.responses == ["utter_usage_topup_added"]
    assert buyer.last.values["data"] == "2 GB"


async def test_an_amount_said_at_the_beginning_is_the_one_offered(buyer):
    await offered(buyer, "please add 2 gb")
    assert buyer.last.values["data"] == "2 GB"


@pytest.mark.policy("data-most-two-gb")
async def test_more_than_two_gigabytes_is_not_offered(buyer, failing):
    await offered(buyer, "add 5 gb")
    assert buyer.responses[-2:] == ["utter_usage_topup_most", "utter_ask_topup"]
    assert buyer.last.values["data"] == "2 GB"


async def test_after_two_gigabytes_the_team_goes_on(buyer, failing):
    await offered(buyer, "please add 2 gb")
    await buyer.says("yes", "affirm")
    await buyer.says("one more gig please", "add_data")
    assert buyer.responses == ["utter_usage_topup_limit"]
    assert buyer.care.handoff.reason == "policy"
    assert failing.count("add_data_topup") == 1


async def test_a_gigabyte_that_would_not_bring_data_back_is_not_sold(buyer, office):
    office.write("UPDATE lines SET data_used_mb = 7500, data_topup_mb = 1000 WHERE line_id = ?", LINE)
    await offered(buyer, "add 1 gb")
    assert buyer.responses[-2:] == ["utter_usage_topup_needs_more", "utter_ask_topup"]
    assert buyer.last.values["data"] == "2 GB"


async def test_where_the_limit_cannot_bring_data_back_the_team_goes_on(buyer, office):
    office.write("UPDATE lines SET data_used_mb = 9500, data_topup_mb = 0 WHERE line_id = ?", LINE)
    await offered(buyer)
    assert buyer.care.handoff.reason == "policy"


@pytest.mark.policy("data-used-up")
async def test_data_left_that_is_used_up_comes_with_the_offer(buyer):
    await buyer.says("how much data is left", "ask_data_left")
    await buyer.proves(*USED_UP)
    assert buyer.responses == ["utter_identity_proved", "utter_usage_used_up", "utter_ask_topup"]


@pytest.mark.policy("alone-look-up")
async def test_data_left_is_told_without_selling_anything(buyer):
    await buyer.says("how much data is left", "ask_data_left")
    await buyer.proves(*FINE)
    assert buyer.responses == ["utter_identity_proved", "utter_usage_left"]


async def test_a_customer_who_wants_more_with_data_left_may_have_it(buyer):
    await offered(buyer, "add a gig", FINE)
    assert buyer.responses[-1] == "utter_ask_topup"
    assert buyer.last.values["amount"] == "$4.00"


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("409", "utter_usage_topup_refused"),
        ("422", "utter_usage_topup_refused"),
        ("never_arrives", "utter_usage_topup_not_known"),
        ("reply_lost", "utter_usage_topup_added"),
        ("down", "utter_general_system_down"),
    ],
)
async def test_what_became_of_it_is_told_as_it_is(buyer, failing, how, told):
    await offered(buyer)
    failing.fails["add_data_topup"] = how
    await buyer.says("yes", "affirm")
    assert buyer.responses == [told]
    assert failing.count("add_data_topup") == 1


async def test_after_a_silence_trying_again_reads_instead_of_buying_twice(buyer, failing, carrier):
    before = await topups(carrier)
    await offered(buyer)
    failing.fails = {"add_data_topup": "reply_lost", "get_usage": "down"}
    await buyer.says("yes", "affirm")
    assert buyer.responses == ["utter_general_system_down"]
    failing.fails.clear()
    await buyer.says("try again", "affirm")
    assert buyer.responses == ["utter_usage_topup_added"]
    assert await topups(carrier) == before + 1


async def test_the_same_yes_run_twice_buys_once(buyer, failing):
    await offered(buyer)
    slots = dict(buyer.slots)
    await buyer.says("yes", "affirm", turn_id="turn-1")
    buyer.slots, buyer.form = slots, "detail_form"
    await buyer.says("yes", "affirm", turn_id="turn-1")
    assert buyer.responses == ["utter_usage_topup_added"]
    assert failing.count("add_data_topup") == 1


async def test_a_person_in_the_middle_knows_what_was_offered(buyer, failing):
    await offered(buyer)
    await buyer.says("let me talk to someone", "want_agent")
    assert buyer.paused
    assert "not confirmed" in buyer.care.handoff.note
    assert failing.count("add_data_topup") == 0


async def test_a_question_in_the_middle_is_answered_and_the_offer_comes_back(buyer):
    await offered(buyer)
    await buyer.says("what plan am i on", "ask_plan")
    assert buyer.responses == ["utter_plans_own", "utter_ask_topup"]


async def test_several_lines_are_asked_about_once(buyer):
    await buyer.says("add 1 gb", "add_data")
    await buyer.says("my name is Rosalind Copperkettle", "inform_identity")
    await buyer.says("02/14/1983", "inform_identity")
    buyer.slots["claim"] = {**buyer.slots["claim"], "number": ""}
    await buyer.says("", "inform_identity", secret="1837")
    assert buyer.responses[-1] == "utter_ask_line"
    assert len(buyer.last.care.choices) == 5
    await buyer.says("the one ending in 0136", "inform_identity")
    assert buyer.responses == ["utter_ask_topup"]
    assert buyer.last.values == {"data": "1 GB", "amount": "$5.00", "number": "0136"}
    await buyer.says("no", "deny")
    await buyer.says("add 2 gb", "add_data")
    assert buyer.last.values["number"] == "0136"


async def test_somebody_elses_line_is_asked_about_though_a_number_was_given_before(buyer):
    await buyer.says("how much data is left", "ask_data_left")
    await buyer.proves("555-123-0106", "1837")
    await buyer.says("please add a gig to my daughter's line", "add_data")
    assert buyer.responses == ["utter_ask_line"]
    await buyer.says("0116", "inform_identity")
    assert buyer.last.values["number"] == "0116"


async def test_a_line_that_is_suspended_is_told_of_before_any_data_is_sold(buyer, failing):
    await offered(buyer, "add 1 gb", ("555-123-0107", "6482"))
    assert buyer.responses[-1] == "utter_sim_suspended_overdue"
    assert failing.count("add_data_topup") == 0


async def test_what_was_bought_before_the_tracker_was_lost_counts(buyer, operations):
    spent = Operation(conversation_id=buyer.conversation_id, turn_id="before", name=f"topup:{LINE}:2")
    operations.begin(spent, at=NOW)
    await offered(buyer)
    assert buyer.care.handoff.reason == "policy"


@pytest.mark.parametrize("words", ["data left on all of my lines", "how much has everybody left"])
async def test_all_lines_are_told_when_all_are_asked_about(buyer, words):
    await buyer.says(words, "ask_data_left")
    await buyer.proves("555-123-0106", "1837")
    assert buyer.responses[-1] == "utter_usage_several_lines"
    assert len(buyer.last.care.card.rows) == 5


@pytest.mark.policy("data-most-two-gb")
@pytest.mark.parametrize(
    "text", ["Two won't even last me till Friday", "I need five", "it has to be at least 6 gb"]
)
async def test_who_was_told_the_limit_and_needs_more_is_handed_over(buyer, text):
    await offered(buyer, "add 10 gb please")
    assert "utter_usage_topup_most" in buyer.responses
    await buyer.says(text, "nlu_fallback", confidence=0.3)
    assert buyer.care.handoff.reason == "policy"
    assert "more data" in buyer.care.handoff.note


async def test_who_was_told_the_limit_and_declines_is_offered_the_team(buyer):
    await offered(buyer, "add 10 gb please")
    await buyer.says("no", "deny")
    assert buyer.responses == ["utter_usage_topup_declined_limit"]


async def test_the_offered_amount_said_with_an_ok_is_a_yes(buyer, failing):
    await offered(buyer, "please add 2 gb")
    await buyer.says("ok 2 GB", "nlu_fallback", confidence=0.3)
    assert failing.count("add_data_topup") == 1
