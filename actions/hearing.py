"""Words that mean little by themselves, heard for what they mean here: a trouble, a yes, a payment made."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.billing import charge_talk, charges
from actions.guides.guide_troubles import REPORTS, told_trouble
from actions.identity import identity
from actions.identity.gate import Handler, proof_of
from actions.line_matters import sim
from actions.line_matters.suspended import LIFT
from actions.matters import INTENTS
from actions.talk import faq
from actions.talk.told import OUT_OF_SIGHT
from actions.turns.clarify import clarified, is_it, with_first_words
from actions.turns.context import FALLBACK
from actions.turns.farewell import takes_leave
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.pauses import only_waits
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.turns.understood import YES_OR_NO, settled
from actions.words.asking import asks_something
from actions.words.found_words import found_again
from actions.words.loss_words import plainly_lost, tells_loss
from actions.words.phone_reports import reports_in
from actions.words.said import cannot_pay, refuses, says_paid, would_rather_stay
from actions.words.stage_words import STILL_NOT

STATUS = "action_tell_payment_status"
PERSON = "action_hand_off"
PAY = "action_pay_bill"
ARRANGE = "action_arrange_payment"
ABOUT_BILLS = frozenset({"ask_bill", "ask_bill_change", "ask_charge", "get_bill_file"})
"""Matters after which a line of the bill may be named by itself."""
LOST_PHONE = "report_lost_phone"
ABOUT_A_LOSS = frozenset({LOST_PHONE, "report_suspended", "port_in"})
"""What a phone that was found again may be taken for."""
SURE_OF_LOSS = 0.8
"""Probability from which on a phone is taken for lost without a word that says so."""
_YES = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|right|correct|exactly|that'?s (?:it|right))\b"
    r"|(?:i am|i'm|we are|it is|i do)(?: actually| indeed)?\s*(?:[,.!]|$|in\b))",
    re.IGNORECASE,
)


def hearing_reports(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """Words that mean no wish for sure, yet say what is wrong with the phone or still is, begin its guide."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        means_little = turn.intent.name in (FALLBACK, "step_failed", "already_done")
        unclear = means_little and not turn.active_form and not turn.situation.payload
        slug = told_trouble(turn, to.knowledge.guides) if unclear else None
        slug = slug or (_not_over(turn) if unclear else None)
        name = INTENTS.get(REPORTS[slug], "") if slug else ""
        if slug is None or name not in matters:
            return await handler(turn, to)
        done = await matters[name](turn, to)
        known = {"last_action": name, "matter": REPORTS[slug], "misses": 0, **OUT_OF_SIGHT}
        return done.keeping({**known, **done.slots})

    return run


def _not_over(turn: Turn) -> str | None:
    """The guide of a trouble that seemed over: "still nothing" after its steps, or a trip's settings."""
    if not STILL_NOT.search(turn.text) or turn.names("shown_last"):
        return None
    matter = "report_no_data" if turn.words("matter") == "travel_abroad" else turn.words("matter")
    return next((slug for slug, intent in REPORTS.items() if intent == matter), None)


