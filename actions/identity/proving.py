"""The question for PIN or one-time code, and what is made of its answers."""

from __future__ import annotations

import re

from actions.identity.claims import LEAVING, MOST_TRIES, URGENT, Claim, claim_of, prove, tried_also
from actions.identity.codes import (
    CodeNotSent,
    CodeRight,
    CodeSent,
    CodeSpent,
    CodeWrong,
    check_code,
    send_code,
)
from actions.identity.guessing import guessed_wrong, locked_out
from actions.identity.pin import Locked, PinRight, PinUnchecked, PinWrong, check_pin
from actions.turns.handoff import to_team
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.proof import Method
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.formats import spaced
from actions.words.numbers import shown_number
from carrier.enums import Capability
from conversation.care import Care, Choice
from conversation.handoff import HandoffReason
from conversation.sealing import PLACEHOLDER, SealBroken

SLOT = "pin"
PIN, CODE = "pin", "code"
MOST_CODES = 3
"""Codes texted in one conversation."""
PART = "[digits]"
"""What the front door leaves of a part of a secret."""
REFUSES = re.compile(
    r"\b(?:don'?t (?:want|like)|do not want|won'?t|will not|rather not|refuse)\b", re.IGNORECASE
)
_TEXT_ME = re.compile(
    r"\b(?:send|text|message|sms|resend|get|receive)\b.*\b(?:code|text|one|it|sms|message)\b|"
    r"\b(?:one[- ]time )?code instead\b",
    re.IGNORECASE,
)
_USE_PIN = re.compile(
    r"\b(?:use|try|have|know|take|give|with|remember)\b[^.]*\bpin\b|^\W*(?:the |my )?pin\W*$", re.IGNORECASE
)
_FORGOT = re.compile(
    r"\b(?:forgot(?:ten)?\b|(?:can'?t|cannot|can not|don'?t|do not) (?:remember|recall)\b)", re.IGNORECASE
)
"""However it is understood: beside the question for the secret it can only be the secret."""
_NEGATED = re.compile(r"\b(?:not|no|never|without|forgot|forgotten|lost)\b|n['’]?t\b", re.IGNORECASE)


async def ask(turn: Turn, to: Resources) -> Outcome:
    """The question for the PIN, naming the number it belongs to; or a code is texted and asked for."""
    claim = claim_of(turn)
    if claim is None:
        return NOTHING
    if await _kind(turn, to) == PIN:
        return await _ask_pin(turn, to, claim)
    length = str(to.policy.code_length)
    code = turn.table("code")
    if code.get("code_id"):
        return _asking(say("utter_identity_ask_code", length=length), to.policy.code_length)
    sent = await send_code(turn, to, claim) if _may_be_texted(turn) else CodeNotSent()
    if isinstance(sent, CodeNotSent):
        return await _no_code(turn, to, claim)
    slots = {"code": {"code_id": sent.code_id}, "codes_sent": turn.count("codes_sent") + 1}
    return _asking(_told_sent(turn, sent, length), to.policy.code_length).keeping(slots)


def _told_sent(turn: Turn, sent: CodeSent, length: str) -> Outcome:
    if turn.count("codes_sent"):
        return say("utter_identity_code_resent", length=length)
    if not sent.last_4:
        return say("utter_identity_code_sent_main", length=length)
    return say("utter_identity_code_sent", length=length, last_4=sent.last_4)


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """An answer to that question; None when the turn is about something else."""
    given = await _given(turn, to)
    if given is not None:
        return given
    if await _wants_pin(turn, to):
        return Outcome(slots={SLOT: None, "proof_kind": PIN})
    if _has_none(turn):
        return await without_pin(turn, to)
    match turn.intent.name:
        case "cannot_identify" | "deny":
            return _declined()
        case "correct":
            forgotten = {"claim": None, "phone_number": None, "heard_right": None}
            return say("utter_identity_other_number").keeping({**forgotten, "requested_slot": "phone_number"})
        case "inform_identity" | "affirm":
            return Outcome(slots={SLOT: None})
        case _:
            return None


