"""The parts of talk that belong to no topic: opening, repeat, correct, start over, farewell."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.identity import claims, identity
from actions.talk import faq
from actions.talk.told import told_last
from actions.team import callbacks
from actions.turns.clarify import CARE_INTENTS, TOPICS, topic_choices
from actions.turns.farewell import takes_leave
from actions.turns.handoff import WANT_AGENT, current_wait
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.proof import Method, read_verification
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.turns.waiting import wait_kind, wait_values
from actions.words.numbers import phone_in
from actions.words.said import would_rather_stay
from conversation.care import Care, Choice
from conversation.facts import FactStatus, LearntFact

SURE_FOREIGN = 0.5
"""Probability from which on something is no matter of ours; below it was not understood."""
LIKELY = 0.12
"""Probability from which on a wish is worth offering after a correction."""

_ENOUGH = re.compile(
    r"\b(?:that(?:'s| is|s| was|'ll be)? (?:all|it|everything)|all (?:good|set|done)|nothing (?:else|more)"
    r"|thank(?:s| you)|thx|(?:i'm|we're|im) (?:good|fine|done|all set))\b",
    re.IGNORECASE,
)
"""A no that says that nothing more is wanted."""

CLEARED: dict[str, object] = {
    "pending_action": None,
    "parked_action": None,
    "offer": None,
    "offer_reason": None,
    "clarifying": None,
    "asking": None,
    "detail": None,
    "guide": None,
    "guide_position": None,
    "guide_outcome": None,
    "guide_question": None,
    "guide_stage": None,
    "guide_after": None,
    "guide_stack": None,
    "guide_waiting": None,
    "step_answer": None,
    "bill_id": None,
    "confirm_payment": None,
    "charge_id": None,
    "dispute_reason": None,
    "charge_words": None,
    "charge_tries": None,
    "pay_by": None,
    "arrangement_reason": None,
    "arrangement_bill": None,
    "autopay_wish": None,
    "autopay_confirmed": None,
    **callbacks.FORGOTTEN,
    "wishes": None,
    "last_question": None,
    "shown_last": None,
    "articles_told": None,
}
"""What a fresh start forgets. Identity, what was tried and what was rejected stay."""


async def greet_customer(turn: Turn, to: Resources) -> Outcome:
    """Both doors at once, with today's wait; somebody who was greeted already is only answered."""
    wait = await current_wait(turn, to)
    if turn.active_form:
        return say("utter_general_greet_here")
    if turn.slot("greeted", bool):
        return say("utter_general_greet_again", choices=topic_choices(to))
    if turn.situation.is_greeted:
        return say("utter_general_greet_back", choices=topic_choices(to)).keeping({"greeted": True})
    told = say(f"utter_general_greet_{wait_kind(wait)}", choices=_doors(to), more=wait_values(wait, to))
    return told.keeping({"greeted": True})


async def tell_wait(turn: Turn, to: Resources) -> Outcome:
    """How long a person takes right now."""
    wait = await current_wait(turn, to)
    if turn.active_form:
        return say("utter_handoff_hint", choices=(_person(to),), more=wait_values(wait, to))
    told = say(f"utter_general_wait_{wait_kind(wait)}", choices=(_person(to),), more=wait_values(wait, to))
    return told.keeping({"offer": "action_hand_off", "offer_reason": None})


async def stay_with_assistant(turn: Turn, to: Resources) -> Outcome:
    """The customer chose this door: for now, or from now on."""
    if to.lasting(turn.whole or turn.text):
        told = say("utter_general_assistant_first", choices=topic_choices(to))
        return told.carrying(Care(prefers="assistant"))
    return say("utter_general_stay", choices=topic_choices(to))


async def repeat_last(turn: Turn, to: Resources) -> Outcome:
    """What was said last, once more; inside a form its question follows by itself."""
    said = turn.said[:-1] if turn.active_form else turn.said
    if not said:
        return (
            NOTHING if turn.active_form else say("utter_general_nothing_to_repeat", choices=topic_choices(to))
        )
    return say("utter_general_repeat", words=" ".join(said))


async def start_over(turn: Turn, to: Resources) -> Outcome:
    """Everything about the matter is dropped; who the customer is stays known."""
    told = say("utter_general_start_over", choices=topic_choices(to))
    return _leaving(turn, told.keeping({**CLEARED, "misses": 0}))


async def never_mind(turn: Turn, to: Resources) -> Outcome:
    """Drop what is open, and say that nothing was done."""
    response = (
        "utter_general_never_mind_payment"
        if turn.active_form == "payment_form"
        else "utter_general_never_mind"
    )
    return _leaving(turn, say(response).keeping(CLEARED))


async def tell_if_human(_turn: Turn, _to: Resources) -> Outcome:
    """A program; who wants a person in the same breath was handed over before this."""
    return say("utter_general_human")


async def say_goodbye(turn: Turn, _to: Resources) -> Outcome:
    """Nobody who leaves is asked the open question once more."""
    told = say("utter_general_goodbye")
    return _leaving(turn, told.keeping(CLEARED)) if turn.active_form else told


async def correct(turn: Turn, to: Resources) -> Outcome:
    """ "No, I meant ...": another number, another answer or another matter."""
    if turn.entity("about") == "answer" or (turn.names("shown_last") and not phone_in(turn.text)):
        return await faq.reject_answer(turn, to)
    number = phone_in(turn.text)
    if number and (switched := await claims.switch_line(turn, to, number)) is not None:
        return switched
    if number or turn.entity("about") == "number" or _speaks_of_number(turn):
        return await _other_number(turn, to)
    likely = [
        intent.name
        for intent in turn.ranking
        if intent.name in CARE_INTENTS and intent.confidence >= LIKELY and intent.name != turn.words("matter")
    ][:2]
    names = [*likely, *(topic for topic in TOPICS if topic not in likely and topic != turn.words("matter"))]
    choices = tuple(Choice(id=f"/{name}", title=to.words.name("choice", name)) for name in names[:3])
    return _leaving(
        turn, say("utter_general_what_instead", choices=choices).keeping({**CLEARED, "parked_action": None})
    )


