"""What goes on when a form has ended, and what a yes, a number or a correction outside of forms leads to."""

from __future__ import annotations

from dataclasses import replace

from actions.guarded import GUARDED
from actions.guides import guides
from actions.identity import identity, in_passing, people
from actions.identity.gate import proof_of
from actions.lines import which_line
from actions.matters import INTENTS
from actions.talk import general, reasons, wishes
from actions.talk.told import OUT_OF_SIGHT
from actions.turns.clarify import asked_again, clarified, topic_choices, with_first_words
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in


async def continue_matter(turn: Turn, to: Resources) -> Outcome:
    """After identity or a detail: go on with what was put off, in the same turn."""
    closed = await identity.closed(turn, to) if turn.words("identity_outcome") else NOTHING
    over: dict[str, object] = {"identity_outcome": None, "asking": None, "number_tries": 0, "pin_tries": 0}
    if closed.says or closed.handoff:
        return closed.keeping({**over, "pending_action": None})
    greeting = _proved(turn) if turn.words("identity_outcome") == "proved" else NOTHING
    pending = turn.words("pending_action") or INTENTS.get(turn.words("matter"), "")
    handler = GUARDED.get(pending)
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
    return greeting.then(back_to_parked(turn, to, done)).keeping({**over, **done.slots})


async def correct(turn: Turn, to: Resources) -> Outcome:
    """A correction; with another line of the same account the matter is told anew for that line."""
    asked = None if turn.active_form else await which_line.other_asked(turn, to)
    return asked or await _for_that_line(turn, to, await general.correct(turn, to))


async def give_identity(turn: Turn, to: Resources) -> Outcome:
    """A number or name nobody asked for; another line of the same account is looked at at once.

    A number of somebody else's account, given while one is open, corrects it.
    """
    asked = INTENTS.get(clarified(turn) or "", "")
    if asked in GUARDED and not turn.active_form and in_passing.tells_only_who(turn):
        # A number in place of a yes goes ahead with what was asked about.
        return await take_yes(turn, to)
    if phone_in(turn.text) and turn.words("last_action") and proof_of(turn, to) is not None:
        return await correct(turn, to)
    return _asked_still(turn, to) or await _for_that_line(turn, to, await identity.give_identity(turn, to))


def _asked_still(turn: Turn, to: Resources) -> Outcome | None:
    """Who or where somebody is, said beside a choice or an offer: kept, and what is open stays open."""
    if turn.active_form or turn.acted or not in_passing.tells_only_who(turn):
        return None
    noted = identity.noted_number(turn, alone=True).then(people.noted(turn))
    if (again := asked_again(turn, to)) is not None:
        return noted.then(again)
    if turn.words("offer") and phone_in(turn.text) is None:
        offer = {name: turn.slots.get(name) for name in ("offer", "offer_reason")}
        return noted.then(say("utter_identity_noted_here")).keeping(offer)
    return None


async def _for_that_line(turn: Turn, to: Resources, corrected: Outcome) -> Outcome:
    handler = GUARDED.get(turn.words("last_action"))
    if not corrected.slots.get("line_switched") or handler is None:
        return corrected
    quiet = replace(turn, text="", acted=True, slots={**turn.slots, **corrected.slots})
    return corrected.then(await handler(quiet, to)).keeping({"line_switched": None})


async def take_yes(turn: Turn, to: Resources) -> Outcome:
    """A yes outside of a form: do what was offered last."""
    offered = turn.words("offer") or INTENTS.get(clarified(turn) or "", "")
    handler = GUARDED.get(offered)
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


def back_to_parked(turn: Turn, to: Resources, done: Outcome) -> Outcome:
    """The matter that was interrupted is offered again, unless something else comes first."""
    parked = turn.words("parked_action") if done.slots.get("parked_action", True) else ""
    busy = wishes.is_busy(done) or turn.put_off or guides.is_open(turn)
    if not parked or busy or parked == turn.words("pending_action"):
        return done
    back = say("utter_general_back_to_parked", matter=to.words.name("choice", parked))
    return done.then(back).keeping({"offer": parked, "parked_action": None})