def hearing_charge(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "And that Norrland thing?", once a bill was told: the line of a bill that is named, if only one is."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        told = turn.words("matter") in ABOUT_BILLS and proof_of(turn, to) is not None
        if not told or turn.active_form or turn.situation.payload:
            return await handler(turn, to)
        found = charges.find(await charge_talk.searched(turn, to), turn.text)
        if len(found) != 1:
            return await handler(turn, to)
        done = await matters[charge_talk.EXPLAIN](turn, to)
        return done.keeping({"last_action": charge_talk.EXPLAIN, "matter": "ask_charge", **done.slots})

    return run


def hearing_loss(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """A line is stopped for words that say the phone is gone; a phone without signal is not."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        lost = plainly_lost if turn.active_form or turn.in_guide else tells_loss
        if turn.situation.payload or turn.acted or lost(turn.text) or found_again(turn.text):
            return await handler(turn, to)
        if turn.active_form:
            # Among answers a line is stopped for plain words only.
            matter = {"matter": turn.slots.get("matter"), "last_action": turn.slots.get("last_action")}
            return say("utter_faq_not_understood_here").keeping(matter)
        slug = told_trouble(turn, to.knowledge.guides)
        name = INTENTS.get(REPORTS[slug], "") if slug else ""
        if slug and name in matters:
            done = await matters[name](turn, to)
            known = {"last_action": name, "matter": REPORTS[slug], "misses": 0, **OUT_OF_SIGHT}
            return done.keeping({**known, **done.slots})
        unsure = turn.intent.confidence < SURE_OF_LOSS
        asked = asks_something(turn.text) and not turn.active_form
        if unsure and asked and (told := await faq.look_up(turn, to)) is not None:
            return told
        grave = unsure or turn.intent.name == LOST_PHONE
        return is_it(turn, to, always=grave) or await handler(turn, to)

    return run


def hearing_found(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "I have it back", once a loss was reported, lifts the line; so does "I found my phone" by itself."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        about = turn.intent.name in ABOUT_A_LOSS or turn.words("matter") == LOST_PHONE
        if turn.situation.payload or turn.acted or not about or not found_again(turn.text):
            return await handler(turn, to)
        done = await matters[LIFT](turn, to)
        return done.keeping({"last_action": LIFT, "matter": "report_suspended", "misses": 0, **done.slots})

    return run


def hearing_pause(handler: Handler) -> Handler:
    """ "One sec, my dog is barking" wants nothing but a moment."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if only_waits(turn) and not turn.active_form:
            return say("utter_general_take_your_time")
        return await handler(turn, to)

    return run


def hearing_farewell(handler: Handler) -> Handler:
    """ "Nope, you were a star, have a lovely day": kind words of which none wants anything end the talk."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if turn.active_form or turn.situation.payload or not takes_leave(turn):
            return await handler(turn, to)
        return say("utter_general_goodbye").keeping({"misses": 0})

    return run


def hearing_locked(handler: Handler) -> Handler:
    """A locked SIM is for the team, whatever else the words were taken for."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        handed = None if turn.active_form else sim.locked(turn, to)
        return handed or await handler(turn, to)

    return run


def saying_yes(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "Yes, in Portugal" to "is it about a trip?" is a yes, whatever follows it."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        asked = clarified(turn) if not turn.active_form and _agrees(turn) else None
        name = INTENTS.get(asked or "", "")
        if name not in matters:
            return await handler(turn, to)
        done = await matters[name](with_first_words(turn, asked), to)
        return done.keeping({"last_action": name, "matter": asked, "clarifying": None, **done.slots})

    return run


def agreeing(handler: Handler, take_yes: Handler) -> Handler:
    """ "Fine, fair enough, send me the thing" to what was offered is a yes, whatever it resembles."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if not turn.words("offer") or turn.active_form or turn.situation.payload:
            return await handler(turn, to)
        meant = settled(turn, YES_OR_NO)
        agrees = meant.intent.name == "affirm" != turn.intent.name
        return await (take_yes(meant, to) if agrees else handler(turn, to))

    return run


def _agrees(turn: Turn) -> bool:
    """A yes, or just the country where a trip was asked about."""
    trip = clarified(turn) == "travel_abroad"
    place = reports_in(turn.text, asked="abroad").get("abroad") if trip else None
    return _YES.match(turn.text) is not None or (place is not None and place.state == "yes")


def saying_no(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "No, can we fix it here?" to an offered person is a no, whatever follows it."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        stays = turn.words("offer") == PERSON and would_rather_stay(turn.text)
        declines = turn.words("offer") and not turn.active_form and (refuses(turn.text) or stays)
        return await (matters["action_decline"] if declines else handler)(turn, to)

    return run


def staying(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """What sounds like a yes to an offered person, but asks to go on here."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        stays = turn.words("offer") == PERSON and not turn.situation.payload and not turn.active_form
        return await (matters["action_decline"] if stays and would_rather_stay(turn.text) else handler)(
            turn, to
        )

    return run


def hearing_no_money(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "I'm broke till Friday" to an offered payment asks for more time, which only the team may grant."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        asked = turn.words("offer") == PAY and not turn.active_form and not turn.situation.payload
        if not asked or not cannot_pay(turn.text):
            return await handler(turn, to)
        done = await matters[ARRANGE](turn, to)
        return done.keeping(
            {"last_action": ARRANGE, "matter": "request_arrangement", "misses": 0, **done.slots}
        )

    return run


def noting_number(handler: Handler) -> Handler:
    """A number said with words that were not understood is kept: it need not be given again."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        noted = identity.noted_number(turn, alone=True) if not turn.active_form else NOTHING
        return noted.then(await handler(turn, to))

    return run


def hearing_payment(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "Done" while a payment request waits on the phone means that one: the bill is read again."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        busy = turn.active_form or turn.in_guide or turn.words("offer") or turn.names("clarifying")
        if not turn.words("requested_bill") or busy:
            return await handler(turn, to)
        done = await matters[STATUS](turn, to)
        return done.keeping({"last_action": STATUS, "matter": "ask_payment_status"})

    return run


def hearing_paid(handler: Handler, matters: Mapping[str, Handler]) -> Handler:
    """ "I've approved it on my phone", once a request was sent, is no wish to pay: the bill is read again."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        told = turn.words("requested_bill") and says_paid(turn.text) and not turn.situation.payload
        if not told:
            return await handler(turn, to)
        done = await matters[STATUS](turn, to)
        return done.keeping({"last_action": STATUS, "matter": "ask_payment_status"})

    return run
