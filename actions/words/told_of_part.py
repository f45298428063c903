"""A report of one part of the phone, and what follows when another one of it is said after that. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from knowledge_base.phone_parts import PartKind, PhonePart, phone_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The state a part is in, as the customer says."""

    state: str
    acted: bool = False
    """The customer has just brought it about."""
    past: bool = False
    """It was so; how it is now was not said."""
    already: bool = False
    """It was so all along."""
    was: str | None = None
    """What it was before, where that was said too."""


PUT_RIGHT = re.compile(r"\b(?:fixed|sorted|corrected|changed|flipped|undid|remedied) (?:that|it|this)\b")


def stays_shown(part: PhonePart, before: Report, now: Report) -> bool:
    """ "It says no SIM, but there is one in it": what the phone shows stands against what is believed."""
    return before.state in part.shown and not before.past and now.state not in part.shown


def put_right(name: str, was: Report) -> Report:
    """ "It was on, I fixed that": of a switch it is known how it is now."""
    if phone_parts()[name].kind is not PartKind.SWITCH:
        return was
    return Report(state="off" if was.state == "on" else "on", acted=True, was=was.state)


def merged(before: Report | None, now: Report) -> Report:
    """What holds when both were said, the older one first."""
    if before is None:
        return now
    if now.past and not before.past:
        return replace(before, was=now.state)
    was = before.was or (before.state if before.state != now.state else None)
    return replace(now, acted=now.acted or (before.acted and before.state == now.state), was=was)
