"""What an answer means for the step that is open: done, no help, already so, worked, where, wait."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.turns.turn import Turn
from knowledge_base.guides import Choice, Step, StepResult, Understands


@dataclass(frozen=True, slots=True, kw_only=True)
class Gave:
    """The step has a result."""

    result: StepResult
    choice_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedNow:
    """The matter itself is solved, whatever the step asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowWhere:
    """The customer cannot find it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTime:
    """The customer is at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """It was done; whether it helped was not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An answer, but none this step understands: it is asked again."""


Answered = Gave | SolvedNow | ShowWhere | TakeTime | Heard | Again

_AGREED = r"ok(?:ay)?|k|sure|alright|all right|right|will do|got it|fine|doing it|trying"
_LATER = r"one (?:sec|moment|minute)|hold on|doing it now|let me try|i'?ll try"
AT_IT = re.compile(rf"^\W*(?:{_AGREED}|{_LATER})(?:\W+(?:{_AGREED}|{_LATER}))*\W*$", re.IGNORECASE)
"""Agreement to do a step is no answer to whether it helped."""
_IPHONE = re.compile(r"\b(?:i ?phones?|ios|apple)\b", re.IGNORECASE)
_ANDROID = re.compile(r"\b(?:android|samsung|galaxy|pixel|motorola|oneplus)\b", re.IGNORECASE)

_OTHER_DEVICE = re.compile(
    r"\b(?:another|other|different|second|computer|laptop|tablet|ipad|desktop|pc|mac|wife'?s|husband'?s|landline"
    r"|work phone|not the same|not this)\b",
    re.IGNORECASE,
)

_YES_OR_NO = re.compile(r"^(?:yes|no) ")

_WORKED = frozenset({"step_worked", "thank"})
_FAILED = frozenset({"step_failed", "already_done", "report_no_signal", "report_no_data"})


def read(turn: Turn, step: Step) -> Answered | None:
    """The meaning of the turn; None when it is about something else."""
    taken = chosen(turn, step)
    if taken is not None:
        return Gave(result=taken.result, choice_id=taken.id)
    name = turn.intent.name
    if name == "ask_where":
        return ShowWhere()
    if name == "wait_please" or (name == "affirm" and step.tell and AT_IT.match(turn.text)):
        return TakeTime()
    if name == "dont_know":
        return _not_known(turn, step)
    return _asked(name, step) if step.ask else _told(name, step)


def device_in(text: str) -> str | None:
    """`iphone` or `android` when the customer names the phone."""
    if _IPHONE.search(text):
        return "iphone"
    return "android" if _ANDROID.search(text) else None


def names_other_device(text: str) -> bool:
    """Whether the customer talks to us on something else than the phone with the trouble."""
    return _OTHER_DEVICE.search(text) is not None


def _told(name: str, step: Step) -> Answered | None:
    if step.understands is Understands.DONE_OR_NOT:
        return _done_or_not(name, step)
    if name == "affirm" or name in _WORKED:
        return _gave(step, "yes")
    if name == "deny" or name in _FAILED:
        return _gave(step, "no")
    return Heard() if name == "step_done" else None


def _done_or_not(name: str, step: Step) -> Answered | None:
    if name in ("affirm", "step_done", "already_done") or name in _WORKED:
        return _gave(step, "done")
    return _gave(step, "not_done") if name in ("deny", "step_failed") else None


def _asked(name: str, step: Step) -> Answered | None:
    if name == "step_worked":
        return SolvedNow()
    if step.understands is Understands.YES_NO:
        if name == "affirm":
            return _gave(step, "yes")
        if name == "deny":
            return _gave(step, "no")
    return Again() if name in ("step_done", "step_failed", "already_done", "affirm", "deny") else None


def _not_known(turn: Turn, step: Step) -> Answered:
    """First where to find it; when that was shown already, the step is left."""
    has_place = bool(step.where.iphone or step.where.android)
    if has_place and turn.words("where_shown") != step.id:
        return ShowWhere()
    return Gave(result=StepResult.UNKNOWN)


def chosen(turn: Turn, step: Step) -> Choice | None:
    """The choice taken: by its id, or by its title, with or without the yes or no before it."""
    wanted = turn.entity("choice")
    said = _bare(turn.text)
    return next(
        (
            choice
            for choice in step.choices
            if choice.id == wanted or any(_says(said, name) for name in _names(choice.title))
        ),
        None,
    )


def _says(said: str, name: str) -> bool:
    """The very words; more may follow several words, which mean nothing else."""
    return said == name or (" " in name and said.startswith(f"{name} "))


def _names(title: str) -> frozenset[str]:
    whole = _bare(title)
    return frozenset({whole, _YES_OR_NO.sub("", whole)}) - {""}


def _gave(step: Step, choice_id: str) -> Answered:
    result = step.result_of(choice_id)
    return Gave(result=result, choice_id=choice_id) if result is not None else Again()


def _bare(text: str) -> str:
    return re.sub(r"[^\w ]", "", text).strip().lower()
