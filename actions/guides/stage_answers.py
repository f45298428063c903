"""What an answer means in a step that looks, fixes and asks whether that helped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.guides.answer_reading import LIKELY, SURE, answered_else, meant, outweighed, reading_of, seen_in
from actions.guides.stage_intents import NOT_CURED, by_intent
from actions.guides.stages import Move, Stage, StageAnswer
from actions.guides.step_answers import chosen
from actions.guides.told_besides import fails, fails_above, only_other_missing, works_besides
from actions.turns.clarify import CARE_INTENTS
from actions.turns.turn import Turn
from actions.turns.understood import SOFT
from actions.words.asking import asks_of_else
from actions.words.phone_reports import Report, parts_named, reports_in
from actions.words.stage_words import ALREADY, BACK, DID, HOW, RESTARTED, STILL_NOT, STUCK, WORKS
from knowledge_base.guides import Goal, Guide, Step
from knowledge_base.phone_parts import phone_parts

__all__ = ["MOST_AGAIN", "Move", "Stage", "StageAnswer", "did_it_already", "goal_reached", "read_stage"]

MOST_AGAIN = 2
"""How often a stage is asked in other words before the walk goes on without an answer."""
MOST_RESULT_WORDS = 9
"""Words up to which an answer to "do this" may only name the result."""
_SAYS_ELSE = frozenset(
    {
        *("affirm", "step_done", "wait_please", "ask_where", "dont_know", "thank", "greet", "goodbye"),
        *("want_agent", "deny", "already_done", "never_mind", "repeat"),
    }
)


def read_stage(turn: Turn, guide: Guide, step: Step, stage: Stage) -> StageAnswer | None:
    """The meaning of the turn; None when it is about something else."""
    goal = guide.goal
    reports = _reported(turn, goal, step, stage)
    move = _as_reported(turn, goal, step, stage, _meant(turn, goal, step, stage, reports), reports)
    if stage is Stage.LOOK and only_other_missing(step, reports):
        return StageAnswer(move=Move.FINE, reports=reports)
    if stage is Stage.LOOK and move in (Move.FINE, Move.AMISS) and step.part and step.part not in reports:
        state = _state_meant(turn, step, move)
        reports |= {step.part: Report(state=state)} if state else {}
    if move in (None, Move.LEFT) and stage is Stage.FIX and fails(reports):
        move = Move.NOT_CURED
    if move is Move.NOT_CURED and stage is Stage.FIX and fails_above(goal, reports):
        # "The picture still doesn't go", while it is about the signal: done, and how that stands is asked.
        move = Move.DONE
    if move is None and not reports:
        return None
    return StageAnswer(move=move or Move.AGAIN, reports=reports)


def _reported(turn: Turn, goal: Goal | None, step: Step, stage: Stage) -> dict[str, Report]:
    """What the words report of the phone, by their rules; by the reader where they name no state."""
    asked = goal.part if goal and stage is Stage.VERIFY else step.part
    reports = {} if turn.situation.payload else dict(reports_in(turn.text, asked=asked))
    unsaid = goal is not None and not {goal.part, step.part} & set(reports) and not fails(reports)
    if stage is Stage.FIX and goal and unsaid and _tells_result(turn):
        # "Poor", once they were asked to do something: how it came out.
        told = dict(reports_in(_first_sentence(turn.text), asked=goal.part))
        if goal.insist:
            told |= {
                name: it
                for part in _sentences(turn.text)
                for name, it in reports_in(part, asked=goal.part).items()
            }
        sure = len(turn.text.split()) == 1 or goal.insist or goal_reached(goal, told) is False
        reports |= told if sure else {}
    if asked in reports and outweighed(turn, goal, step, stage, reports[asked]):
        del reports[asked]
    return reports | dict(seen_in(turn, goal, step, stage, reports))


def _meant(
    turn: Turn, goal: Goal | None, step: Step, stage: Stage, reports: Mapping[str, Report]
) -> Move | None:
    """By what was reported; else by a sure reading, by words, by a likely reading, by the intent."""
    move = _by_payload(turn, step, stage) or _by_report(turn, goal, step, stage, reports)
    # Of other parts told while one is looked at, the words themselves say what they mean.
    reading = None if stage is Stage.LOOK and reports else reading_of(turn, goal, step, stage)
    if move in (None, Move.AGAIN):
        move = meant(turn, step, stage, reading, least=SURE) or move
    if move is None and not answered_else(reading):
        move = _by_words(turn, step, stage)
    if move is None and (turn.intent.name in SOFT or turn.intent.confidence < LIKELY):
        move = meant(turn, step, stage, reading, least=LIKELY)
    return move or by_intent(turn, step, stage)


def did_it_already(turn: Turn, guide: Guide, step: Step) -> StageAnswer | None:
    """Asked which phone it is, somebody has done the step at once, and says so or how it came out."""
    if turn.situation.payload or "?" in turn.text:
        return None
    answered = read_stage(turn, guide, step, Stage.FIX)
    if answered is None or answered.move not in (Move.CURED, Move.DONE, Move.NOT_CURED):
        return None
    own = answered.reports.get(step.part or "")
    did = own is not None and own.acted and own.state in step.good
    told = did or goal_reached(guide.goal, answered.reports) or BACK.search(turn.text)
    return answered if told or RESTARTED.search(turn.text) else None


def _as_reported(
    turn: Turn, goal: Goal | None, step: Step, stage: Stage, move: Move | None, reports: Mapping[str, Report]
) -> Move | None:
    """What the words were taken for, unless what they report says otherwise."""
    if move is Move.CURED and goal_reached(goal, reports) is False:
        # "It works, but no page loads": what is wanted does not.
        move = Move.NOT_CURED if stage is Stage.VERIFY else None
    if move is Move.CURED and works_besides(goal, reports):
        # "The bars are back", where it is about the internet: how that stands is still to be told.
        own = reports.get(step.part or "")
        acted = own is not None and own.acted
        move = {Stage.VERIFY: Move.AGAIN, Stage.FIX: Move.DONE}.get(stage, Move.DONE if acted else None)
    if move is Move.CURED and reports and stage is Stage.VERIFY and goal and goal.part not in reports:
        # "Yes, a VPN is on" tells something, but not that it works.
        move = Move.CURED if turn.intent.name == "step_worked" else Move.AGAIN
    if move is Move.CURED and stage is Stage.LOOK and not goal_reached(goal, reports):
        # "Wi-Fi calling is working", asked how it is set: not the matter itself.
        of_setting = step.part in parts_named(turn.text) and goal is not None and goal.part != step.part
        move = Move.AGAIN if of_setting else move
    if stage is Stage.LOOK and move is Move.AMISS and _agrees_to_else(turn, step, reports):
        move = Move.AGAIN
    return move


def _agrees_to_else(turn: Turn, step: Step, reports: Mapping[str, Report]) -> bool:
    """ "Calls work fine", asked whether they are abroad: good news of something else is no yes."""
    said_yes = re.match(r"\W*(?:yes|yeah|yep|yup|ye|yea|i am|i do|it is)\b", turn.text, re.IGNORECASE)
    only_else = bool(reports) and step.part not in reports and said_yes is None
    return only_else and turn.intent.name in ("affirm", "step_worked")


def _tells_result(turn: Turn) -> bool:
    """Whether a few words that neither agree, ask nor want anything else may say how it came out."""
    short = len(_first_sentence(turn.text).split()) <= MOST_RESULT_WORDS and "?" not in turn.text
    return short and not turn.situation.payload and turn.intent.name not in _SAYS_ELSE


def _first_sentence(text: str) -> str:
    """ "That's Fair." of "That's Fair. My neighbour has the same carrier"."""
    return _sentences(text)[0]


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!])\s+", text.strip())


def _state_meant(turn: Turn, step: Step, move: Move) -> str | None:
    """The state that a button, a yes or a no stands for."""
    if move is Move.AMISS and _still_fails(turn, step):
        return phone_parts()[step.part or ""].fails
    choice = chosen(turn, step)
    by_intent = {"affirm": step.yes_means, "deny": step.no_means}.get(turn.intent.name)
    said = choice.id if choice else by_intent
    return said or (step.good[0] if move is Move.FINE else None)


def goal_reached(goal: Goal | None, reports: Mapping[str, Report]) -> bool | None:
    """Whether the customer says that the matter is solved; None when nothing was said of it."""
    report = reports.get(goal.part) if goal else None
    if goal is None or report is None or report.past:
        return None
    return report.state in goal.states


def _by_payload(turn: Turn, step: Step, stage: Stage) -> Move | None:
    choice = chosen(turn, step) if stage is Stage.LOOK else None
    if choice is None:
        return None
    return Move.FINE if choice.id in step.good else Move.AMISS


def _by_report(
    turn: Turn, goal: Goal | None, step: Step, stage: Stage, reports: Mapping[str, Report]
) -> Move | None:
    cured = goal_reached(goal, reports)
    own = reports.get(step.part or "")
    if cured:
        return Move.CURED
    if own is not None and stage in (Stage.LOOK, Stage.FIX):
        move = _by_own(own, step, stage, cured=cured)
        return _also_helped(turn.text) or move if move is Move.DONE else move
    if cured is False and stage is Stage.VERIFY:
        if own is not None and step.fix and own.state not in step.good and not own.past:
            return Move.AMISS
        return Move.NOT_CURED
    if cured is False and stage is Stage.FIX and not STUCK.search(turn.text):
        return Move.NOT_CURED
    return None


def _also_helped(text: str) -> Move | None:
    """Whether the customer says in the same breath how it went."""
    if STILL_NOT.search(text):
        return Move.NOT_CURED
    return Move.CURED if WORKS.search(text) else None


def _by_own(own: Report, step: Step, stage: Stage, *, cured: bool | None) -> Move:
    if own.state in step.partly:
        return Move.AGAIN
    if own.state not in step.good:
        return Move.AMISS if stage is Stage.LOOK else Move.AGAIN
    if own.past and stage is Stage.FIX:
        return Move.DONE
    if stage is Stage.LOOK and not step.fix:
        return Move.FINE
    changed = own.acted or (own.was is not None and own.was not in step.good)
    if stage is Stage.FIX and not own.already:
        changed = True
    if not changed:
        return Move.FINE
    return Move.NOT_CURED if cured is False else Move.DONE


def _by_words(turn: Turn, step: Step, stage: Stage) -> Move | None:
    """Plain words that a classifier without the question in mind gets wrong."""
    text = turn.text.replace("’", "'")
    did_first = stage is Stage.FIX and "?" not in text and DID.match(text) is not None
    if turn.situation.payload or turn.intent.name in ("want_agent", *(() if did_first else ("ask_where",))):
        return None
    if HOW.search(text) and stage is not Stage.SAME_PHONE and not _asks_of_else(turn, step):
        return Move.WHERE
    if "?" in text and stage is not Stage.SAME_PHONE:
        return None
    if WORKS.search(text) and not STILL_NOT.search(text) and stage is not Stage.LOOK:
        return Move.CURED
    if STILL_NOT.search(text) and stage is not Stage.LOOK:
        return Move.NOT_CURED
    if _still_fails(turn, step) and stage is Stage.LOOK:
        return Move.AMISS
    return _words_of_doing(turn, step, text) if stage is Stage.FIX else None


def _asks_of_else(turn: Turn, step: Step) -> bool:
    """ "Where can I see my bill?" asks for no place on the phone that this step knows."""
    named = parts_named(turn.text)
    wished = turn.intent.name in CARE_INTENTS or turn.intent.name == "ask_faq"
    return asks_of_else(turn.text) and step.part not in named and (wished or bool(named))


def _still_fails(turn: Turn, step: Step) -> bool:
    """ "No luck", asked whether there is signal: of a part that works or fails it says which."""
    part = phone_parts().get(step.part or "")
    fails = part is not None and part.fails in {choice.id for choice in step.choices}
    return fails and not turn.situation.payload and STILL_NOT.search(turn.text.replace("’", "'")) is not None


def _words_of_doing(turn: Turn, step: Step, text: str) -> Move | None:
    """Whether it was done, cannot be done, or was so already."""
    if BACK.search(text):
        return Move.DONE
    if STUCK.search(text):
        return Move.LEFT
    if ALREADY.search(text) and turn.intent.name in ("already_done", "affirm", "step_done"):
        return Move.FINE if step.look else Move.NOT_CURED
    did = DID.search(text) is not None and turn.intent.name not in NOT_CURED
    return Move.DONE if did else None
