from dataclasses import replace

import pytest

from actions.turns.resources import Offers
from carrier.enums import BillStatus
from carrier.errors import CarrierConflict, CarrierUnavailable
from tests.unit.actions.talk import Talk

OTIS = ("555-123-0102", "5926")


async def asked(talk: Talk) -> Talk:
    await talk.says("i want to pay my bill", "pay_bill")
    return await talk.proves(*OTIS)


async def status(carrier) -> BillStatus:
    return (await carrier.list_bills("cus-0002", conversation_id="test", limit=1)).bills[0].status


class Counting:
    """The real carrier, counting payment requests and failing where a test says so."""

    def __init__(self, carrier):
        self._carrier = carrier
        self.requests = 0
        self.lose_reply = self.refuse = self.never_arrive = False

    def __getattr__(self, name):
        return getattr(self._carrier, name)

    async def create_payment_request(self, *given, **named):
        self.requests += 1
        if self.refuse:
            raise CarrierConflict("conflict", operation="create_payment_request")
        if self.never_arrive:
            raise CarrierUnavailable("timed_out", operation="create_payment_request", outcome_unknown=True)
        made = await self._carrier.create_payment_request(*given, **named)
        if self.lose_reply:
            raise CarrierUnavailable("timed_out", operation="create_payment_request", outcome_unknown=True)
        return made


@pytest.fixture
def counting(carrier) -> Counting:
    return Counting(carrier)


@pytest.fixture
def payer(resources, sealer, counting) -> Talk:
    return Talk(replace(resources, carrier=counting, offers=Offers(counting)), sealer)


async def test_the_amount_is_said_before_anything_is_asked_of_the_phone(payer, counting):
    await asked(payer)
    assert payer.responses == ["utter_identity_proved", "utter_payments_ask_confirm"]
    assert payer.last.values["amount"] == "$75.81"
    assert counting.requests == 0


async def test_a_yes_sends_one_request_and_says_it_is_not_paid_yet(payer, counting, carrier):
    await asked(payer)
    await payer.says("yes", "affirm")
    assert payer.responses == ["utter_payments_sent"]
    assert counting.requests == 1
    assert await status(carrier) is BillStatus.AWAITING_PAYMENT
    assert payer.facts["bill_status"] == "Awaiting Payment"


async def test_a_no_sends_nothing(payer, counting):
    await asked(payer)
    await payer.says("no", "deny")
    assert payer.responses == ["utter_payments_not_sent"]
    assert counting.requests == 0


async def test_a_no_taken_for_the_wish_to_pay_sends_nothing(payer, counting):
    await asked(payer)
    await payer.says("no, i will not pay that bill", "pay_bill", confidence=0.95)
    assert counting.requests == 0


async def test_never_mind_sends_nothing_and_leaves_the_form(payer, counting):
    await asked(payer)
    await payer.says("never mind", "never_mind")
    assert payer.form is None
    assert counting.requests == 0


async def test_the_same_turn_run_twice_asks_for_the_money_once(payer, counting):
    await asked(payer)
    before = dict(payer.slots)
    await payer.says("yes", "affirm", turn_id="turn-1")
    payer.slots, payer.form = before, "payment_form"
    await payer.says("yes", "affirm", turn_id="turn-1")
    assert counting.requests == 1
    assert payer.responses == ["utter_payments_sent"]


async def test_a_lost_reply_is_settled_by_reading_the_bill(payer, counting):
    counting.lose_reply = True
    await asked(payer)
    await payer.says("yes", "affirm")
    assert counting.requests == 1
    assert payer.responses == ["utter_payments_sent"]


async def test_a_request_that_never_arrived_is_not_repeated_but_told(payer, counting, carrier):
    counting.never_arrive = True
    await asked(payer)
    await payer.says("yes", "affirm")
    assert counting.requests == 1
    assert payer.responses == ["utter_payments_not_known"]
    assert await status(carrier) is BillStatus.OVERDUE


async def test_a_crash_between_request_and_result_is_settled_by_reading(payer, counting, operations, carrier):
    from actions.turns.operations import Operation
    from tests.unit.actions.talk import NOW

    await asked(payer)
    bill_id = payer.slots["bill_id"]
    operation = Operation(conversation_id=payer.conversation_id, turn_id="turn-1", name=f"payment:{bill_id}")
    operations.begin(operation, at=NOW)
    await carrier.create_payment_request("cus-0002", bill_id, conversation_id="crashed")
    await payer.says("yes", "affirm", turn_id="turn-1")
    assert counting.requests == 0
    assert payer.responses == ["utter_payments_sent"]


@pytest.mark.policy("pay-one-request")
async def test_an_open_request_is_told_instead_of_a_second_one(payer, counting):
    await asked(payer)
    await payer.says("yes", "affirm")
    await payer.says("pay it", "pay_bill")
    assert payer.responses == ["utter_payments_awaiting"]
    assert counting.requests == 1


async def test_a_conflict_reads_what_is_true_now(payer, counting):
    counting.refuse = True
    await asked(payer)
    await payer.says("yes", "affirm")
    assert payer.responses == ["utter_payments_refused"]


