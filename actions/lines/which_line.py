"""Which line a change is for: the one whose number was given, the only one it can be, or asked once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from actions.identity.claims import URGENT, switch_line
from actions.identity.gate import proof_of, proved
from actions.lines.lines import lines_of
from actions.turns.details import GIVEN, ask_for
from actions.turns.outcome import Outcome, say
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.numbers import phone_in, same_number, shown_number
from carrier.types import Line
from conversation.care import Choice
from conversation.facts import FactStatus, LearntFact
from conversation.places import place_said

QUESTION = "line"
_SAME_LOSS = frozenset({"report_lost_phone", "report_suspended", "report_no_signal"})
"""While it is asked which lost line is to be stopped: "is it blocked now?" is no other matter."""
MOST_CHOICES = 8
MANY = 2
"""Lines from which on one can be meant instead of another."""
_ENDING = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_THING = re.compile(r"\b(?:tablet|ipad|watch|router|modem|hot\s?spot|home internet)s?\b", re.IGNORECASE)
"""What a line may be in, besides a phone."""
MOST_POINTING = 8
"""Words up to which a turn does nothing but point at a line."""
_NTH = re.compile(r"\b(first|second|third|fourth|fifth|last)\b", re.IGNORECASE)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_SOMEBODY = (
    r"daughter|son|kid|child|wife|husband|spouse|partner|girlfriend|boyfriend|mom|mother|dad|father|"
    r"brother|sister|grandma|grandmother|grandpa|grandfather|parent"
)
_OTHER = re.compile(
    rf"\b(?:my|our)\s+(?:\w+\s+)?(?:{_SOMEBODY})s?(?:'?s)?\b|\b(?:other|second|another|different)\s+"
    r"(?:line|number|phone)\b|\b(?:his|her|their)\s+(?:line|number|phone)\b",
    re.IGNORECASE,
)


async def line_or_ask(
    turn: Turn, to: Resources, pending: str, *, fitting: Callable[[Line], bool] = lambda _: True
) -> Line | Outcome | None:
    """The line to work on, or the question for it; `pending` goes on once it is answered.

    Among several lines and without a number given, one that alone is `fitting` is meant. None when the
    account has no open line.
    """
    every = await lines_of(turn, to)
    named = phone_in(turn.text)
    for line in every:
        if named and same_number(line.phone_number, named):
            return line
    chosen = proved(turn, to).line_id
    if not _means_another(turn):
        for line in every:
            if line.line_id == chosen:
                return line
    return _the_only(every, fitting) or (_asked(turn, every, pending) if every else None)


async def ask(turn: Turn, to: Resources) -> Outcome:
    """The question, with every line of the account as a choice."""
    numbers = turn.table("line_choices")
    choices = tuple(
        Choice(id=f'/inform_identity{{"choice": "{line_id}"}}', title=number)
        for line_id, number in list(numbers.items())[:MOST_CHOICES]
    )
    return say("utter_ask_line", choices=choices, count=str(len(numbers)))


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """A number, its last four digits, its place in the list, or its button."""
    numbers = turn.table("line_choices")
    line_id = _chosen(turn)
    if line_id is None:
        if turn.words("pending_action") in URGENT and turn.intent.name in _SAME_LOSS:
            return Outcome(slots={"detail": None})
        if turn.intent.name in ("dont_know", "affirm") or any(letter.isdigit() for letter in turn.text):
            return say("utter_sim_line_not_found").keeping({"detail": None})
        return None
    proof = proof_of(turn, to)
    slots: dict[str, object] = {"detail": GIVEN, "line_choices": None}
    if proof is not None:
        slots["verification"] = replace(proof, line_id=line_id).to_slot()
    return Outcome(slots=slots).learning(
        LearntFact(name="line_number", value=numbers[line_id], confidence=turn.situation.confidence),
        LearntFact(name="line_id", value=line_id, status=FactStatus.OBSERVED),
    )


async def other_asked(turn: Turn, to: Resources) -> Outcome | None:
    """ "I meant my wife's": which line of the account that is; None where that is not what was corrected."""
    pending = turn.words("last_action")
    if not pending or phone_in(turn.text) or _OTHER.search(turn.text) is None or proof_of(turn, to) is None:
        return None
    every = await lines_of(turn, to)
    if len(every) < MANY:
        return None
    return ask_for(QUESTION, pending).keeping(offered(every))


async def pointed_at(turn: Turn, to: Resources) -> Outcome | None:
    """ "And 0116?", "the tablet": what was told of one line, for another of the account."""
    pending = turn.words("last_action")
    if not pending or len(turn.text.split()) > MOST_POINTING or proof_of(turn, to) is None:
        return None
    endings = _ENDING.findall(turn.text)
    if not endings and _OTHER.search(turn.text) is None and _THING.search(turn.text) is None:
        return None
    every = await lines_of(turn, to)
    if len(every) < MANY:
        return None
    ending = [line for line in every if endings and line.phone_number.endswith(endings[-1])]
    if len(ending) == 1:
        return await switch_line(turn, to, ending[0].phone_number)
    return None if endings else ask_for(QUESTION, pending).keeping(offered(every))


def words_of(turn: Turn) -> str:
    """The words the matter began with, also after the question for the line."""
    return turn.text or turn.words("line_words")


def _means_another(turn: Turn) -> bool:
    """Whether the words are about somebody else's phone, though another number was given before.

    Just after identity the number given is the one the words are about.
    """
    return not turn.acted and _OTHER.search(turn.text) is not None


def _the_only(every: tuple[Line, ...], fitting: Callable[[Line], bool]) -> Line | None:
    if len(every) == 1:
        return every[0]
    could_be = [line for line in every if fitting(line)]
    return could_be[0] if len(could_be) == 1 else None


def _asked(turn: Turn, every: tuple[Line, ...], pending: str) -> Outcome:
    return ask_for(QUESTION, pending).keeping({**offered(every), "line_words": turn.text})


def offered(every: tuple[Line, ...]) -> dict[str, object]:
    """The slot that keeps which lines may be chosen from."""
    return {"line_choices": {line.line_id: shown_number(line.phone_number) for line in every}}


def _chosen(turn: Turn) -> str | None:
    table = turn.table("line_choices")
    wanted = turn.entity("choice")
    if wanted in table:
        return wanted
    named = phone_in(turn.text)
    for line_id, number in table.items():
        if named and same_number(number, named):
            return line_id
    endings = _ENDING.findall(turn.text)
    ending = [line_id for line_id, number in table.items() if endings and number.endswith(endings[-1])]
    if len(ending) == 1:
        return ending[0]
    ids = list(table)
    told = place_said(turn.text, of=len(ids))
    if told is not None:
        return ids[told - 1]
    place = _NTH.search(turn.text)
    index = _PLACES[place.group(1).lower()] if place else None
    return ids[index] if index is not None and index < len(ids) else None
