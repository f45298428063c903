"""What an open form makes of a turn: an answer, a question or wish beside it, a pause, or nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from actions.forms import Form
from actions.guarded import MATTER_HANDLERS
from actions.guides import guides
from actions.guides.guide_troubles import REPORTS
from actions.handling import handled, log_failure
from actions.identity import given_secret, identity, in_passing
from actions.identity.gate import NotProved
from actions.matters import INTENTS
from actions.registry import HANDLERS
from actions.talk.asides import answered_apart
from actions.talk.beside import asked_beside
from actions.talk.danger import WANTS_PERSON
from actions.talk.put_off import put_off
from actions.talk.trouble import failed_in_form, tried_again, unproved_in_form
from actions.talk.wishes import IN_PASSING
from actions.turns.clarify import CARE_INTENTS
from actions.turns.context import FALLBACK
from actions.turns.other_wish import is_plain
from actions.turns.outcome import Outcome
from actions.turns.pauses import only_waits, waiting
from actions.turns.resources import KnowledgeUnavailable, Resources
from actions.turns.sqlite_file import OperationsUnavailable
from actions.turns.turn import Intent, Turn
from actions.words.said import names_people
from actions.words.wish_words import is_named
from carrier.errors import CarrierError

SURE_PERSON = 0.5
"""Probability from which on a wish for a person is one, whatever step of a guide is open."""
NOT_UNDERSTOOD = "action_answer_question"


async def answered(form_name: str, form: Form, turn: Turn, to: Resources) -> Outcome | None:
    """What a form makes of a turn. What answers nothing and only sounds like a wish was not understood."""
    outcome = await _answered(form_name, form, turn, to)
    if outcome is not None or not _only_sounds_like_a_wish(turn):
        return outcome
    unclear = replace(turn, intent=Intent(name=FALLBACK, confidence=0.0), ranking=())
    missed = await handled(NOT_UNDERSTOOD, HANDLERS[NOT_UNDERSTOOD], unclear, to)
    return missed.keeping({turn.requested: None, "nudge": None}) if turn.requested else missed


async def _answered(form_name: str, form: Form, turn: Turn, to: Resources) -> Outcome | None:
    """What a form makes of a turn; the form ends when a system fails or the proof has run out."""
    if turn.intent.name == WANTS_PERSON and not _hardly_wants_person(form_name, turn):
        # It answers no question, whatever words it shares with one of its answers.
        return None
    try:
        noted = in_passing.acknowledged(turn)
        if noted is not None and form_name != guides.FORM:
            return noted
        if (told := await asked_beside(turn, to)) is not None:
            return told
        outcome = await answered_apart(turn, to, form.answer, MATTER_HANDLERS, INTENTS)
        outcome = outcome or await tried_again(partial(form.answer, turn, to), turn) or noted
        outcome = outcome or await put_off(turn, to)
        if outcome is None and only_waits(turn):
            return waiting(turn)
        if outcome is None or form_name != identity.FORM:
            return outcome
        return await given_secret.used(turn, to, outcome)
    except NotProved:
        return unproved_in_form(form_name)
    except (CarrierError, OperationsUnavailable, KnowledgeUnavailable) as error:
        log_failure(f"validate_{form_name}", turn, error)
        return failed_in_form(form_name, turn, error)


def _only_sounds_like_a_wish(turn: Turn) -> bool:
    """ "We never left the county" is no dispute: among answers a wish is followed that its own words name."""
    name, sure = turn.intent.name, turn.intent.confidence
    named = turn.situation.payload or bool(turn.wishes) or is_named(turn.text, name, sure) or is_plain(turn)
    asks = name in IN_PASSING and turn.text.rstrip().endswith("?")
    return name in CARE_INTENTS - set(REPORTS.values()) and not named and not asks


def _hardly_wants_person(form_name: str, turn: Turn) -> bool:
    """ "There's nothing in that field": faintly like a wish for a person, and no word of one."""
    faint = turn.intent.confidence < SURE_PERSON and not turn.situation.payload
    return faint and form_name == guides.FORM and not names_people(turn.text)