@pytest.mark.policy("pay-overdue-only")
async def test_only_an_overdue_bill_is_collected(talk):
    await talk.says("i want to pay", "pay_bill")
    await talk.proves("555-123-0101", "4071")
    assert talk.responses == ["utter_identity_proved", "utter_payments_not_due_yet"]
    assert talk.form is None


async def test_a_question_in_between_keeps_the_confirmation_open(payer, counting, retriever):
    await asked(payer)
    await payer.says("what happens if i pay late", "ask_faq")
    assert payer.responses[-1] == "utter_payments_ask_confirm"
    await payer.says("yes", "affirm")
    assert counting.requests == 1


@pytest.mark.parametrize(
    ("text", "intent"), [("done", "step_done"), ("ok", "affirm"), ("it worked", "step_worked")]
)
async def test_done_while_a_request_waits_means_the_payment(payer, carrier, text, intent):
    await asked(payer)
    await payer.says("yes", "affirm")
    await payer.says(text, intent)
    assert payer.responses == ["utter_payments_status_awaiting"]


async def test_the_status_asked_in_between_brings_no_second_question(payer, counting):
    talk = await asked(payer)
    await talk.says("did you get my payment already", "ask_payment_status")
    assert talk.responses[0] == "utter_payments_status_overdue_told"
    assert talk.form == "payment_form"
    assert counting.requests == 0


@pytest.mark.policy("pay-paid-when-it-reads-paid")
async def test_payment_is_believed_only_when_it_reads_paid(payer, server):
    import aiohttp

    await asked(payer)
    await payer.says("yes", "affirm")
    await payer.says("did it arrive", "ask_payment_status")
    assert payer.responses == ["utter_payments_status_awaiting"]
    async with aiohttp.ClientSession() as phone:
        await phone.post(
            server.make_url("/demo/payments/cus-0002/pay"), headers={"X-Conversation-Id": "phone"}
        )
    await payer.says("and now", "ask_payment_status")
    assert payer.responses == ["utter_payments_status_paid"]


@pytest.mark.parametrize(
    ("said", "intent", "confidence"),
    [
        ("yes but how much is the fee", "nlu_fallback", 0.4),
        ("well, hm", "affirm", 0.3),
        ("can i pay by card?", "pay_bill", 0.8),
    ],
)
async def test_money_is_asked_for_on_a_plain_yes_only(payer, counting, said, intent, confidence):
    await asked(payer)
    await payer.says(said, intent, confidence=confidence, ranking=())
    assert counting.requests == 0
    assert payer.form == "payment_form"


async def test_a_yes_with_a_few_words_is_a_yes(payer, counting):
    await asked(payer)
    await payer.says("yes send it over please", "nlu_fallback", confidence=0.4, ranking=())
    assert counting.requests == 1


# -- agreed to once --------------------------------------------------------------------------------------------

TOLD = ("Your June bill of $75.81 was due on July 5 and is overdue. Shall I send a payment request?",)


async def offered(talk: Talk) -> Talk:
    await talk.says("what do i owe", "ask_bill")
    await talk.proves(*OTIS)
    talk.said = TOLD
    return talk


@pytest.mark.policy("pay-amount-said")
async def test_a_yes_right_after_the_amount_was_said_is_enough(payer, counting):
    await offered(payer)
    await payer.says("yes please", "affirm")
    assert payer.responses == ["utter_payments_sent"]
    assert counting.requests == 1


@pytest.mark.parametrize(
    ("words", "intent", "more"),
    [
        ("yes?", "affirm", {}),
        ("yes", "affirm", {"situation": {"unseen": True}}),
        ("yes", "affirm", {"confidence": 0.4}),
        ("I want to pay $20", "pay_bill", {}),
        ("yes, the may bill", "affirm", {}),
    ],
)
async def test_anything_less_than_a_plain_yes_is_asked_about(payer, counting, words, intent, more):
    await offered(payer)
    await payer.says(words, intent, **more)
    assert payer.responses[-1] == "utter_payments_ask_confirm"
    assert counting.requests == 0


async def test_a_yes_to_an_amount_that_was_not_said_sends_nothing(payer, counting):
    await offered(payer)
    payer.said = ("Shall we go on with the payment?",)
    await payer.says("yes", "affirm")
    assert payer.responses == ["utter_payments_ask_confirm"]
    assert counting.requests == 0


async def test_a_no_to_the_offer_sends_nothing(payer, counting):
    await offered(payer)
    await payer.says("no, not today", "deny")
    assert payer.responses == ["utter_general_offer_declined"]
    assert counting.requests == 0


@pytest.mark.parametrize("intent", ["pay_bill", "payment_blocked"])
@pytest.mark.parametrize("text", ["ok, I confirmed that request just now", "the payment went through"])
async def test_whoever_says_that_it_is_paid_after_a_request_hears_how_the_bill_stands(talk, text, intent):
    await asked(talk)
    await talk.says("yes", "affirm")
    await talk.says(text, intent)
    assert talk.responses == ["utter_payments_status_awaiting"]
