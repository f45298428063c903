"""Every action of the domain with its handler: what is heard first, and what comes after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.billing import billing
from actions.going_on import (
    back_to_parked,
    continue_matter,
    correct,
    explain_question,
    give_identity,
    take_yes,
)
from actions.guarded import GUARDED, outside
from actions.guides import guides
from actions.hearing import (
    agreeing,
    hearing_charge,
    hearing_farewell,
    hearing_found,
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
from actions.identity import identity
from actions.identity.gate import Handler, guarded
from actions.line_matters import data_topup, refused, roaming, sim
from actions.matters import INTENTS, MATTERS, TOPICS
from actions.pointing import TAKEN_FOR, pointing_back
from actions.talk import faq, trouble, wishes
from actions.turns.clarify import with_first_words
from actions.turns.outcome import Outcome
from actions.turns.resources import KnowledgeUnavailable, Resources
from actions.turns.turn import Turn
from actions.words.said import says_no


def _looking_twice(handler: Handler) -> Handler:
    """A matter that was understood only just gives way to an article that answers the very words."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        if (asked := wishes.asked_of_own(turn)) is not None:
            known = {"last_action": INTENTS[asked.name], "matter": asked.name}
            told = await GUARDED[INTENTS[asked.name]](replace(turn, intent=asked), to)
            return told.keeping({**known, **told.slots})
        try:
            better = await faq.second_look(turn, to)
        except KnowledgeUnavailable:
            better = None
        return identity.noted_number(turn, alone=True).then(better) if better else await handler(turn, to)

    return run


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
            done = await GUARDED["action_decline"](first, to)
        elif first.intent != turn.intent:
            done = await GUARDED[INTENTS[first.intent.name]](first, to)
            known = {"last_action": INTENTS[first.intent.name], "matter": first.intent.name}
            done = done.keeping({**known, **done.slots})
        else:
            done = await handler(first, to)
        told = await wishes.take_in_turn(first, to, done, GUARDED, INTENTS)
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
        return done if turn.active_form else back_to_parked(turn, to, done)

    return run


_EACH: Mapping[str, Handler] = {
    **GUARDED,
    **{name: _returning(GUARDED[name]) for name in _ENDINGS},
    **{name: _looking_twice(GUARDED[name]) for name in TOPICS},
    billing.PAY: hearing_paid(_looking_twice(GUARDED[billing.PAY]), GUARDED),
    "action_help_payment": hearing_paid(_looking_twice(GUARDED["action_help_payment"]), GUARDED),
    sim.LOST: hearing_loss(_looking_twice(GUARDED[sim.LOST]), GUARDED),
    "action_answer_question": noting_number(
        hearing_locked(
            hearing_reports(
                hearing_pause(
                    hearing_farewell(
                        saying_yes(
                            saying_no(hearing_charge(GUARDED["action_answer_question"], GUARDED), GUARDED),
                            GUARDED,
                        )
                    )
                ),
                GUARDED,
            )
        )
    ),
    "action_cannot_identify": hearing_locked(GUARDED["action_cannot_identify"]),
    "action_decline_topic": hearing_locked(saying_yes(GUARDED["action_decline_topic"], GUARDED)),
    "action_make_small_talk": saying_yes(GUARDED["action_make_small_talk"], GUARDED),
    "action_acknowledge_failed": hearing_reports(GUARDED["action_acknowledge_failed"], GUARDED),
    **{
        name: hearing_payment(GUARDED[name], GUARDED)
        for name in ("action_acknowledge_done", "action_acknowledge_worked")
    },
    "action_correct": guarded("action_correct", correct),
    "action_give_identity": guarded("action_give_identity", give_identity),
    "action_explain_question": guarded("action_explain_question", explain_question),
    "action_take_yes": guarded("action_take_yes", hearing_payment(outside(_then_guide(take_yes)), GUARDED)),
    "action_continue_matter": guarded(
        "action_continue_matter", _then_guide(trouble.after_form(continue_matter))
    ),
    "action_finish_payment": refused.after_no(
        _then_guide(trouble.after_form(_returning(GUARDED["action_finish_payment"])))
    ),
    "action_close_guide": trouble.after_form(GUARDED["action_close_guide"]),
}

_EACH = {**_EACH, "action_be_patient": hearing_pause(_EACH["action_answer_question"])}
"""Words that only resemble a wish for a moment are a question like any other."""

_NO_MONEY = (
    "action_answer_question", "action_decline", "action_decline_topic",
    "action_help_payment", "action_arrange_payment", "action_cannot_identify",
)  # fmt: skip
"""What "I can't pay that before Friday" may be taken for, beside an offered payment."""

_PAID = ("action_answer_question", "action_acknowledge_failed", "action_tell_payment_status")
"""What "it says complete, no change" may be taken for, after a payment request."""

_HEARD: Mapping[str, Handler] = {
    **_EACH,
    **{name: staying(_EACH[name], GUARDED) for name in ("action_take_yes", "action_hand_off")},
    **{name: hearing_no_money(_EACH[name], GUARDED) for name in _NO_MONEY},
}
_HEARD = {**_HEARD, **{name: hearing_paid(_HEARD[name], GUARDED) for name in _PAID}}

_FOUND = (
    "action_answer_question", "action_acknowledge_done", "action_acknowledge_worked", "action_repeat_last",
    "action_request_port_in",
)  # fmt: skip
"""What "I found it again" may be taken for, beside a loss."""
_HEARD = {**_HEARD, **{name: hearing_found(_HEARD[name], GUARDED) for name in _FOUND}}
_HEARD = {**_HEARD, **{name: pointing_back(_HEARD[name], GUARDED) for name in TAKEN_FOR}}

_AGREED = (
    "action_answer_question", "action_decline_topic", "action_make_small_talk", "action_never_mind",
    "action_pay_bill",
)  # fmt: skip
"""What a yes in words of its own may be taken for, beside an offer."""
_HEARD = {**_HEARD, **{name: agreeing(_HEARD[name], _HEARD["action_take_yes"]) for name in _AGREED}}

_HEARD = {
    name: refused.asked_before(_in_turn(name, handler)) if name in MATTERS | wishes.ENDS_A_MATTER else handler
    for name, handler in _HEARD.items()
}

HANDLERS: Mapping[str, Handler] = {
    **_HEARD,
    **{name: refused.hearing_refusal(_HEARD[name]) for name in refused.HEARD_IN},
}
"""Actions by name, as the domain lists them."""
