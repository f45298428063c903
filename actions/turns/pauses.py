"""A pause and nothing else: the open question waits, and is not asked again at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from actions.turns.clarify import CARE_INTENTS
from actions.turns.outcome import Outcome
from actions.turns.resources import Resources
from actions.turns.talk_about import SURE
from actions.turns.turn import Turn
from actions.words.found_words import found_again
from actions.words.phone_reports import reports_in
from actions.words.said import asks_to_wait

WAITS = "waits"
"""Slot: the turn that asked for a moment while a question is open, and what it is told: `turn/response`."""
WORDED_AS = "worded_as"
"""Value of a response: another one whose words are said, while what it asks and expects stays."""
PATIENT = "utter_general_take_your_time"
Ask = Callable[[Turn, Resources], Awaitable[Outcome]]


def only_waits(turn: Turn) -> bool:
    """Whether the customer asks for a moment, and tells or wants nothing besides."""
    if turn.situation.payload or "?" in turn.text or reports_in(turn.text):
        return False
    if turn.intent.name == "wait_please":
        return turn.intent.confidence >= SURE or asks_to_wait(turn.text)
    wants = turn.intent.name in CARE_INTENTS and turn.intent.confidence >= SURE
    return asks_to_wait(turn.text) and not wants and not found_again(turn.text)


def waiting(turn: Turn, words: str = PATIENT) -> Outcome:
    """The question stays open; `words` are said in its place."""
    return Outcome(slots={WAITS: f"{turn.turn_id}/{words}"})


def patient(ask: Ask) -> Ask:
    """The question; after a pause only that there is time, with the question's own choices and input."""

    async def run(turn: Turn, to: Resources) -> Outcome:
        asked = await ask(turn, to)
        waits, _, words = turn.words(WAITS).rpartition("/")
        if waits != turn.turn_id or not asked.says or asked.handoff:
            return asked
        last = asked.says[-1]
        return replace(asked, says=(replace(last, values={**last.values, WORDED_AS: words}),))

    return run
