"""A lost or stolen phone, and a number somebody else is after: the line off at once, the team at once."""

from __future__ import annotations

import re

from actions.line_matters.suspended import LIFT, lift, no_open_line
from actions.lines.line_changes import Suspended, suspend_lost
from actions.lines.line_facts import line_step
from actions.lines.lines import status_fact
from actions.lines.which_line import line_or_ask, words_of
from actions.turns.handoff import to_team
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.found_words import found_again
from actions.words.phone_reports import reports_in
from carrier.errors import CarrierError
from carrier.types import Line
from conversation.care import StepResult
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason

LOST = "action_suspend_lost_phone"
_STOLEN = re.compile(
    r"\b(?:stolen|stole|steal|robbed|robber\w*|thief|thieves|theft|snatched|grabbed|took|taken|pickpocket\w*|"
    r"burglar\w*|mugged)\b",
    re.IGNORECASE,
)


_LOCKED = re.compile(
    r"\b(?:(?:un)?lock\w*|puk|asks?|asking|wants?|requires?|required|wrong|blocked|forgot\w*)\b",
    re.IGNORECASE,
)
"""Besides the SIM itself: a bare "SIM PIN" is a question."""


async def suspend_phone(turn: Turn, to: Resources) -> Outcome:
    """Suspend the line of a phone that is lost or stolen, then pass the customer on.

    Which of several lines is asked, whatever their state: one that still works may be the wrong one. Of a
    phone that is back the line is lifted.
    """
    if found_again(words_of(turn)):
        return (await lift(turn, to)).keeping({"matter": "report_suspended", "last_action": LIFT})
    line = await line_or_ask(turn, to, LOST)
    if not isinstance(line, Line):
        return line or no_open_line(turn, to)
    what = "stolen" if _STOLEN.search(words_of(turn)) else "lost"
    incident = LearntFact(name="incident", value=to.words.name("incident", what))
    number = line.phone_number
    try:
        done = await suspend_lost(turn, to, line, to.words.name("incident", what))
    except CarrierError:
        return _to_team(turn, to, number, "utter_sim_lost_not_suspended", "lost_not_suspended").learning(
            incident
        )
    if not isinstance(done, Suspended):
        handed = _to_team(turn, to, number, "utter_sim_lost_not_suspended", "lost_not_suspended")
        return handed.learning(incident, status_fact(done.line))
    response = "utter_sim_lost_was_suspended" if done.was_before else "utter_sim_lost_suspended"
    note = "lost_was_suspended" if done.was_before else "lost_suspended"
    handed = _to_team(turn, to, number, response, note).learning(incident, status_fact(done.line))
    return handed.carrying(line_step(to, "lost_suspended", StepResult.WORKED))


def locked(turn: Turn, to: Resources) -> Outcome | None:
    """A SIM that the customer says is locked always goes to the team; None when nothing says so."""
    told = None if turn.situation.payload else reports_in(turn.text).get("sim_state")
    if told is None or told.state != "locked" or told.past or not _LOCKED.search(turn.text):
        return None
    fact = LearntFact(name="sim_state", value=to.words.name("part_state", "locked"))
    note = to.words.name("note", "sim_locked")
    return to_team(turn, to, HandoffReason.POLICY, response="utter_sim_locked", note=note).learning(fact)


async def report_fraud(turn: Turn, to: Resources) -> Outcome:
    """Somebody is after the number or the account: a person at once, whatever else is open."""
    return to_team(
        turn, to, HandoffReason.POLICY, response="utter_sim_fraud", note=to.words.name("note", "fraud")
    )


def _to_team(turn: Turn, to: Resources, number: str, response: str, note: str) -> Outcome:
    written = to.words.name("note", note).format(number=number)
    return to_team(turn, to, HandoffReason.POLICY, response=response, note=written, number=number[-4:])
