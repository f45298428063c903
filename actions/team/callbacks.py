"""A call by the team: at a time the customer says, or as soon as somebody is free; moved, cancelled, told."""

from __future__ import annotations

from datetime import datetime

from actions.identity.claims import claim_of
from actions.team.call_times_told import earliest_told, proposal, proposals, told
from actions.team.call_wishes import cancels_call, moves_call, refuses_calls
from actions.turns.call_offer import CallOffer
from actions.turns.details import GIVEN, ask_for
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.talk_about import is_other_matter
from actions.turns.turn import Turn
from actions.words.call_times import CallTime, call_time_heard, fitting, wants_at_once
from actions.words.numbers import phone_in, shown_number
from conversation.care import CallbackWish, Care, Choice, Promise
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason
from conversation.times import told_number

CALL = "action_request_callback"
MATTER = "want_callback"
MANAGE = "manage_callback"
AT_ONCE = "at_once"
FORGOTTEN: dict[str, object] = {
    "callback_number": None,
    "callback_words": None,
    "callback_at": None,
    "callback_how": None,
    "callback_agreed": None,
}


async def request_callback(turn: Turn, to: Resources) -> Outcome:
    """Ask only what is not known: the number, the time, whether it is heard right; then book."""
    if refuses_calls(turn.text):
        return await manage_callback(turn, to)
    words = _words(turn, to)
    offer = await to.care_team.call_offer(turn.conversation_id)
    number = _number(turn, offer)
    heard: dict[str, object] = {"callback_words": words or None, "callback_number": number or None}
    if not number:
        return ask_for("callback_number", CALL).keeping(heard)
    if offer is None or not offer.slots or turn.words("callback_how") == AT_ONCE or wants_at_once(turn.text):
        return _as_soon_as_possible(turn, to, number)
    if turn.words("callback_agreed"):
        return _book(turn, number)
    wish = _wish(words, offer, to)
    if wish is None:
        return ask_for("callback_time", CALL).keeping(heard)
    at = proposal(wish, offer, now=to.clock())
    return ask_for("callback_confirm", CALL).keeping({**heard, "callback_at": at.isoformat()})


async def manage_callback(turn: Turn, to: Resources) -> Outcome:
    """When it is, another time, no call this time, no calls at all."""
    if refuses_calls(turn.text):
        return _asked(turn, CallbackWish(do="refuse"))
    offer = await to.care_team.call_offer(turn.conversation_id)
    if offer is None or offer.booked is None:
        return say("utter_general_no_call_booked").keeping({"offer": CALL})
    if call_time_heard(turn.text, now=to.clock(), zone=offer.zone) is not None:
        return await request_callback(turn, to)
    if cancels_call(turn.text):
        return _asked(turn, CallbackWish(do="cancel"))
    if moves_call(turn.text):
        return ask_for("callback_time", CALL).keeping({"callback_number": told_number(offer.booked.number)})
    when = told(offer.booked.at, offer.zone, to)
    return say(
        "utter_general_call_booked",
        when=when,
        team=offer.team,
        number=told_number(offer.booked.number),
    )


# -- questions -------------------------------------------------------------------------------------------


async def answer_number(turn: Turn, to: Resources) -> Outcome | None:
    """The number to call; a no drops the call. A time said along with it is kept."""
    number = phone_in(turn.text)
    if number:
        time = {"callback_words": turn.text} if _has_time(turn, to) else {}
        return Outcome(slots={"callback_number": number, "detail": GIVEN, **time})
    if turn.intent.name in ("deny", "never_mind"):
        return _dropped()
    if is_other_matter(turn, MATTER, MANAGE):
        return None
    if any(letter.isdigit() for letter in turn.text):
        return say("utter_general_number_to_call_incomplete").keeping({"detail": None})
    return None


async def ask_time(turn: Turn, to: Resources) -> Outcome:
    """When; with times that are free to choose from."""
    offer = await to.care_team.call_offer(turn.conversation_id)
    if offer is None or not offer.slots:
        return say("utter_ask_callback_time")
    choices = tuple(_choice(at, offer, to) for at in proposals(offer))
    return say("utter_ask_callback_time", choices=choices, more={"first": earliest_told(offer, to)})


async def answer_time(turn: Turn, to: Resources) -> Outcome | None:
    """A time in any words; "as soon as possible" is one too, and a no drops the call."""
    if _has_time(turn, to):
        return Outcome(slots={"callback_words": turn.text, "detail": GIVEN})
    if wants_at_once(turn.text):
        return Outcome(slots={"callback_how": AT_ONCE, "detail": GIVEN})
    if turn.intent.name in ("deny", "never_mind") or cancels_call(turn.text):
        return _dropped()
    if turn.intent.name != "correct" and is_other_matter(turn, MATTER, MANAGE):
        return None
    return say("utter_general_call_time_unclear").keeping({"detail": None})


