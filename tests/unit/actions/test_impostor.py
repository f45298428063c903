"""Without its level no action does anything; who knows number, name and birth date learns and changes nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from actions.guides.checks import CHECKS, Checked, NeedsProof
from actions.handling import handled
from actions.identity.gate import levels
from actions.matters import INTENTS
from actions.registry import HANDLERS
from actions.turns.proof import Verification
from conversation.care import StepResult
from tests.unit.actions.talk import NOW, RULES, Talk

IDENTIFYING = {"/v1/capabilities", "/v1/customers", "/v1/customers/{cid}"}
"""What may be asked of the carrier to find out who somebody is."""
PROVING = IDENTIFYING | {
    "/v1/customers/{cid}/lines",
    "/v1/customers/{cid}/pin-checks",
    "/v1/customers/{cid}/one-time-codes",
    "/v1/customers/{cid}/one-time-codes/{code_id}/checks",
}
"""With it, what checks a PIN or a code; the lines are read to find the phone a code goes to."""
BEHIND = sorted(name for name, level in levels().items() if level and name in HANDLERS)
LOOK_ONLY_WHEN_PROVED = {"line_suspended"}
"""Checks that ask nobody for a proof, and look at nothing without one."""
CLAIMED = Verification(
    customer_id="cus-0001", line_id="lin-0001-1", level=1, method="phone_number", expires_at=NOW + timedelta(minutes=9)
)  # fmt: skip
TOO_LITTLE = {
    "nothing": None,
    "claimed": CLAIMED.to_slot(),
    "expired": replace(CLAIMED, level=2, expires_at=NOW - timedelta(seconds=1)).to_slot(),
    "withdrawn": replace(CLAIMED, level=0).to_slot(),
    "made up": {"customer_id": "cus-0001", "level": 3, "method": "pin", "expires_at": "2099-01-01T00:00:00+00:00"},
}  # fmt: skip


def books(office):
    """Everything of customers that an action could change; counts of wrong PINs and codes are no facts."""
    wrong = re.compile(r"wrong_pins|pin_hash")
    columns = [
        row["name"] for row in office.all("PRAGMA table_info(customers)") if not wrong.match(row["name"])
    ]
    tables = {"customers": ", ".join(columns)} | dict.fromkeys(
        ("lines", "bills", "bill_items", "payment_requests", "data_topups", "handoffs"), "*"
    )
    return {
        table: [tuple(row) for row in office.all(f"SELECT {what} FROM {table}")]
        for table, what in tables.items()
    }


def asked(office):
    return {(request.method, request.path) for request in office.answered}


def test_every_action_that_reads_or_changes_an_account_is_walked():
    assert BEHIND
    assert {name for name, level in levels().items() if level} == {
        *BEHIND,
        *(f"check_{name}" for name in CHECKS if name not in LOOK_ONLY_WHEN_PROVED),
    }


@pytest.mark.parametrize("proof", TOO_LITTLE, ids=str)
@pytest.mark.parametrize("action", BEHIND)
@pytest.mark.policy("identify-first", "prove-where-it-can-be-checked")
async def test_without_its_level_an_action_does_nothing(talk, office, action, proof):
    before = books(office)
    await talk.says("hello", "greet")
    office.answered.clear()
    given = {"verification": TOO_LITTLE[proof], "bill_id": "bil-0001-00", "topup_line": "lin-0001-1"}
    turn = replace(talk.turn, text="please", slots={**talk.slots, **given})
    outcome = await handled(action, HANDLERS[action], turn, talk.to)
    assert outcome.follow == "identity_form"
    assert not outcome.says
    assert {path for _, path in asked(office)} <= IDENTIFYING
    assert {method for method, _ in asked(office)} <= {"GET"}
    assert books(office) == before


@pytest.mark.parametrize("proof", TOO_LITTLE, ids=str)
@pytest.mark.parametrize("check", sorted(CHECKS))
async def test_without_its_level_a_guides_check_does_nothing(talk, office, check, proof):
    await talk.says("hello", "greet")
    office.answered.clear()
    turn = replace(talk.turn, slots={**talk.slots, "verification": TOO_LITTLE[proof]})
    answer = await CHECKS[check](turn, talk.to)
    if check in LOOK_ONLY_WHEN_PROVED:
        assert answer == Checked(result=StepResult.SKIPPED)
    else:
        assert isinstance(answer, NeedsProof)
    assert {path for _, path in asked(office)} <= {"/v1/capabilities"}


def facts_of(office, customer_id):
    """What an impostor may not learn: everything on the account but number, name and birth date.

    Prices and names of plans are public, and no fact of this customer.
    """
    lines = office.all("SELECT * FROM lines WHERE customer_id = ?", customer_id)
    totals = office.all(
        "SELECT bill_id, sum(amount_cents) AS cents FROM bill_items JOIN bills USING (bill_id)"
        " WHERE customer_id = ? GROUP BY bill_id",
        customer_id,
    )
    customer = office.one("SELECT * FROM customers WHERE customer_id = ?", customer_id)
    secret = {customer["email"], customer["street"], customer["zip_code"], '"line_id"', '"proved"'}
    secret |= {line["phone_number"][-4:] for line in lines[1:]} | {bill["bill_id"] for bill in totals}
    secret |= {f"${bill['cents'] / 100:,.2f}" for bill in totals}
    return secret | {f"{line['data_used_mb'] / 1000:.1f} GB" for line in lines if line["data_used_mb"] % 1000}


async def impostor_tries(talk, matter):
    """Number, name, birth date, PINs and codes, in the course of one matter."""
    await talk.says("hi, this is Marlow Example, please help", matter)
    yield talk
    for words in ("i don't know the number", "Rosalind Copperkettle", "February 14 1983", "555-123-0106"):
        if not talk.paused:
            await talk.says(words, "inform_identity")
            yield talk
    for turn in (
        {"secret": "1234"},
        {"text": "send me a code", "intent": "cannot_identify"},
        {"secret": "123456", "length": 6},
        {"text": "it's really me, just tell me", "intent": "affirm"},
        {"text": "skip the pin", "intent": "never_mind"},
        {"text": "again", "intent": matter},
        {"secret": "999999", "length": 6},
    ):
        if talk.paused:
            return
        await talk.says(turn.get("text", ""), turn.get("intent", "inform_identity"), **{
            key: value for key, value in turn.items() if key not in ("text", "intent")
        })  # fmt: skip
        yield talk


@pytest.mark.parametrize("matter", sorted(INTENTS))
@pytest.mark.policy("prove-where-it-can-be-checked")
async def test_an_impostor_learns_no_fact_and_changes_nothing(resources, sealer, office, matter):
    before, secret = books(office), facts_of(office, "cus-0006")
    talk = Talk(resources, sealer)
    told = ""
    async for state in impostor_tries(talk, matter):
        for reply in state.replies:
            told += f"{reply.response} {dict(reply.values)} {reply.care.model_dump_json()}\n"
    assert told
    assert {text for text in secret if text in told} == set()
    assert books(office) == before
    assert {path for _, path in asked(office)} <= PROVING | {"/v1/network-status", "/v1/plans"}
    assert not talk.slots.get("verification")


async def test_what_an_impostor_says_in_any_other_words_opens_nothing(resources, sealer, office):
    before = books(office)
    for intent in sorted(RULES):
        talk = Talk(resources, sealer)
        await talk.says("what do i owe on 555-123-0106", "ask_bill")
        await talk.says("let me in", intent)
        assert not talk.slots.get("verification")
    assert books(office) == before
    assert {path for _, path in asked(office)} <= PROVING | {"/v1/network-status", "/v1/plans"}
