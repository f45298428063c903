"""What an answer tells of other parts of the phone than the one that was asked about. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from actions.words.phone_reports import Report
from knowledge_base.guides import Goal, Step
from knowledge_base.phone_parts import PartKind, phone_parts

_FAILING = {"service": ("none",), "internet": ("none",), "pictures": ("fail",)}
_RESTS_ON = {"pictures": ("service", "internet"), "internet": ("service",)}
"""What must be there first, nearest first or last."""


def fails(reports: Mapping[str, Report]) -> bool:
    """Whether what they want the phone for is said not to work, whatever these steps are for."""
    return any(name in reports and reports[name].state in failing for name, failing in _FAILING.items())


def fails_above(goal: Goal | None, reports: Mapping[str, Report]) -> bool:
    """Whether only what rests on this goal is said to fail: that says nothing of the goal itself."""
    if goal is None or goal.part in reports:
        return False
    failing = {name for name, states in _FAILING.items() if name in reports and reports[name].state in states}
    return bool(failing) and all(goal.part in _RESTS_ON.get(name, ()) for name in failing)


def works_besides(goal: Goal | None, reports: Mapping[str, Report]) -> bool:
    """Whether only something else is said to work, nothing that rests on the goal: "the bars are back"."""
    if goal is None or goal.part in reports:
        return False
    working = {name for name, report in reports.items() if _works(name, report) and not report.past}
    return bool(working) and not any(goal.part in _RESTS_ON.get(name, ()) for name in working)


def _works(name: str, report: Report) -> bool:
    part = phone_parts()[name]
    return bool(part.works) and report.state != part.fails and report.state not in _FAILING.get(name, ())


def only_other_missing(step: Step, reports: Mapping[str, Report]) -> bool:
    """ "SMS is off there", asked about another permission: what is not named is in order."""
    asked = phone_parts().get(step.part or "")
    if asked is None or asked.kind is not PartKind.PERMISSION or asked.name in reports:
        return False
    others = (name for name in reports if phone_parts()[name].kind is PartKind.PERMISSION)
    return any(reports[name].state == "missing" for name in others)


def implied_by(name: str, reports: Mapping[str, Report]) -> str:
    """The part of which the state of that one says something too: slow data is data; empty without one."""
    report = reports.get(name)
    return phone_parts()[name].means.get(report.state, ("", ""))[0] if report else ""
