"""A proof that runs out while a form is open: asked for again, nothing read, nothing charged, no dead end."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from actions.forms import FORMS
from actions.lines.topups import TopUpOffer
from actions.turns.proof import Verification
from actions.turns.resources import Offers
from carrier.enums import AccountStatus, Capability
from carrier.types import Address, Capabilities, Customer
from tests.unit.actions.talk import NOW, RULES, Talk

MARIGOLD = ("555-123-0101", "4071")
USED_UP = ("555-123-0105", "7290")
EXPIRED = Verification(
    customer_id="cus-0001", line_id=None, level=2, method="pin", expires_at=NOW - timedelta(seconds=1)
)
OPEN = {
    "identity_form": {"requested_slot": "phone_number", "pending_action": "action_tell_bill"},
    "payment_form": {"requested_slot": "confirm_payment", "bill_id": "bil-1", "bill_amount": "$1.00"},
    "detail_form": {"requested_slot": "detail", "pending_action": "action_explain_charge"},
    "guide_form": {"requested_slot": "step_answer", "guide": "no-mobile-data"},
}
OFFERED = TopUpOffer(
    line_id="lin-1", number="0101", gb=Decimal(1), price=Decimal(5), before=Decimal(0), offered_in="turn-0"
).to_slot()
ASKING = [
    ("identity_form", {}),
    ("payment_form", {}),
    *(("detail_form", {"asking": what}) for what in ("charge", "disputed_charge", "dispute_reason", "area")),
    *(("guide_form", {"guide_question": what, "topup_offer": OFFERED}) for what in ("identity", "topup")),
]


class Untouchable:
    """A carrier that finds who was claimed, and of which no account may be read or changed."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was called without a proof")

    async def get_capabilities(self, **_):
        return Capabilities(offered=frozenset(Capability))

    async def get_customer(self, *_, **__):
        return Customer(
            customer_id="cus-0001", full_name="Marigold Quillfeather", date_of_birth=None, phone_number=MARIGOLD[0],
            account_status=AccountStatus.ACTIVE, line_ids=(), bill_ids=(), address=Address(),
        )  # fmt: skip

    async def find_customers(self, **_):
        return ()

    async def list_plans(self, **_):
        """Prices are nobody's account."""
        return ()


class Clock:
    """Stands still until a test moves it."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def customer(resources, sealer, clock) -> Talk:
    return Talk(replace(resources, clock=clock), sealer)


async def test_a_charge_named_after_the_proof_ran_out_is_explained_once_it_is_proved_again(customer, clock):
    await customer.says("what is that charge", "ask_charge")
    await customer.proves(*MARIGOLD)
    assert customer.responses[-1] == "utter_ask_charge"
    named = customer.slots["charge_choices"][0]
    clock.now += timedelta(minutes=31)
    await customer.says(named, "ask_charge")
    assert customer.responses == ["utter_identity_ask_pin"]
    await customer.says("", "inform_identity", secret=MARIGOLD[1])
    assert customer.responses[0] == "utter_identity_proved"
    assert customer.responses[-1].startswith("utter_billing_charge_")


async def test_a_yes_to_a_top_up_after_the_proof_ran_out_charges_nothing_until_it_is_proved_again(
    customer, clock, carrier
):
    await customer.says("mobile data does not work in 55101", "report_no_data")
    await customer.says("yes calls work", "affirm")
    await customer.says("no", "deny")
    await customer.says("still nothing", "step_failed")
    await customer.says("yes", "affirm")
    await customer.proves(*USED_UP)
    assert customer.responses[-1] == "utter_guide_ask_topup"
    before = await carrier.get_usage("lin-0005-1", conversation_id="t")
    clock.now += timedelta(minutes=31)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_identity_ask_pin"]
    assert (await carrier.get_usage("lin-0005-1", conversation_id="t")).data_topup_gb == before.data_topup_gb
    await customer.says("", "inform_identity", secret=USED_UP[1])
    assert customer.responses == ["utter_identity_proved", "utter_guide_ask_topup"]
    await customer.says("yes", "affirm")
    after = await carrier.get_usage("lin-0005-1", conversation_id="t")
    assert after.data_topup_gb - before.data_topup_gb == 1


async def test_a_top_up_needs_the_level_of_its_check_and_not_just_any_proof(resources, sealer):
    talk = Talk(replace(resources, carrier=Untouchable(), offers=Offers(Untouchable())), sealer)
    claimed_only = replace(EXPIRED, level=1, expires_at=NOW + timedelta(minutes=5))
    talk.form, talk.slots = "guide_form", {**OPEN["guide_form"], "guide_question": "topup"}
    talk.slots |= {"topup_offer": OFFERED, "verification": claimed_only.to_slot()}
    talk.slots["guide_position"] = talk.to.knowledge.guides["no-mobile-data"].steps[0].id
    await talk.says("yes", "affirm")
    assert talk.form == "identity_form"


async def test_a_yes_to_a_payment_after_the_proof_ran_out_is_kept_until_it_is_proved_again(customer, clock):
    await customer.says("i want to pay", "pay_bill")
    await customer.proves("555-123-0102", "5926")
    clock.now += timedelta(minutes=31)
    await customer.says("yes", "affirm")
    assert customer.responses == ["utter_identity_ask_pin"]
    await customer.says("", "inform_identity", secret="5926")
    assert customer.responses == ["utter_identity_proved", "utter_payments_sent"]


def test_every_form_is_walked():
    assert {form for form, _ in ASKING} == set(FORMS)


@pytest.mark.parametrize("intent", sorted(RULES))
@pytest.mark.parametrize(("form", "asking"), ASKING, ids=str)
async def test_whatever_is_said_in_a_form_no_account_is_touched_without_its_proof(
    resources, sealer, form, asking, intent
):
    talk = Talk(replace(resources, carrier=Untouchable(), offers=Offers(Untouchable())), sealer)
    talk.form, talk.slots = form, {**OPEN[form], **asking, "verification": EXPIRED.to_slot()}
    if form == "guide_form":
        talk.slots["guide_position"] = talk.to.knowledge.guides["no-mobile-data"].steps[0].id
    await talk.says("the equipment fee", intent)
    assert talk.replies