async def _given(turn: Turn, to: Resources) -> Outcome | None:
    """The secret itself, sealed; or what the front door left of one, which cannot be checked."""
    if turn.situation.sealed:
        return await _try(turn, to, turn.situation.sealed)
    if PLACEHOLDER in turn.text:
        return say("utter_identity_pin_not_kept").keeping({SLOT: None})
    return await _too_short(turn, to) if PART in turn.text else None


async def _wants_pin(turn: Turn, to: Resources) -> bool:
    """Whether the customer would rather give the PIN than the code that was texted."""
    named = _USE_PIN.search(turn.text) is not None and _NEGATED.search(turn.text) is None
    if turn.words("proof_kind") != CODE or not named:
        return False
    return await to.checks(Capability.PIN_CHECK, turn.situation.sender)


def _has_none(turn: Turn) -> bool:
    """Whether the customer has no PIN, wants a code, or did not get it; a refusal to give it is none."""
    name, asks_code = turn.intent.name, _TEXT_ME.search(turn.text) is not None
    if name in ("step_failed", "already_done"):
        return turn.words("proof_kind") == CODE
    if _FORGOT.search(turn.text.replace("’", "'")):
        return True
    refuses = REFUSES.search(turn.text) is not None and not asks_code
    if name in ("cannot_identify", "dont_know"):
        return not (refuses and name == "cannot_identify")
    return asks_code and name != "deny"


async def without_pin(turn: Turn, to: Resources) -> Outcome:
    """Who has no PIN, or no code yet, gets one texted; who got enough of them, or cannot, a person."""
    left = turn.count("codes_sent") < MOST_CODES and _may_be_texted(turn)
    if left and await to.checks(Capability.ONE_TIME_CODE, turn.situation.sender):
        return Outcome(slots={SLOT: None, "proof_kind": CODE, "code": None})
    return Outcome(slots={"identity_outcome": "no_pin", SLOT: None, **LEAVING})


def _may_be_texted(turn: Turn) -> bool:
    """Not to a phone that is lost or in a thief's hands, and not where no text could go out before."""
    return not turn.words("no_code") and turn.words("pending_action") not in URGENT


async def _kind(turn: Turn, to: Resources) -> str:
    sender = turn.situation.sender
    pin = await to.checks(Capability.PIN_CHECK, sender)
    code = await to.checks(Capability.ONE_TIME_CODE, sender)
    return CODE if code and (not pin or turn.words("proof_kind") == CODE) else PIN


async def _ask_pin(turn: Turn, to: Resources, claim: Claim, *, or_code: bool = True) -> Outcome:
    length = str(to.policy.pin_length)
    if claim.number:
        shown = shown_number(claim.number)
        number = spaced(shown) if turn.situation.is_spoken else shown
        asked = say("utter_identity_ask_pin", number=number, length=length)
    else:
        asked = say("utter_identity_ask_pin_named", length=length)
    asked = _asking(asked, to.policy.pin_length)
    if or_code and _may_be_texted(turn) and await to.checks(Capability.ONE_TIME_CODE, turn.situation.sender):
        text_me = Choice(id="/cannot_identify", title=to.words.name("choice", "send_code"))
        asked = asked.carrying(Care(choices=[text_me]))
    return asked


async def _no_code(turn: Turn, to: Resources, claim: Claim) -> Outcome:
    """No text can go out: the PIN after all, or a person."""
    if await to.checks(Capability.PIN_CHECK, turn.situation.sender):
        told = say("utter_identity_code_not_possible")
        slots: dict[str, object] = {"proof_kind": PIN, "no_code": "refused"}
        return told.then(await _ask_pin(turn, to, claim, or_code=False)).keeping(slots)
    note = to.words.name("note", "identity_no_code")
    return to_team(
        turn, to, HandoffReason.IDENTITY_FAILED, response="utter_identity_code_not_possible_team", note=note
    )


