"""What the learnt reader of answers makes of a turn, as an answer to the question of a guide that is open.

The assistant tells with each turn what it would mean as an answer to each kind of question
(`nlu_data/answers`); here the reading of the open one is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.guides.stages import Move, Stage
from actions.turns.clarify import CARE_INTENTS
from actions.turns.turn import Turn
from actions.words.asides import clauses_of, says_state_alone
from actions.words.phone_reports import Report, parts_named
from actions.words.said import names_people
from knowledge_base.guides import Goal, Step
from knowledge_base.phone_parts import PartKind, PhonePart, phone_parts

SURE = 0.6
"""Probability from which on a reading goes before words and intents."""
SURE_BESIDE = 0.85
"""The same of a state that no words name where other parts are spoken of, and of a mere remark."""
BARE = 2
"""Words up to which a yes or no is just that."""
LIKELY = 0.45
"""The same where nothing else says what is meant."""
WORKS, ELSE, REMARK = "works", "else", "remark"
MIXED = "mixed"
"""One thing works and another does not."""
_PERSON = "want_agent"
_ALWAYS = {"where": Move.WHERE, "wait": Move.WAIT, REMARK: Move.AGAIN, "solved": Move.CURED}
_LEADS: Mapping[Stage, Mapping[str, Move]] = {
    Stage.LOOK: {**_ALWAYS, "unsure": Move.WHERE, "done": Move.AGAIN, "trouble": Move.AGAIN},
    Stage.FIX: {
        **_ALWAYS,
        "done": Move.DONE,
        "worked": Move.CURED,
        "not_worked": Move.NOT_CURED,
        "already": Move.NOT_CURED,
        "cannot": Move.LEFT,
        "unsure": Move.WHERE,
    },
    Stage.VERIFY: {
        **_ALWAYS,
        "good": Move.CURED,
        "bad": Move.NOT_CURED,
        "trouble": Move.NOT_CURED,
        "unsure": Move.AGAIN,
        "done": Move.AGAIN,
    },
}
"""What a meaning leads to; a state that is seen is reported."""
_BY_KIND = {PartKind.SWITCH: "switch", PartKind.PERMISSION: "permission"}
_BY_PART = {
    "sim_state": "sim",
    "network_mode": "mode",
    "abroad": "abroad",
    "mms_address": "address",
    "router_lights": "lights",
    "speed": "speed",
}
_STATES: Mapping[str, Mapping[str, str]] = {
    "switch": {"is_on": "on", "is_off": "off", "made_on": "on", "made_off": "off"},
    "permission": {"granted": "granted", "missing": "missing", "made_granted": "granted"},
    "sim": {"active": "active", "missing": "missing", "locked": "locked"},
    "mode": {"4g": "4g", "3g": "3g", "2g": "2g"},
    "abroad": {"home": "no", "away": "yes"},
    "address": {"filled": "filled", "missing": "missing"},
    "lights": {"green": "green", "red": "red", "dark": "off"},
    "speed": {name: name for name in ("excellent", "good", "fair", "slow", "none")},
}
_DONE_LIKE = ("done", "already", "worked")
"""Meanings by which the step itself is behind them."""
LEAST_LOST = 0.1
"""Meanings less likely than this are not told, and missing in a sum."""
_SOLVED = re.compile(
    r"\b(?:again|back|fixed|solved|sorted|now|works?|working|worked|sent|delivered|through)\b", re.IGNORECASE
)
"""Words by which the matter itself is well, and not only what is looked at: "bars showing" has none."""
_MADE = "made_"
"""How a meaning begins that says that the customer has just brought it about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The likeliest meaning of an answer."""

    meaning: str
    sure: float


def question_about(name: str | None) -> str:
    """The kind of question that asks how that part of the phone is; empty for one that nobody was taught."""
    part = phone_parts().get(name or "")
    if part is None:
        return ""
    return _BY_KIND.get(part.kind) or _BY_PART.get(part.name) or WORKS


def read_as(turn: Turn, question: str) -> Reading | None:
    """The turn as an answer to that question; None for a choice taken, or where nobody read it."""
    chances = turn.answers.get(question) or {}
    if not chances or turn.situation.payload:
        return None
    meaning = max(chances, key=lambda name: chances[name])
    return Reading(meaning=meaning, sure=chances[meaning])


def reading_of(turn: Turn, goal: Goal | None, step: Step, stage: Stage) -> Reading | None:
    """The turn as an answer here; of a wish for a person nothing is read."""
    if _wants_person(turn) or stage is Stage.SAME_PHONE:
        return None
    if stage is Stage.FIX:
        return read_as(turn, stage.value)
    asked = goal.part if goal and stage is Stage.VERIFY else step.part
    return read_as(turn, question_about(asked))


def answered_else(reading: Reading | None) -> bool:
    """Whether it is surely no answer, but something else that is wanted."""
    return reading is not None and reading.meaning == ELSE and reading.sure >= SURE


def meant(turn: Turn, step: Step, stage: Stage, reading: Reading | None, *, least: float) -> Move | None:
    """What the reading leads to; None where it is less sure, answers nothing, or is surer a wish."""
    if stage is Stage.FIX and _only_done(turn, reading):
        return Move.DONE
    if reading is None or reading.sure < least:
        return None
    wishes = turn.intent.name in CARE_INTENTS or bool(turn.wishes)
    if wishes and turn.intent.confidence > reading.sure:
        return None
    if reading.meaning == REMARK and reading.sure < SURE_BESIDE:
        return None
    if reading.meaning == MIXED and stage is Stage.VERIFY:
        # What another matter needs first works; the matter itself is asked about after it.
        return Move.CURED if turn.names("guide_stack") else Move.NOT_CURED
    if reading.meaning == "wait" and stage is Stage.VERIFY and turn.intent.name == "affirm":
        # An agreement to try it.
        return Move.AGAIN
    if reading.meaning == "already" and step.look:
        return Move.FINE
    return _LEADS[stage].get(reading.meaning)


def _only_done(turn: Turn, reading: Reading | None) -> bool:
    """ "Did it just now": it was done. That it helped, or was so before, needs clear words."""
    chances = turn.answers.get(Stage.FIX.value) or {}
    unclear = reading is not None and reading.meaning in _DONE_LIKE and reading.sure < SURE_BESIDE
    return unclear and sum(chances.get(name, 0.0) for name in _DONE_LIKE) >= SURE_BESIDE - LEAST_LOST


def outweighed(turn: Turn, goal: Goal | None, step: Step, stage: Stage, report: Report) -> bool:
    """Whether a part that is not named is surely read otherwise: "it was lit, I tapped it, it went dark"."""
    asked = goal.part if goal and stage is Stage.VERIFY else step.part
    reading = reading_of(turn, goal, step, stage)
    if stage is Stage.FIX or reading is None or reading.sure < SURE_BESIDE or asked in parts_named(turn.text):
        return False
    if question_about(asked) == WORKS:
        # "Calls OK, internet not" says of each of them how it is.
        return reading.meaning == "wait"
    if reading.meaning == ELSE:
        # "What are your hours on Saturday?" says nothing of a switch.
        return "?" in turn.text and not any(map(says_state_alone, clauses_of(turn.text)))
    state = _state(phone_parts()[asked or ""], question_about(asked), reading.meaning)
    return state != report.state if state else reading.meaning == "wait"


def seen_in(
    turn: Turn, goal: Goal | None, step: Step, stage: Stage, reports: Mapping[str, Report]
) -> Mapping[str, Report]:
    """What a look shows, in words that name no state."""
    if stage is not Stage.LOOK or step.part is None or step.part in reports or _wants_person(turn):
        return {}
    of_all = turn.intent.name == "step_worked" and _SOLVED.search(turn.text) is not None
    if of_all and question_about(step.part) == WORKS and _is_other(goal, step):
        # "It works again": the matter itself, not only what is looked at.
        return {}
    seen = _seen(turn, step)
    if _is_plain(turn, step) or _tells_of_its_like(step.part, reports):
        return {}
    least = SURE_BESIDE if reports else SURE
    return {step.part: seen[0]} if seen and seen[1] >= least else {}


def _wants_person(turn: Turn) -> bool:
    """Surely, or in words for a person."""
    return turn.intent.name == _PERSON and (turn.intent.confidence >= SURE or names_people(turn.text))


def _is_plain(turn: Turn, step: Step) -> bool:
    """A bare yes or no, of which the step says what it means."""
    means = {"affirm": step.yes_means, "deny": step.no_means}.get(turn.intent.name)
    return bool(means) and len(turn.text.split()) <= BARE


def _tells_of_its_like(name: str, reports: Mapping[str, Report]) -> bool:
    """ "No, SMS is denied", asked of storage: what sounds like its state is the other one's."""
    kind = phone_parts()[name].kind
    return kind is not PartKind.WORDS and any(phone_parts()[other].kind is kind for other in reports)


def _is_other(goal: Goal | None, step: Step) -> bool:
    return goal is not None and goal.part != step.part


def _seen(turn: Turn, step: Step) -> tuple[Report, float] | None:
    """The state of the step's part, and how sure it is that the customer sees that one."""
    part = phone_parts().get(step.part or "")
    question = question_about(step.part)
    reading = read_as(turn, question)
    if part is None or reading is None:
        return None
    state = _state(part, question, reading.meaning)
    if state is None or state not in step.states:
        return None
    chances = turn.answers[question]
    alike = sum(chance for name, chance in chances.items() if _state(part, question, name) == state)
    return Report(state=state, acted=reading.meaning.startswith(_MADE)), alike


def _state(part: PhonePart, question: str, meaning: str) -> str | None:
    if question == WORKS:
        return {"good": part.works, "bad": part.fails, MIXED: part.works}.get(meaning) or None
    return _STATES[question].get(meaning)
