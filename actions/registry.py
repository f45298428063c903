"""Every action of the domain with its handler, behind its gate; and what goes on when a form has ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from actions.billing import billing, charge_talk, payments
from actions.guides import guides, network
from actions.hearing import (
    hearing_charge,
    hearing_locked,
    hearing_loss,
    hearing_no_money,
    hearing_paid,
    hearing_pause,
    hearing_payment,
    hearing_reports,
    noting_number,
    saying_no,
    saying_yes,
    staying,
)
from actions.identity import identity, in_passing
from actions.identity.gate import Handler, guarded, proof_of
from actions.line_matters import data_topup, roaming, sim, suspended
from actions.matters import INTENTS, MATTERS, TOPICS
from actions.talk import faq, general, reasons, trouble, wishes
from actions.talk.told import OUT_OF_SIGHT
from actions.turns import handoff
from actions.turns.clarify import clarified, topic_choices, with_first_words
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import KnowledgeUnavailable, Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in
from actions.words.said import says_no


def _outside(handler: Handler) -> Handler:
    """Inside a form its question comes again by itself: nothing else is asked."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        return NOTHING if turn.active_form else await handler(turn, to)

    return run


def _looking_twice(handler: Handler) -> Handler:
    """A matter that was understood only just gives way to an article that answers the very words."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        try:
            better = await faq.second_look(turn, to)
        except KnowledgeUnavailable:
            better = None
        return identity.noted_number(turn, alone=True).then(better) if better else await handler(turn, to)

    return run


_TALK: Mapping[str, Handler] = {
    "action_answer_question": faq.answer_question,
    "action_follow_outage": network.follow_outage,
    "action_greet_customer": general.greet_customer,
    "action_tell_wait": general.tell_wait,
    "action_stay_with_assistant": _outside(general.stay_with_assistant),
    "action_repeat_last": general.repeat_last,
    "action_start_over": general.start_over,
    "action_never_mind": general.never_mind,
    "action_decline": _outside(general.decline),
    "action_acknowledge_done": _outside(general.acknowledge_done),
    "action_acknowledge_failed": _outside(general.acknowledge_failed),
    "action_acknowledge_worked": _outside(general.acknowledge_worked),
    "action_tell_where": general.tell_where,
    "action_answer_insult": general.answer_insult,
    "action_answer_complaint": general.answer_complaint,
    "action_answer_emergency": general.answer_emergency,
    "action_decline_topic": general.decline_topic,
    "action_make_small_talk": general.make_small_talk,
    "action_admit_unsure": _outside(general.admit_unsure),
    "action_cannot_identify": _outside(identity.cannot_identify),
    "action_hand_off": handoff.hand_off,
}

_AFTER_FORMS: Mapping[str, Handler] = {
    "action_finish_payment": payments.finish_payment,
    data_topup.FINISH: data_topup.finish,
    roaming.FINISH: roaming.finish,
    suspended.AFTER: suspended.finish,
    "action_close_guide": guides.close,
    "action_continue_guide": guides.continue_guide,
}

_WITH_ARTICLES: Mapping[str, Handler] = {
    charge_talk.EXPLAIN: partial(charge_talk.explain_charge, otherwise=faq.look_up)
}
"""Matters that articles answer where the account does not."""

_GUARDED: Mapping[str, Handler] = {
    name: guarded(name, handler)
    for name, handler in {**TOPICS, **_WITH_ARTICLES, **_TALK, **_AFTER_FORMS}.items()
}

MATTER_HANDLERS: Mapping[str, Handler] = {name: _GUARDED[name] for name in TOPICS}
"""The matters, each behind its gate."""


async def continue_matter(turn: Turn, to: Resources) -> Outcome:
    """After identity or a detail: go on with what was put off, in the same turn."""
    closed = await identity.closed(turn, to) if turn.words("identity_outcome") else NOTHING
    over: dict[str, object] = {"identity_outcome": None, "asking": None, "number_tries": 0, "pin_tries": 0}
    if closed.says or closed.handoff:
        return closed.keeping({**over, "pending_action": None})
    greeting = _proved(turn) if turn.words("identity_outcome") == "proved" else NOTHING
    pending = turn.words("pending_action") or INTENTS.get(turn.words("matter"), "")
    handler = _GUARDED.get(pending)
    over["pending_action"] = None
    if handler is None:
        return greeting.then(say("utter_general_what_else", choices=topic_choices(to))).keeping(over)
    over.update(OUT_OF_SIGHT)
    # The words that answered the form say nothing about the matter; those that began it do.
    words = turn.words("matter_words") if turn.words("identity_outcome") else ""
    quiet = replace(
        turn,
        text=words,
        entities={},
        acted=True,
        slots={**turn.slots, **over},
        wishes=turn.put_off,
    )
    done = await handler(quiet, to)
    return greeting.then(_back_to_parked(turn, to, done)).keeping({**over, **done.slots})


async def correct(turn: Turn, to: Resources) -> Outcome:
    """A correction; with another line of the same account the matter is told anew for that line."""
    return await _for_that_line(turn, to, await general.correct(turn, to))


async def give_identity(turn: Turn, to: Resources) -> Outcome:
    """A number or name nobody asked for; another line of the same account is looked at at once.

    A number of somebody else's account, given while one is open, corrects it.
    """
    asked = INTENTS.get(clarified(turn) or "", "")
    if asked in _GUARDED and not turn.active_form and in_passing.tells_only_who(turn):
        # A number in place of a yes goes ahead with what was asked about.
        return await take_yes(turn, to)
    if phone_in(turn.text) and turn.words("last_action") and proof_of(turn, to) is not None:
        return await correct(turn, to)
    return await _for_that_line(turn, to, await identity.give_identity(turn, to))


async def _for_that_line(turn: Turn, to: Resources, corrected: Outcome) -> Outcome:
    handler = _GUARDED.get(turn.words("last_action"))
    if not corrected.slots.get("line_switched") or handler is None:
        return corrected
    quiet = replace(turn, text="", acted=True, slots={**turn.slots, **corrected.slots})
    return corrected.then(await handler(quiet, to)).keeping({"line_switched": None})


async def take_yes(turn: Turn, to: Resources) -> Outcome:
    """A yes outside of a form: do what was offered last."""
    offered = turn.words("offer") or INTENTS.get(clarified(turn) or "", "")
    handler = _GUARDED.get(offered)
    if handler is None:
        return say("utter_general_what_else", choices=topic_choices(to))
    said = turn if turn.words("offer") else with_first_words(turn, clarified(turn))
    done = await handler(replace(said, wishes=turn.put_off), to)
    meant = {} if turn.words("offer") else {"last_action": offered, "matter": clarified(turn)}
    return done.keeping({"offer": None, **OUT_OF_SIGHT, **meant, **done.slots})


async def explain_question(turn: Turn, to: Resources) -> Outcome:
    """A "why": the reason of the open question, or of what was just told."""
    if reasons.asks_for_offered_reason(turn):
        return await take_yes(turn, to)
    return await reasons.explain_question(turn, to)


def _proved(turn: Turn) -> Outcome:
    first = turn.words("customer_name").split()
    return say("utter_identity_proved", name=first[0]) if first else NOTHING


def _back_to_parked(turn: Turn, to: Resources, done: Outcome) -> Outcome:
    parked = turn.words("parked_action") if done.slots.get("parked_action", True) else ""
    busy = wishes.is_busy(done) or turn.put_off or guides.is_open(turn)
    if not parked or busy or parked == turn.words("pending_action"):
        return done
    back = say("utter_general_back_to_parked", matter=to.words.name("choice", parked))
    return done.then(back).keeping({"offer": parked, "parked_action": None})


def _then_guide(handler: Handler) -> Handler:
    """Afterwards a guide that is still open goes on with its step."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        done = await handler(turn, to)
        after = replace(turn, slots={**turn.slots, **done.slots})
        if done.follow or done.handoff or not guides.is_open(after):
            return done
        return replace(done, follow=guides.FORM)

    return run


