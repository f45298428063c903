"""The handlers of all plain actions, each behind its gate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from actions.billing import charge_talk, payments
from actions.guides import guides, network
from actions.identity import identity
from actions.identity.gate import Handler, guarded
from actions.line_matters import data_topup, roaming, suspended
from actions.matters import TOPICS
from actions.talk import faq, general, upset
from actions.turns import handoff
from actions.turns.outcome import NOTHING, Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn


def outside(handler: Handler) -> Handler:
    """Inside a form its question comes again by itself: nothing else is asked."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        return NOTHING if turn.active_form else await handler(turn, to)

    return run


_TALK: Mapping[str, Handler] = {
    "action_answer_question": faq.answer_question,
    "action_follow_outage": network.follow_outage,
    "action_greet_customer": general.greet_customer,
    "action_tell_wait": general.tell_wait,
    "action_stay_with_assistant": outside(general.stay_with_assistant),
    "action_repeat_last": general.repeat_last,
    "action_start_over": general.start_over,
    "action_never_mind": general.never_mind,
    "action_say_goodbye": general.say_goodbye,
    "action_tell_if_human": general.tell_if_human,
    "action_decline": outside(general.decline),
    "action_acknowledge_done": outside(general.acknowledge_done),
    "action_acknowledge_failed": outside(general.acknowledge_failed),
    "action_acknowledge_worked": outside(general.acknowledge_worked),
    "action_tell_where": general.tell_where,
    "action_answer_insult": upset.answer_insult,
    "action_answer_complaint": upset.answer_complaint,
    "action_answer_emergency": upset.answer_emergency,
    "action_decline_topic": general.decline_topic,
    "action_make_small_talk": general.make_small_talk,
    "action_admit_unsure": outside(general.admit_unsure),
    "action_cannot_identify": outside(identity.cannot_identify),
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

GUARDED: Mapping[str, Handler] = {
    name: guarded(name, handler)
    for name, handler in {**TOPICS, **_WITH_ARTICLES, **_TALK, **_AFTER_FORMS}.items()
}

MATTER_HANDLERS: Mapping[str, Handler] = {name: GUARDED[name] for name in TOPICS}
"""The matters, each behind its gate."""
