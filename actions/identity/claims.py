"""Who somebody says to be, looked up in the carrier's systems, and the proof once it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions.identity.guessing import locked_out, proved_right
from actions.turns.outcome import Outcome
from actions.turns.proof import Method, Verification, read_verification
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import same_number, shown_number
from carrier.types import Customer
from conversation.facts import FactStatus, LearntFact

CHECKED = "checked"
"""What the slot `pin` holds once the form has what it needs; never digits."""
NAMED = "by_name"
"""What the slot `phone_number` holds when the account was found by a name: no number was given."""
MOST_TRIES = 3
URGENT = frozenset({"action_suspend_lost_phone"})
"""What goes to the team at once when the customer cannot prove who they are, or a system is down."""
LEAVING: dict[str, object] = {"requested_slot": None}
"""Ends the form: its closing rule goes on with the pending matter, or hands off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Somebody said to be this customer; nothing is proved."""

    customer_id: str
    first_name: str
    number: str
    """As given, ten digits; empty when a name was given."""
    main_number: str = ""
    """The account's own number: where a code may go, never told."""
    method: str

    def to_slot(self) -> dict[str, object]:
        """The form in which the tracker keeps it."""
        return {
            "customer_id": self.customer_id,
            "first_name": self.first_name,
            "number": self.number,
            "main_number": self.main_number,
            "method": self.method,
        }


def claim_of(turn: Turn) -> Claim | None:
    """The claim made so far."""
    table = turn.table("claim")
    if not table.get("customer_id"):
        return None
    return Claim(
        customer_id=table["customer_id"],
        first_name=table.get("first_name", ""),
        number=table.get("number", ""),
        main_number=table.get("main_number", ""),
        method=table.get("method", Method.PHONE_NUMBER),
    )


async def switch_line(turn: Turn, to: Resources, number: str) -> Outcome | None:
    """Work on another line of the proved account; None when the number is not one of its lines."""
    proof = read_verification(turn.slots.get("verification"))
    if proof is None or to.clock() >= proof.expires_at:
        return None
    lines = await to.carrier.list_lines(proof.customer_id, conversation_id=turn.situation.sender)
    line = next((line for line in lines.lines if same_number(line.phone_number, number)), None)
    if line is None:
        return None
    moved = replace(proof, line_id=line.line_id)
    slots = {"verification": moved.to_slot(), "phone_number": number, "line_switched": True, "claim": None}
    return Outcome(slots=slots).learning(
        LearntFact(name="phone_number", value=shown_number(number)),
        LearntFact(name="line_id", value=line.line_id, status=FactStatus.OBSERVED),
    )


def proof_facts(customer: Customer, verification: Verification) -> tuple[LearntFact, ...]:
    """The proof mirrored as facts: who, and by which method until when."""
    status = FactStatus.PROVED if verification.level == 2 else FactStatus.STATED
    facts = [
        LearntFact(name="customer_id", value=customer.customer_id, status=FactStatus.OBSERVED),
        LearntFact(name="customer_name", value=customer.full_name, status=FactStatus.OBSERVED),
        LearntFact(
            name="verification", value=verification.method, status=status, expires_at=verification.expires_at
        ),
    ]
    if verification.line_id:
        facts.append(LearntFact(name="line_id", value=verification.line_id, status=FactStatus.OBSERVED))
    return tuple(facts)


async def claimed(turn: Turn, to: Resources, customer: Customer, number: str, method: Method) -> Outcome:
    """Somebody claims to be this customer; where nothing can be checked that is the proof, if allowed.

    `number` is the one the customer gave; empty when a name was given.
    """
    claim = Claim(
        customer_id=customer.customer_id,
        first_name=customer.full_name.split()[0],
        number=number,
        main_number=customer.phone_number,
        method=method,
    )
    noted = Outcome(
        slots={
            "claim": claim.to_slot(),
            "phone_number": number or NAMED,
            "heard_right": CHECKED,
            "read_back": None,
            "partial_number": None,
            "pin": None,
            "code": None,
        }
    )
    if locked_out(turn, to, customer_id=customer.customer_id):
        return noted.keeping({"identity_outcome": "locked_out", "pin": CHECKED, **LEAVING})
    await to.offers.look_for_proofs(customer.customer_id, turn.situation.sender)
    if not await to.is_weak(turn.situation.sender):
        return noted
    if not to.policy.allow_weak_identity:
        return noted.keeping({"identity_outcome": "weak_forbidden", "pin": CHECKED, **LEAVING})
    return noted.then(await prove(turn, to, claim, level=1, method=method))


def said_number(turn: Turn, number: str, *, confirmed: bool = False) -> LearntFact:
    """The number as a fact: who gives it once is not asked again, also when it cannot be looked up now."""
    status = FactStatus.CONFIRMED if confirmed else FactStatus.STATED
    confidence = turn.situation.confidence
    return LearntFact(name="phone_number", value=shown_number(number), status=status, confidence=confidence)


def missed(turn: Turn, told: Outcome, what: str, slots: Mapping[str, object]) -> Outcome:
    """An answer that led to no account; after three of them the form ends.

    `what` was tried, for the team; `slots` say what is asked next.
    """
    tries = turn.count("number_tries") + 1
    counted: dict[str, object] = {**slots, "number_tries": tries, "tried": tried_also(turn, what)}
    if tries >= MOST_TRIES:
        return Outcome(slots={**counted, "identity_outcome": "no_account", **LEAVING})
    return told.keeping(counted)


def ended(turn: Turn, outcome: str) -> Outcome:
    """The form ends without a proof, also when it is only about to open."""
    filled = {"phone_number": turn.words("phone_number") or NAMED, "heard_right": CHECKED, "pin": CHECKED}
    return Outcome(slots={**filled, "identity_outcome": outcome, **LEAVING})


def tried_also(turn: Turn, what: str) -> dict[str, object]:
    """What was tried so far, by kind, with one more."""
    return {**turn.table("tried"), what: str(int(turn.table("tried").get(what, "0")) + 1)}


async def prove(turn: Turn, to: Resources, claim: Claim, *, level: int, method: str) -> Outcome:
    """Set the proof: from here on the account may be read. The line is the one whose number was given."""
    sender = turn.situation.sender
    proved_right(to, claim.customer_id, turn.names("names_heard"))
    customer = await to.carrier.get_customer(claim.customer_id, conversation_id=sender)
    lines = await to.carrier.list_lines(claim.customer_id, conversation_id=sender)
    line = next((line for line in lines.lines if same_number(line.phone_number, claim.number)), None)
    verification = Verification(
        customer_id=claim.customer_id,
        line_id=line.line_id if line else None,
        level=level,
        method=method,
        expires_at=to.clock() + to.policy.proof,
    )
    proved = Outcome(
        slots={
            "verification": verification.to_slot(),
            "customer_name": customer.full_name,
            "pin": CHECKED,
            "code": None,
            "pin_tries": 0,
            "number_tries": 0,
            "tried": None,
            "identity_outcome": "proved",
        }
    )
    return proved.learning(*proof_facts(customer, verification))