async def _try(turn: Turn, to: Resources, sealed: str) -> Outcome:
    claim = claim_of(turn)
    if claim is None:
        return Outcome(slots={"requested_slot": "phone_number", "phone_number": None})
    secret = _unsealed(to, sealed)
    if secret is None:
        return say("utter_identity_pin_not_kept").keeping({SLOT: None})
    if locked_out(turn, to, customer_id=claim.customer_id):
        return _ended("locked_out")
    code_id = turn.table("code").get("code_id", "")
    if code_id and len(secret) == to.policy.code_length:
        return await _try_code(turn, to, claim, code_id, secret)
    pin_offered = await to.checks(Capability.PIN_CHECK, turn.situation.sender)
    if pin_offered and len(secret) == to.policy.pin_length:
        return await _try_pin(turn, to, claim, secret)
    return await _too_short(turn, to, digits=len(secret))


async def _try_pin(turn: Turn, to: Resources, claim: Claim, pin: str) -> Outcome:
    match await check_pin(turn, to, claim.customer_id, pin):
        case PinRight():
            return await prove(turn, to, claim, level=2, method=Method.PIN)
        case PinWrong(attempts_left=left):
            return _wrong(turn, to, claim, left, kind=PIN)
        case Locked():
            return _ended("locked").keeping({"tried": tried_also(turn, PIN)})
        case PinUnchecked():
            # It said that it offers the check, and does not have it: the other way, or a person.
            if await to.checks(Capability.ONE_TIME_CODE, turn.situation.sender):
                return Outcome(slots={SLOT: None, "proof_kind": CODE})
            return _ended("weak_forbidden")


async def _try_code(turn: Turn, to: Resources, claim: Claim, code_id: str, code: str) -> Outcome:
    match await check_code(turn, to, claim.customer_id, code_id, code):
        case CodeRight():
            return await prove(turn, to, claim, level=2, method=Method.ONE_TIME_CODE)
        case CodeWrong(attempts_left=left):
            missed = _wrong(turn, to, claim, MOST_TRIES, kind=CODE)
            # A code tried too often is dead: the next question comes with another one.
            return (
                missed if left > 0 or missed.slots.get("identity_outcome") else missed.keeping({"code": None})
            )
        case CodeSpent():
            if turn.count("codes_sent") >= MOST_CODES:
                return _ended("failed").keeping({"tried": tried_also(turn, CODE)})
            return say("utter_identity_code_spent").keeping({SLOT: None, "code": None, "proof_kind": CODE})


def _wrong(turn: Turn, to: Resources, claim: Claim, attempts_left: int, *, kind: str) -> Outcome:
    guessed_wrong(turn, to, customer_id=claim.customer_id)
    tries = turn.count("pin_tries") + 1
    counted: dict[str, object] = {"pin_tries": tries, "tried": tried_also(turn, kind), SLOT: None}
    left = min(MOST_TRIES - tries, attempts_left)
    if left <= 0:
        return _ended("failed").keeping(counted)
    response = f"utter_identity_{kind}_wrong_last" if left == 1 else f"utter_identity_{kind}_wrong"
    return say(response, left=str(left)).keeping(counted)


async def _too_short(turn: Turn, to: Resources, *, digits: int = 0) -> Outcome:
    """Digits that cannot be the secret are no try: asked again, with how many there must be."""
    length = to.policy.code_length if await _kind(turn, to) == CODE else to.policy.pin_length
    told = say(
        "utter_identity_secret_incomplete",
        length=str(length),
        more={"digits": str(digits)} if digits else None,
    )
    return told.keeping({SLOT: None})


def _unsealed(to: Resources, sealed: str) -> str | None:
    if to.sealer is None:
        return None
    try:
        return to.sealer.unseal(sealed)
    except SealBroken:
        return None


def _asking(told: Outcome, length: int) -> Outcome:
    return told.carrying(Care(expects=f"secret:{length}"))


def _ended(outcome: str) -> Outcome:
    return Outcome(slots={"identity_outcome": outcome, SLOT: None, **LEAVING})


def _declined() -> Outcome:
    return _ended("declined")