_HELPS = frozenset({"action_help_signal", "action_help_data"})
"""Free of charge: "no, I meant my phone has no signal" asks for it, whatever it begins with."""


def _in_turn(name: str, handler: Handler) -> Handler:
    """Of several wishes the first is this one; the next follow when it is done."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if turn.situation.payload:
            turn = with_first_words(turn, turn.intent.name)
        first = wishes.split(turn, INTENTS) if name in TOPICS else _with_waiting(turn)
        first = wishes.keeping_asked_about(first)
        offered = turn.words("offer") == name and not turn.situation.payload
        declined = offered and name not in _HELPS and says_no(turn.text)
        if declined:
            done = await _GUARDED["action_decline"](first, to)
        elif first.intent != turn.intent:
            done = await _GUARDED[INTENTS[first.intent.name]](first, to)
            known = {"last_action": INTENTS[first.intent.name], "matter": first.intent.name}
            done = done.keeping({**known, **done.slots})
        else:
            done = await handler(first, to)
        told = await wishes.take_in_turn(first, to, done, _GUARDED, INTENTS)
        placed = first.slots.get("guide_facts")
        same = placed == turn.slots.get("guide_facts")
        return told if same else Outcome(slots={"guide_facts": placed}).then(told)

    return run


def _with_waiting(turn: Turn) -> Turn:
    return replace(turn, wishes=turn.put_off)


_ENDINGS = ("action_decline", data_topup.FINISH, roaming.FINISH)
"""Where a matter ends that began with an offer."""


def _returning(handler: Handler) -> Handler:
    """A matter that another one interrupted is come back to once that one is over, however it ended."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        done = await handler(turn, to)
        return done if turn.active_form else _back_to_parked(turn, to, done)

    return run


