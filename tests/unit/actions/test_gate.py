from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.forms import FORMS
from actions.guides.checks import CHECKS
from actions.identity.gate import LevelMissing, guarded, levels
from actions.matters import INTENTS, MATTERS
from actions.registry import HANDLERS
from actions.turns.proof import Verification, read_verification
from actions.turns.resources import Offers, Policy
from carrier.enums import AccountStatus, Capability
from carrier.errors import CarrierUnavailable
from carrier.types import Address, Capabilities, Customer
from tests.unit.actions.talk import NOW, RULES, Talk, domain

DOMAIN = domain()
ACCOUNT = [name for name in HANDLERS if levels()[name] == 2]
CLAIMED = Customer(
    customer_id="cus-0001", full_name="Marigold Quillfeather", date_of_birth=date(1988, 4, 17), phone_number="555-123-0101",
    account_status=AccountStatus.ACTIVE, line_ids=(), bill_ids=(), address=Address(),
)  # fmt: skip
"""Who was claimed before: read to ask for the PIN only."""
PROOF = Verification(
    customer_id="cus-0001", line_id=None, level=2, method="pin", expires_at=NOW + timedelta(minutes=5)
)


class Untouchable:
    """A carrier of which no bill, line or usage may be read."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was read without a proof")

    async def get_capabilities(self, **_):
        return Capabilities(offered=frozenset(Capability))

    async def get_customer(self, *_, **__):
        return CLAIMED


def test_every_action_of_the_domain_is_handled_and_has_its_level():
    ours = {name for name in DOMAIN["actions"] if not name.startswith(("validate_", "action_ask_"))}
    assert ours == set(HANDLERS)
    checks = {f"check_{name}" for name in CHECKS}
    assert set(levels()) == set(HANDLERS) | checks


def test_every_form_of_the_domain_has_its_validation_and_questions():
    assert set(FORMS) == set(DOMAIN["forms"])
    wanted = {f"validate_{name}" for name in FORMS}
    wanted |= {f"action_ask_{name}_{slot}" for name, form in FORMS.items() for slot in form.asks}
    assert wanted == {name for name in DOMAIN["actions"] if name.startswith(("validate_", "action_ask_"))}


def test_every_action_of_a_rule_exists():
    known = set(HANDLERS) | set(DOMAIN["responses"])
    assert set(RULES.values()) <= known


def test_an_action_without_a_level_does_not_start():
    with pytest.raises(LevelMissing):
        guarded("action_that_nobody_listed", HANDLERS["action_tell_bill"])


@pytest.mark.parametrize("action", ACCOUNT)
@pytest.mark.parametrize(
    "slot",
    [
        None,
        {"customer_id": "cus-0001", "level": 2},
        "cus-0001",
        replace(PROOF, level=1).to_slot(),
        replace(PROOF, expires_at=NOW - timedelta(seconds=1)).to_slot() | {"customer_id": ""},
    ],
)
@pytest.mark.policy("identify-first")
async def test_without_the_level_nothing_of_the_account_is_read(resources, sealer, action, slot):
    carrier = Untouchable()
    talk = Talk(replace(resources, carrier=carrier, offers=Offers(carrier)), sealer)
    talk.slots["verification"] = slot
    intent = next((intent for intent, name in RULES.items() if name == action), "affirm")
    talk.turn = None
    if action in ("action_finish_payment", "action_finish_topup"):
        talk.slots["offer"] = None
        from actions.turns.turn import Intent, Situation, Turn

        turn = Turn(
            conversation_id="c", turn_id="t", text="yes", intent=Intent(name="affirm", confidence=1.0),
            situation=Situation(turn_at=NOW, sender="c"), slots={"verification": slot, "bill_id": "b", "confirm_payment": "yes"},
        )  # fmt: skip
        outcome = await HANDLERS[action](turn, talk.to)
        assert outcome.follow == "identity_form"
        return
    await talk.says("please, it was stolen" if intent == "report_lost_phone" else "please", intent)
    assert talk.form == "identity_form"
    assert talk.slots["pending_action"] == action


async def test_a_proof_that_has_expired_is_asked_for_again(talk):
    talk.slots["verification"] = replace(PROOF, expires_at=NOW - timedelta(seconds=1)).to_slot()
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_identity_ask_pin_named"]


async def test_a_signed_login_needs_no_number_and_no_pin(talk):
    talk.situation["login"] = replace(PROOF, method="signed_login")
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses == ["utter_billing_due_changed"]
    assert talk.facts["customer_id"] == "cus-0001"
    assert talk.slots["verification"]["method"] == "signed_login"


async def test_a_wrong_number_leaves_a_signed_login_as_it_is(talk):
    talk.situation["login"] = replace(PROOF, method="signed_login")
    await talk.says("what do i owe", "ask_bill")
    await talk.says("no, that's the wrong number", "correct", entities={"about": "number"})
    assert talk.responses == ["utter_general_which_number"]
    assert "verification" not in {fact.name for fact in talk.care.facts}
    assert talk.slots["verification"]["method"] == "signed_login"
    await talk.says("555-123-0104", "inform_identity")
    assert talk.responses == ["utter_identity_ask_pin"]
    await talk.says("never mind", "never_mind")
    await talk.says("what do i owe", "ask_bill")
    assert talk.responses[-1].startswith("utter_billing")


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        [],
        {"customer_id": "c"},
        {**PROOF.to_slot(), "level": 9},
        {**PROOF.to_slot(), "expires_at": "soon"},
        {**PROOF.to_slot(), "expires_at": "2026-07-20T10:00:00"},
    ],
)
def test_a_proof_that_is_not_whole_is_none(odd):
    assert read_verification(odd) is None


def test_a_proof_survives_its_slot():
    assert read_verification(PROOF.to_slot()) == PROOF


class Weak:
    """A carrier that can check neither PIN nor code; everything else is the real one's."""

    def __init__(self, carrier):
        self._carrier = carrier

    def __getattr__(self, name):
        return getattr(self._carrier, name)

    async def get_capabilities(self, **_):
        return Capabilities(offered=frozenset())


