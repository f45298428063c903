"""Identity around its form: when it begins, what follows its end, what is given when nobody asked."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.identity import identity_form, people
from actions.identity.claims import CHECKED, NAMED, URGENT, claim_of, claimed, said_number, switch_line
from actions.identity.guessing import locked_out
from actions.identity.heard import Person, numbers_heard, person_heard
from actions.identity.lookup import by_number
from actions.turns.handoff import offer_person, to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.proof import Method, read_verification
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, shown_number
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason

FORM = "identity_form"
_OWN = re.compile(
    r"\b(?:my|our|the account'?s?)\s+(?:\w+\s+)?(?:number|line|phone|cell|mobile)\b|"
    r"\b(?:number|line) (?:is|in question)\b|"
    r"(?:^|[.,;:!?\n]\s*|\s[-–—]\s)(?:(?:it|this|that)(?:'s| is)\s+)?(?:for |on |about )?"
    r"[+(]{0,2}\d[\d\s().-]{8,}",
    re.IGNORECASE,
)
"""Words, or a place of its own in the sentence, that make a number the customer's and not one they called."""


_THEIRS = re.compile(
    r"\b(?:call(?:ing|ed|s)?|ring(?:ing)?|reach(?:ing|ed)?|dial(?:l?ing|l?ed)?|text(?:ing|ed|s)?(?: to)?|"
    r"(?:calls|texts|messages?) from)\s+\+?[(\d]",
    re.IGNORECASE,
)
"""Words that make a number one that was called, and not the customer's own."""


async def begin(turn: Turn, to: Resources, pending: str) -> Outcome:
    """Start to identify, and remember what for; what was said in passing, or is known, is not asked for."""
    claim = claim_of(turn)
    slots: dict[str, object] = {
        "pending_action": pending,
        "matter_words": people.left_out(turn.text, today=turn.situation.turn_at.date()),
        "pin": None,
        "heard_right": CHECKED if claim else None,
        "identity_outcome": None,
        "requested_slot": None,
    }
    if claim is None and turn.words("phone_number") == NAMED:
        slots["phone_number"] = None
    return Outcome(slots=slots, follow=FORM).then(await _known(turn, to))


async def _known(turn: Turn, to: Resources) -> Outcome:
    """What this turn says of who it is, else what is known from before, else where the call comes from."""
    numbers = numbers_heard(turn, asked=False) or tuple(filter(None, [phone_in(turn.whole)]))
    if _THEIRS.search(turn.whole) and not _OWN.search(turn.whole):
        numbers = ()
    claim = claim_of(turn)
    if numbers:
        return await identity_form.take_numbers(turn, to, numbers)
    if claim is not None:
        return NOTHING
    person = _person(turn)
    if person is not None:
        return await people.take(turn, to, person)
    given = turn.words("phone_number")
    if given and given != NAMED:
        return await identity_form.take_numbers(turn, to, (given,))
    expired = read_verification(turn.slots.get("verification"))
    if expired is not None and expired.level:
        customer = await to.carrier.get_customer(expired.customer_id, conversation_id=turn.situation.sender)
        return await claimed(turn, to, customer, "", Method.PHONE_NUMBER)
    claimed_number = phone_in(turn.situation.claimed_number or "")
    if claimed_number and not turn.slot("claimed_number_used", bool):
        return await _prefilled(turn, to, claimed_number)
    return NOTHING


def _person(turn: Turn) -> Person | None:
    """Name and date of birth, said in this turn or before anybody asked."""
    said = person_heard(replace(turn, text=turn.whole or turn.text), asked=None)
    return said if said.names and said.dates else people.noted_before(turn)


async def _prefilled(turn: Turn, to: Resources, number: str) -> Outcome:
    """The number a call comes from, or a page gives, counts as one that was said: level 1, never more.

    One of nobody's is passed over in silence: the customer did not give it.
    """
    used = Outcome(slots={"claimed_number_used": True})
    found = None if locked_out(turn, to) else await by_number(turn, to, (number,))
    if found is None:
        return used
    return used.then(await claimed(turn, to, found.customer, number, Method.PHONE_NUMBER)).learning(
        said_number(turn, number)
    )