async def ask_confirm(turn: Turn, to: Resources) -> Outcome:
    """The time as it would be booked, read back; another one than was said is told to be one."""
    offer = await to.care_team.call_offer(turn.conversation_id)
    at = _proposed(turn, offer)
    if offer is None or at is None:
        return say("utter_ask_callback_time")
    wish = _wish(_words(turn, to), offer, to)
    is_wanted = wish is None or bool(fitting(wish, [at], offer.zone))
    return say(
        "utter_ask_callback_confirm" if is_wanted else "utter_general_call_time_instead",
        when=told(at, offer.zone, to),
        number=shown_number(turn.words("callback_number") or offer.number or ""),
    )


async def answer_confirm(turn: Turn, to: Resources) -> Outcome | None:
    """Yes books; another time or number is taken up; a bare no asks for the time again."""
    number = phone_in(turn.text)
    if number:
        return Outcome(slots={"callback_number": number, "detail": None})
    if _has_time(turn, to):
        words = f"{turn.words('callback_words')}\n{turn.text}".strip()
        return Outcome(slots={"callback_words": words, "callback_at": None, "detail": GIVEN})
    if turn.intent.name == "affirm":
        return Outcome(slots={"callback_agreed": "yes", "detail": GIVEN})
    if turn.intent.name == "never_mind":
        return _dropped()
    if turn.intent.name in ("deny", "correct"):
        again = {"asking": "callback_time", "callback_words": None, "callback_at": None}
        return Outcome(slots={**again, "detail": None})
    return None


# -- inside ----------------------------------------------------------------------------------------------


def _book(turn: Turn, number: str) -> Outcome:
    at = datetime.fromisoformat(turn.words("callback_at"))
    wish = CallbackWish(do="book", at=at, number=shown_number(number))
    fact = LearntFact(name="callback_number", value=shown_number(number))
    return _asked(turn, wish).learning(fact)


def _asked(_turn: Turn, wish: CallbackWish) -> Outcome:
    """The front door does it, and tells what became of it."""
    return say("utter_general_call_noted").carrying(Care(callback=wish)).keeping(FORGOTTEN)


def _as_soon_as_possible(turn: Turn, to: Resources, number: str) -> Outcome:
    shown = shown_number(number)
    what = to.words.name("promise", "callback").format(number=shown)
    handed = to_team(
        turn,
        to,
        HandoffReason.ASKED_FOR_PERSON,
        response="utter_handoff_callback",
        note=to.words.name("note", "callback").format(number=shown),
        number=shown,
    )
    promised = handed.carrying(Care(promises=[Promise(what=what, matter=MATTER)]))
    return promised.learning(LearntFact(name="callback_number", value=shown)).keeping(FORGOTTEN)


def _dropped() -> Outcome:
    return Outcome(slots={**FORGOTTEN, "detail": GIVEN, "pending_action": "action_never_mind"})


def _number(turn: Turn, offer: CallOffer | None) -> str:
    given = phone_in(turn.text) or turn.words("callback_number") or _known(turn)
    return given or (offer.number if offer is not None and offer.number else "")


def _known(turn: Turn) -> str:
    claim = claim_of(turn)
    return claim.number if claim else turn.words("phone_number")


def _has_time(turn: Turn, to: Resources) -> bool:
    return call_time_heard(turn.text, now=to.clock(), zone=to.policy.zone) is not None


def _words(turn: Turn, to: Resources) -> str:
    """The words that say when: of this turn, else those kept from before."""
    return turn.words("callback_words") or (turn.text if _has_time(turn, to) else "")


def _wish(words: str, offer: CallOffer, to: Resources) -> CallTime | None:
    """Each line corrects those before it."""
    wish: CallTime | None = None
    for line in words.splitlines():
        heard = call_time_heard(line, now=to.clock(), zone=offer.zone)
        if heard is not None:
            wish = heard if wish is None else heard.with_day_of(wish)
    return wish


def _proposed(turn: Turn, offer: CallOffer | None) -> datetime | None:
    kept = turn.words("callback_at")
    slots = offer.slots if offer is not None else ()
    return next((at for at in slots if at.isoformat() == kept), None)


def _choice(at: datetime, offer: CallOffer, to: Resources) -> Choice:
    words = told(at, offer.zone, to)
    return Choice(id=words, title=words[:1].upper() + words[1:])