@pytest.mark.policy("identify-by-number-or-name")
async def test_a_carrier_that_checks_nothing_is_served_by_the_number_alone(resources, sealer, carrier):
    weak = Weak(carrier)
    talk = Talk(replace(resources, carrier=weak, offers=Offers(weak)), sealer)
    await talk.says("what do i owe, 555-123-0101", "ask_bill")
    assert "utter_billing_due_changed" in talk.responses
    assert talk.slots["verification"]["level"] == 1


@pytest.mark.policy("prove-where-it-can-be-checked")
async def test_a_carrier_that_lists_nothing_and_checks_a_pin_is_not_served_by_the_number_alone(
    resources, sealer, carrier, office
):
    office.tells_capabilities = False
    talk = Talk(replace(resources, offers=Offers(carrier)), sealer)
    await talk.says("what do i owe, 555-123-0101", "ask_bill")
    assert talk.responses == ["utter_identity_ask_pin"]
    assert not talk.slots.get("verification")
    await talk.says("", "inform_identity", secret="4071")
    assert talk.slots["verification"]["level"] == 2
    again = Talk(talk.to, sealer)
    await again.says("my bill, 555-123-0104", "ask_bill")
    assert again.responses == ["utter_identity_ask_pin"]


async def test_a_carrier_with_the_required_paths_only_is_looked_at_once_and_then_served(
    resources, sealer, carrier, office
):
    office.tells_capabilities = False
    office.offers = frozenset()
    to = replace(resources, offers=Offers(carrier))
    for number in ("555-123-0101", "555-123-0104"):
        talk = Talk(to, sealer)
        await talk.says(f"what do i owe, {number}", "ask_bill")
        assert talk.slots["verification"]["level"] == 1
    looked = [request for request in office.answered if request.path.endswith("pin-checks")]
    assert len(looked) == 1


async def test_a_setting_forbids_weak_identity(resources, sealer, carrier):
    weak = Weak(carrier)
    strict = replace(resources, carrier=weak, offers=Offers(weak), policy=Policy(allow_weak_identity=False))
    talk = Talk(strict, sealer)
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    assert talk.paused
    assert talk.care.handoff.reason == "policy"


async def test_a_carrier_that_is_down_is_told_and_then_a_person_takes_over(resources, sealer):
    class Down(Untouchable):
        async def find_customers(self, **_):
            raise CarrierUnavailable("connect_failed", operation="find_customers")

    talk = Talk(replace(resources, carrier=Down(), offers=Offers(Down())), sealer)
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses == ["utter_general_system_down"]
    assert [choice.id for choice in talk.care.choices] == ["/affirm", "/want_agent"]
    assert [fact.value for fact in talk.care.facts if fact.name == "phone_number"] == ["555-123-0101"]
    await talk.says("yes", "affirm")
    assert talk.paused
    assert talk.care.handoff.reason == "system_down"


async def test_a_second_try_waits_until_the_carrier_may_be_asked_again(resources, sealer, monkeypatch):
    codes = ["connect_failed", "circuit_open", "circuit_open", "circuit_open"]

    class Spared(Untouchable):
        async def find_customers(self, **_):
            if codes:
                raise CarrierUnavailable(codes.pop(0), operation="find_customers")
            return ()

    monkeypatch.setattr("actions.talk.trouble.PAUSE_S", 0)
    talk = Talk(replace(resources, carrier=Spared(), offers=Offers(Spared())), sealer)
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses == ["utter_general_system_down"]
    await talk.says("yes", "affirm")
    assert talk.responses[0] == "utter_identity_number_unknown"


def test_the_matters_by_intent_are_as_the_rules_have_them():
    assert {intent: action for intent, action in RULES.items() if action in MATTERS} == INTENTS