async def decline(turn: Turn, to: Resources) -> Outcome:
    """A no outside of a form: to an offer, to two readings, or to nothing in particular."""
    slots: dict[str, object] = {"offer": None, "offer_reason": None, "clarifying": None}
    if turn.names("clarifying"):
        return say("utter_general_in_your_words").keeping(slots)
    if turn.words("offer") == "action_hand_off" and would_rather_stay(turn.text):
        return say("utter_general_what_else", choices=topic_choices(to)).keeping({**slots, "misses": 0})
    if turn.words("offer"):
        return say("utter_general_offer_declined").keeping(slots)
    enough = _ENOUGH.search(turn.text.replace("’", "'")) is not None or takes_leave(turn)
    if enough and not turn.situation.payload:
        return say("utter_general_goodbye").keeping(slots)
    if told_last(turn) and not turn.situation.payload:
        return await faq.reject_answer(turn, to)
    return say("utter_general_what_else", choices=topic_choices(to)).keeping(slots)


async def acknowledge_worked(turn: Turn, to: Resources) -> Outcome:
    """It works: said when no guide is open."""
    return say("utter_general_glad_it_works")


async def acknowledge_failed(turn: Turn, to: Resources) -> Outcome:
    """Something does not work: said when no guide is open. After an article it is what was told there."""
    if (next_thing := await faq.did_not_help(turn, to)) is not None:
        return next_thing
    return say("utter_general_what_is_wrong", choices=topic_choices(to))


async def acknowledge_done(turn: Turn, to: Resources) -> Outcome:
    """Something was done: said when nothing was asked."""
    return say("utter_general_what_else", choices=topic_choices(to))


async def tell_where(turn: Turn, to: Resources) -> Outcome:
    """A "how do I do that" without a step that is open: a question like any other."""
    return await faq.answer_question(turn, to)


async def decline_topic(turn: Turn, to: Resources) -> Outcome:
    """Something that is no matter of ours, unless the knowledge base has an answer after all."""
    if turn.intent.confidence < SURE_FOREIGN:
        return await faq.answer_question(turn, to)
    found = await faq.look_up(turn, to)
    if found is not None:
        return found
    if turn.active_form:
        return say("utter_general_out_of_scope_here")
    return say("utter_general_out_of_scope", choices=(*topic_choices(to), _person(to)))


async def make_small_talk(_turn: Turn, _to: Resources) -> Outcome:
    """A kind word back."""
    return say("utter_general_small_talk")


async def admit_unsure(turn: Turn, to: Resources) -> Outcome:
    """ "I don't know" when nothing was asked."""
    return say("utter_general_unsure", choices=(*topic_choices(to), _person(to)))


async def _other_number(turn: Turn, to: Resources) -> Outcome:
    """Forget the number and its proof, and go on with the same matter under the new one."""
    forgotten: dict[str, object] = {
        "claim": None,
        "phone_number": None,
        "heard_right": None,
        "read_back": None,
        "partial_number": None,
        "code": None,
        "proof_kind": None,
        "verification": None,
        "customer_name": None,
        "number_tries": 0,
        "pin_tries": 0,
    }
    if _is_signed_in(turn):
        # The page vouches for who they are, whatever number they meant.
        del forgotten["verification"], forgotten["customer_name"]
    pending = turn.words("pending_action") or turn.words("last_action")
    taken_back = tuple(
        LearntFact(name=name, value="", status=FactStatus.RETRACTED)
        for name in ("phone_number", "customer_id", "customer_name", "line_id", "verification")
        if name == "phone_number" or (turn.slots.get("verification") and "verification" in forgotten)
    )
    if _is_signed_in(turn) and not phone_in(turn.text):
        asked = say("utter_general_which_number").keeping({**forgotten, "pending_action": pending or None})
        return asked.learning(*taken_back)
    if not pending:
        told = (
            say("utter_general_which_number")
            if not phone_in(turn.text)
            else await identity.give_identity(turn, to)
        )
        return told.keeping({**forgotten, **told.slots}).learning(*taken_back)
    fresh = await identity.begin(_forget(turn, forgotten), to, pending)
    return Outcome(slots=forgotten).learning(*taken_back).then(fresh)


def _is_signed_in(turn: Turn) -> bool:
    proof = read_verification(turn.slots.get("verification"))
    return proof is not None and proof.method == Method.SIGNED_LOGIN


def _forget(turn: Turn, slots: dict[str, object]) -> Turn:
    return replace(turn, slots={**turn.slots, **slots})


def _speaks_of_number(turn: Turn) -> bool:
    words = set(turn.text.lower().replace(",", " ").split())
    return bool(words & {"number", "line", "account"}) and bool(
        turn.words("phone_number") or turn.slots.get("claim")
    )


def _leaving(turn: Turn, told: Outcome) -> Outcome:
    return told if turn.active_form is None else told.then(Outcome(leave_form=True))


def _doors(to: Resources) -> tuple[Choice, ...]:
    return (Choice(id="/prefer_assistant", title=to.words.name("choice", "assistant")), _person(to))


def _person(to: Resources) -> Choice:
    return Choice(id=WANT_AGENT, title=to.words.name("choice", "person"))