def noted_number(turn: Turn, *, alone: bool = False) -> Outcome:
    """The customer's own number said with a matter that needs none yet: kept for when one is needed.

    `alone`: nothing was understood besides, so that it is theirs unless they say that they called it.
    """
    number = phone_in(turn.text)
    theirs = not _THEIRS.search(turn.text) if alone else _OWN.search(turn.text)
    if number is None or turn.words("phone_number") or claim_of(turn) or not theirs:
        return NOTHING
    return Outcome(slots={"phone_number": number}).learning(said_number(turn, number))


async def cannot_identify(turn: Turn, to: Resources) -> Outcome:
    """Somebody without number or PIN, outside of the form."""
    return await offer_person(
        turn, to, HandoffReason.IDENTITY_FAILED, response="utter_identity_offer_person_without_proof"
    )


async def give_identity(turn: Turn, to: Resources) -> Outcome:
    """A number or name given when nobody asked: take it, and ask what it is about."""
    number = phone_in(turn.text)
    if turn.active_form and not number:
        return say("utter_identity_noted_here").then(people.noted(turn))
    if number and turn.words("last_action") and (switched := await switch_line(turn, to, number)) is not None:
        return switched
    if turn.words("pending_action") and number:
        return await begin(turn, to, turn.words("pending_action"))
    if number:
        fact = LearntFact(name="phone_number", value=shown_number(number))
        return say("utter_identity_number_noted", facts=(fact,), number=shown_number(number)).keeping(
            {"phone_number": number, "claim": None}
        )
    return say("utter_identity_what_for").then(people.noted(turn))


async def closed(turn: Turn, to: Resources) -> Outcome:
    """What follows when the form ended without a proof; NOTHING when there is one."""
    if turn.words("identity_outcome") != "proved" and turn.words("pending_action") in URGENT:
        return _urgent(turn, to)
    match turn.words("identity_outcome"):
        case "failed" | "locked" | "locked_out" | "no_account" as outcome:
            return _failed(turn, to, outcome)
        case "no_pin":
            return await offer_person(
                turn, to, HandoffReason.IDENTITY_FAILED, response="utter_identity_offer_person_without_pin"
            )
        case "declined":
            return await offer_person(
                turn, to, HandoffReason.IDENTITY_FAILED, response="utter_identity_offer_person_declined"
            )
        case "weak_forbidden":
            note = to.words.name("note", "identity_weak_forbidden")
            return to_team(
                turn, to, HandoffReason.POLICY, response="utter_identity_weak_forbidden", note=note
            )
        case _:
            return NOTHING


def _urgent(turn: Turn, to: Resources) -> Outcome:
    """No proof and no time to lose: a person finds out who it is."""
    note = to.words.name("note", "lost_unproved")
    return to_team(turn, to, HandoffReason.IDENTITY_FAILED, response="utter_sim_lost_unproved", note=note)


def _failed(turn: Turn, to: Resources, outcome: str) -> Outcome:
    """To a person, with what was tried."""
    tried = what_was_tried(turn, to)
    note = f"{to.words.name('note', f'identity_{outcome}')} {tried}".strip()
    handed = to_team(turn, to, HandoffReason.IDENTITY_FAILED, response=f"utter_identity_{outcome}", note=note)
    return handed.learning(LearntFact(name="identity_failed", value=note, status=FactStatus.OBSERVED))


def what_was_tried(turn: Turn, to: Resources) -> str:
    """`Tried: number 555-123-0101, PIN 3 times.` for whoever checks next; empty when nothing was."""
    claim = claim_of(turn)
    parts = []
    if claim and claim.number:
        parts.append(to.words.name("tried", "claim").format(number=shown_number(claim.number)))
    for kind, count in turn.table("tried").items():
        name = to.words.name("tried", kind)
        times = to.words.name("tried", "once" if count == "1" else "times").format(count=count)
        parts.append(f"{name} {times}")
    return to.words.name("tried", "all").format(parts=", ".join(parts)) if parts else ""
