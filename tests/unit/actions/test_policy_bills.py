"""The care policy on bills, a test a sentence: against the demo, and against a carrier of required paths only."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import aiohttp
import pytest

from actions.turns.pauses import WORDED_AS
from actions.turns.resources import Offers
from carrier.enums import BillStatus
from tests.unit.actions.bill_carrier import WatchedCarrier, conflict, refused, silent
from tests.unit.actions.talk import Talk

OTIS = ("555-123-0102", "5926")
MARIGOLD = ("555-123-0101", "4071")


@pytest.fixture(params=["whole", "required_only"])
def watched(request, carrier) -> WatchedCarrier:
    return WatchedCarrier(carrier, required_only=request.param == "required_only")


@pytest.fixture
def customer(resources, sealer, watched) -> Talk:
    return Talk(replace(resources, carrier=watched, offers=Offers(watched)), sealer)


async def known(talk: Talk, who=OTIS) -> Talk:
    """Gives the number, and the PIN where one is asked for."""
    await talk.says(who[0], "inform_identity")
    return await talk.says("", "inform_identity", secret=who[1]) if talk.form == "identity_form" else talk


async def asks_to_pay(talk: Talk, who=OTIS, words="i want to pay my bill") -> Talk:
    await talk.says(words, "pay_bill")
    return await known(talk, who)


async def pays_on_the_phone(server, customer_id="cus-0002"):
    async with aiohttp.ClientSession() as phone:
        path = server.make_url(f"/demo/payments/{customer_id}/pay")
        await phone.post(path, headers={"X-Conversation-Id": "phone"})


def requests(watched) -> int:
    return len(watched.made("create_payment_request"))


def make(office, bill_id, **values):
    for name, value in values.items():
        office.write(f"UPDATE bills SET {name} = ? WHERE bill_id = ?", value, bill_id)


async def bills_of(carrier, customer_id="cus-0002"):
    return (await carrier.list_bills(customer_id, conversation_id="test", limit=6)).bills


# -- "Offer to take payment only for bills whose status is Overdue" -----------------------------------------


@pytest.mark.parametrize("status", ["Issued", "Paid", "Disputed", "Awaiting Payment"])
@pytest.mark.policy("pay-overdue-only")
async def test_payment_is_offered_for_no_other_status_than_overdue(
    customer, watched, office, carrier, status
):
    for bill in await bills_of(carrier):
        make(office, bill.bill_id, status=status if bill.status is BillStatus.OVERDUE else bill.status.value)
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert requests(watched) == 0


async def test_an_issued_bill_past_its_date_is_not_collected_either(customer, watched, office, carrier):
    listed = await carrier.list_bills("cus-0001", conversation_id="test")
    past = (listed.business_date - timedelta(days=3)).isoformat()
    make(office, listed.bills[0].bill_id, status="Issued", due_date=past)
    await asks_to_pay(customer, MARIGOLD)
    assert customer.responses[-1] == "utter_payments_not_collectable"
    assert requests(watched) == 0


async def test_an_overdue_bill_from_long_ago_is_found(customer, watched, office, carrier):
    every = await bills_of(carrier)
    for bill in every:
        make(office, bill.bill_id, status="Paid")
    make(office, every[-1].bill_id, status="Overdue")
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert watched.made("create_payment_request") == [("cus-0002", every[-1].bill_id)]


async def test_an_overdue_balance_is_told_with_an_offer_to_pay_it(customer):
    await customer.says("what do i owe", "ask_bill")
    await known(customer)
    assert customer.responses[-1].startswith("utter_billing_overdue")
    await customer.says("yes please", "affirm")
    assert customer.responses == ["utter_payments_ask_confirm"]


# -- "state the amount" ---------------------------------------------------------------------------------------


@pytest.mark.policy("pay-amount-said")
async def test_the_amount_stands_in_the_question_before_anything_is_sent(customer, watched, carrier):
    overdue = next(bill for bill in await bills_of(carrier) if bill.status is BillStatus.OVERDUE)
    await asks_to_pay(customer)
    assert customer.responses[-1] == "utter_payments_ask_confirm"
    assert Decimal(customer.last.values["amount"].strip("$")) == overdue.total_due
    assert requests(watched) == 0


async def test_another_amount_than_the_bills_is_not_requested_silently(customer, watched):
    await asks_to_pay(customer, words="i want to pay $20")
    assert "utter_payments_whole_only" in customer.responses
    assert requests(watched) == 0


async def test_nothing_is_sent_without_a_yes(customer, watched):
    await asks_to_pay(customer)
    for words, intent in [("hold on", "wait_please"), ("not yet", "deny"), ("what is it for", "ask_charge")]:
        await customer.says(words, intent)
        assert requests(watched) == 0
        assert customer.form in ("payment_form", "detail_form")


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("no, i don't want to pay that bill", "pay_bill"),
        ("don't send it", "pay_bill"),
        ("nope, not paying", "affirm"),
    ],
)
async def test_a_sentence_that_says_no_is_never_a_yes_to_money(customer, watched, words, intent):
    await asks_to_pay(customer)
    await customer.says(words, intent)
    assert requests(watched) == 0
    assert customer.responses[0] == "utter_payments_not_sent"


async def test_hold_on_keeps_the_question_and_the_yes_after_it_counts(customer, watched):
    await asks_to_pay(customer)
    await customer.says("hold on a second", "wait_please")
    assert customer.responses == ["utter_payments_ask_confirm"]
    assert customer.last.values[WORDED_AS] == "utter_payments_waiting"
    await customer.says("ok yes", "affirm")
    assert requests(watched) == 1


# -- "push one payment request at a time" ----------------------------------------------------------------------


@pytest.mark.policy("pay-one-request")
async def test_while_a_request_is_open_none_is_offered_or_sent(customer, watched, office, carrier):
    every = await bills_of(carrier)
    make(office, every[2].bill_id, status="Overdue")
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert requests(watched) == 1
    for words, intent in [("pay the other one too", "pay_bill"), ("what do i owe", "ask_bill")]:
        await customer.says(words, intent)
        assert not customer.slots.get("offer")
        assert customer.form is None
        await customer.says("yes", "affirm")
    await customer.says("did you get it", "ask_payment_status")
    assert customer.responses == ["utter_payments_status_awaiting"]
    assert requests(watched) == 1


async def test_the_next_overdue_bill_follows_once_the_first_is_paid(
    customer, watched, office, carrier, server
):
    every = await bills_of(carrier)
    make(office, every[2].bill_id, status="Overdue")
    await asks_to_pay(customer)
    first = customer.slots["bill_id"]
    assert first == every[2].bill_id, "the oldest comes first"
    await customer.says("yes", "affirm")
    await pays_on_the_phone(server)
    await customer.says("i approved it", "ask_payment_status")
    assert customer.responses == ["utter_payments_status_paid", "utter_payments_next_overdue"]
    await customer.says("yes", "affirm")
    await customer.says("yes", "affirm")
    assert requests(watched) == 2


async def test_an_open_request_seen_only_by_the_409_is_told(customer, watched, office, carrier):
    await asks_to_pay(customer)
    await carrier.create_payment_request("cus-0002", customer.slots["bill_id"], conversation_id="app")
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_awaiting"]


async def test_a_409_without_an_open_request_goes_to_a_person_not_into_a_loop(customer, watched):
    watched.before["create_payment_request"] = [conflict()]
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_refused"]
    await customer.says("yes", "affirm")
    assert customer.care.handoff is not None
    assert requests(watched) == 1


async def test_a_422_is_not_repeated(customer, watched):
    watched.before["create_payment_request"] = [refused()]
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_refused"]
    assert requests(watched) == 1


# -- "believe a bill is paid only when its status reads Paid" --------------------------------------------------


@pytest.mark.policy("pay-paid-when-it-reads-paid")
async def test_a_customers_word_does_not_make_a_bill_paid(customer, server):
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    await customer.says("i paid it", "ask_payment_status")
    assert customer.responses == ["utter_payments_status_awaiting"]
    await pays_on_the_phone(server)
    await customer.says("now i paid it", "ask_payment_status")
    assert customer.responses == ["utter_payments_status_paid"]
    assert customer.facts["bill_status"] == "Paid"


async def test_a_lost_answer_is_settled_by_reading_the_bill(customer, watched):
    watched.after["create_payment_request"] = [silent()]
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_sent"]
    assert requests(watched) == 1


async def test_a_request_that_never_arrived_is_told_and_not_repeated(customer, watched):
    watched.before["create_payment_request"] = [silent()]
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_not_known"]
    assert requests(watched) == 1


async def test_when_neither_the_request_nor_the_bill_answers_nothing_is_claimed(customer, watched):
    watched.after["create_payment_request"] = [silent()]
    await asks_to_pay(customer)
    watched.before["list_bills"] = [silent(outcome_unknown=False)] * 4
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_not_readable"]
    assert requests(watched) == 1


async def test_a_request_that_went_out_is_told_as_sent_even_if_the_bill_cannot_be_read(customer, watched):
    await asks_to_pay(customer)
    watched.before["list_bills"] = [silent(outcome_unknown=False)] * 4
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_payments_sent"]


async def test_a_carrier_that_is_down_before_anything_was_sent_is_tried_again_on_a_yes(customer, watched):
    watched.before["create_payment_request"] = [silent(outcome_unknown=False)]
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_general_system_down"]


# -- dates: the business date, never the host's clock ----------------------------------------------------------


@pytest.mark.policy("business-date")
async def test_late_or_in_time_is_judged_by_the_business_date(customer, office, carrier):
    listed = await carrier.list_bills("cus-0001", conversation_id="test")
    assert listed.business_date is not None
    for days, response in [(2, "utter_payments_status_open"), (-2, "utter_payments_status_unmarked")]:
        due = (listed.business_date + timedelta(days=days)).isoformat()
        make(office, listed.bills[0].bill_id, status="Issued", due_date=due)
        await customer.says("did my payment arrive", "ask_payment_status")
        if customer.form == "identity_form":
            await known(customer, MARIGOLD)
        assert customer.responses[-1] == response


# -- a phone that cannot be used -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["my phone is dead", "i lost my phone so i can't approve it", "no phone here"]
)
@pytest.mark.policy("handover-forbidden")
async def test_without_a_phone_to_approve_on_the_team_takes_the_payment(customer, watched, words):
    await asks_to_pay(customer)
    await customer.says(words, "nlu_fallback", confidence=0.4, ranking=())
    assert customer.responses == ["utter_payments_other_way"]
    assert customer.care.handoff.reason == "policy"
    assert words in customer.care.handoff.note
    assert requests(watched) == 0


async def test_a_request_that_cannot_be_approved_goes_to_the_team_with_the_bill(customer, watched):
    await asks_to_pay(customer)
    await customer.says("yes", "affirm")
    await customer.says("it never came to my phone", "payment_blocked")
    assert customer.responses == ["utter_payments_other_way"]
    assert customer.facts["bill_status"] == "Awaiting Payment"
    assert requests(watched) == 1


async def test_a_request_nobody_sent_is_offered_instead(customer, watched):
    await customer.says("the payment request never came", "payment_blocked")
    await known(customer)
    assert customer.responses[-2:] == ["utter_payments_none_open", "utter_payments_ask_confirm"]


# -- another bill is meant -------------------------------------------------------------------------------------


async def test_another_overdue_month_named_takes_the_place_of_the_first(customer, watched, office, carrier):
    every = await bills_of(carrier)
    make(office, every[2].bill_id, status="Overdue")
    overdue = [bill for bill in await bills_of(carrier) if bill.status is BillStatus.OVERDUE]
    newest = overdue[0]
    await asks_to_pay(customer)
    await customer.says(f"no, the {newest.period_end:%B} one", "deny")
    assert customer.slots["bill_id"] == newest.bill_id
    assert customer.responses == ["utter_payments_ask_confirm"]
    await customer.says("yes", "affirm")
    assert watched.made("create_payment_request") == [("cus-0002", newest.bill_id)]


# -- "Lift it only when no bill is open": the last mile after a payment ----------------------------------------

THADDEUS = ("555-123-0107", "6482")


async def test_once_the_bill_in_the_way_is_paid_the_line_is_lifted_in_the_same_turn(
    customer, watched, server
):
    await asks_to_pay(customer, THADDEUS)
    await customer.says("yes", "affirm")
    await customer.says("i'm still waiting, is it on?", "ask_payment_status")
    assert watched.made("resume_line") == []
    await pays_on_the_phone(server, "cus-0007")
    await customer.says("done, i just paid it", "ask_payment_status")
    assert customer.responses[0] == "utter_payments_status_paid"
    assert len(watched.made("resume_line")) == 1
    assert customer.responses[1] == "utter_sim_lifted"


async def test_while_another_bill_is_late_the_line_stays_as_it_is(customer, watched, server, office, carrier):
    older = (await bills_of(carrier, "cus-0007"))[2]
    make(office, older.bill_id, status="Overdue")
    await asks_to_pay(customer, THADDEUS)
    await customer.says("yes", "affirm")
    await pays_on_the_phone(server, "cus-0007")
    await customer.says("done, i just paid it", "ask_payment_status")
    assert customer.responses[-1] == "utter_payments_next_overdue"
    assert watched.made("resume_line") == []