_EACH: Mapping[str, Handler] = {
    **_GUARDED,
    **{name: _returning(_GUARDED[name]) for name in _ENDINGS},
    **{name: _looking_twice(_GUARDED[name]) for name in TOPICS},
    billing.PAY: hearing_paid(_looking_twice(_GUARDED[billing.PAY]), _GUARDED),
    "action_help_payment": hearing_paid(_looking_twice(_GUARDED["action_help_payment"]), _GUARDED),
    sim.LOST: hearing_loss(_looking_twice(_GUARDED[sim.LOST]), _GUARDED),
    "action_answer_question": noting_number(
        hearing_locked(
            hearing_reports(
                hearing_pause(
                    saying_yes(
                        saying_no(hearing_charge(_GUARDED["action_answer_question"], _GUARDED), _GUARDED),
                        _GUARDED,
                    )
                ),
                _GUARDED,
            )
        )
    ),
    "action_cannot_identify": hearing_locked(_GUARDED["action_cannot_identify"]),
    "action_decline_topic": hearing_locked(saying_yes(_GUARDED["action_decline_topic"], _GUARDED)),
    "action_make_small_talk": saying_yes(_GUARDED["action_make_small_talk"], _GUARDED),
    "action_acknowledge_failed": hearing_reports(_GUARDED["action_acknowledge_failed"], _GUARDED),
    **{
        name: hearing_payment(_GUARDED[name], _GUARDED)
        for name in ("action_acknowledge_done", "action_acknowledge_worked")
    },
    "action_correct": guarded("action_correct", correct),
    "action_give_identity": guarded("action_give_identity", give_identity),
    "action_explain_question": guarded("action_explain_question", explain_question),
    "action_take_yes": guarded("action_take_yes", hearing_payment(_outside(_then_guide(take_yes)), _GUARDED)),
    "action_continue_matter": guarded(
        "action_continue_matter", _then_guide(trouble.after_form(continue_matter))
    ),
    "action_finish_payment": _then_guide(trouble.after_form(_returning(_GUARDED["action_finish_payment"]))),
    "action_close_guide": trouble.after_form(_GUARDED["action_close_guide"]),
}

_NO_MONEY = (
    "action_answer_question", "action_decline", "action_decline_topic",
    "action_help_payment", "action_arrange_payment", "action_cannot_identify",
)  # fmt: skip
"""What "I can't pay that before Friday" may be taken for, beside an offered payment."""

_PAID = ("action_answer_question", "action_acknowledge_failed", "action_tell_payment_status")
"""What "it says complete, no change" may be taken for, after a payment request."""

_HEARD: Mapping[str, Handler] = {
    **_EACH,
    **{name: staying(_EACH[name], _GUARDED) for name in ("action_take_yes", "action_hand_off")},
    **{name: hearing_no_money(_EACH[name], _GUARDED) for name in _NO_MONEY},
}
_HEARD = {**_HEARD, **{name: hearing_paid(_HEARD[name], _GUARDED) for name in _PAID}}

HANDLERS: Mapping[str, Handler] = {
    name: _in_turn(name, handler) if name in MATTERS | wishes.ENDS_A_MATTER else handler
    for name, handler in _HEARD.items()
}
"""Actions by name, as the domain lists them."""
