"""What an assistant's text tells the customer to do, understood by ordinary words.

A sentence is cut into clauses; a clause names a thing ("airplane mode") or goes on about the one before ("switch it
off again"); the last state said of a thing is the one it is left in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tests.worlds.understanding import patterns, plain


class Thing(StrEnum):
    """What can be handled on a phone."""

    AIRPLANE = "airplane mode"
    SIM = "SIM"
    APN = "APN"
    MMSC = "MMSC"
    RESTART = "restart"
    ROAMING = "data roaming"
    SAVER = "data saver"
    DATA = "mobile data"
    MODE = "network mode"
    VPN = "VPN"
    WIFI_CALLING = "Wi-Fi calling"
    STORAGE = "storage permission"
    SMS = "SMS permission"
    SPEED_TEST = "speed test"
    PICTURE = "picture message"
    PAY = "payment request"


@dataclass(frozen=True, slots=True)
class Do:
    """Handle a thing; `on` is the state it is left in, None where it has none."""

    thing: Thing
    on: bool | None = None


_NAMED = [(Thing(name), compiled) for name, compiled in patterns("things").items()]
_DIRECTS = re.compile(
    r"\b(?:turn|switch|set|toggle|disable|enable|deactivate|activate|disconnect|choose|select|pick|reset|restore|"
    r"restart|reboot|power|re-?seat|re-?insert|take (?:the|your|out|it)|pull|remove|eject|push|put|insert|allow|grant|"
    r"give|permit|run|do|make sure|check that|ensure|change|go back to|use|approve|confirm|pay|open|tap|try|send|"
    r"off|on)\b"
)
_POLITE = re.compile(
    r"^(?:please |and |now |so |then |next,? |ok(?:ay)?,? )*(?:can|could|would|will) you (?:please |now |also )*"
    r"(?:try |mind )?(?:to )?(?=\w)"
)
_STATE = re.compile(
    r"\b(?:on|off|disabled?|enabled?|deactivated?|activated?|disconnect(?:ed)?|connected|stays? off)\b"
)
_OFF = ("off", "disable", "deactivate", "disconnect")
_MOVES_SIM = re.compile(
    r"\b(?:take|pull|remove|eject|re-?seat|re-?insert|push|put|insert|wipe)\b|back in|\bseated\b"
)
_GOES_ON = re.compile(r"\b(?:it|them|that|again|back)\b|^(?:then |and )*(?:on|off)\b")
_RESETS = re.compile(r"\b(?:reset|restore|default|delete|re-?enter|set up again|put back|correct)\w*")
_ALLOWS = re.compile(
    r"\b(?:allow|grant|give|permit|permission|access|enable|switch(?:ed)? on|turn(?:ed)? on)\w*\b"
)
_CLAUSES = re.compile(
    r"[,;:]\s*|\s+(?:and|then|or)\s+(?=(?:then |also )?(?:turn|switch|set|disable|enable|choose|select|reset|restart|"
    r"flip|toggle|cycle|reboot|put|push|take|remove|allow|grant|run|make|check|wait|open|tap|try|send|see|look|that|"
    r"the|a |your)\b)"
)


def instructions(sentences: list[str]) -> list[Do]:
    """Everything the sentences tell to do, in order; questions about the state of things are none."""
    done: list[Do] = []
    for sentence in sentences:
        text = plain(sentence)
        if _only_tells_of(text):
            continue
        for do in _in_sentence(text):
            if do in done and do.thing is not Thing.RESTART:
                done.remove(do)
            done.append(do)
    return done


def things(sentence: str) -> list[Thing]:
    """Every thing that a sentence names."""
    text = plain(sentence)
    return [thing for thing, pattern in _NAMED if pattern.search(text)]


_TELLS = re.compile(
    r"^(?:i(?:'ve| have|'ll| will| can| would|'d|'m)?\b|we(?:'ve| have|'ll)?\b|shall|should|may|"
    r"(?:is|are|was|were|does|do|did|has|have|what|which|when|where|who|how|why)\b|"
    r"your line\b|the line\b|there(?:'s| is)|if that|that (?:is|was|makes)|most phones)"
)


_EXPLAINS = re.compile(r"\bmeans\b|\b(?:is|it's) (?:on|off) when\b")
"""What a sign on the screen stands for."""


def _only_tells_of(text: str) -> bool:
    """Whether a sentence asks or reports and tells nobody to do anything."""
    if text.endswith("?") and not _POLITE.match(text):
        return not re.match(
            r"(?:please )?(?:turn|switch|set|restart|reset|take|choose|put|run|allow)\b", text
        )
    if _EXPLAINS.search(text):
        return True
    return bool(_TELLS.match(text)) and not re.search(
        r"\bplease (?:turn|switch|restart|set|reset|choose)", text
    )


def _in_sentence(text: str) -> list[Do]:
    whole = _restart_in(text)
    found: list[Do] = []
    last: Thing | None = None
    named: list[Thing]
    for clause in _clauses(text):
        named = [thing for thing, pattern in _NAMED if pattern.search(clause) and thing is not Thing.RESTART]
        if not named and last is not None and _GOES_ON.search(clause):
            named = [last]
        for thing in named:
            do = _doing(thing, clause, text)
            if do is not None:
                found = [one for one in found if one.thing is not thing]
                found.append(do)
            last = thing
    return [*found, Do(Thing.RESTART)] if whole else found


def _clauses(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSES.split(text) if clause and clause.strip()]


def _restart_in(text: str) -> bool:
    pattern = dict(_NAMED)[Thing.RESTART]
    return bool(pattern.search(text)) and not re.search(
        r"after (?:the|a|your) restart|without (?:a )?restart", text
    )


def _doing(thing: Thing, clause: str, sentence: str) -> Do | None:
    match thing:
        case Thing.SIM:
            return Do(thing) if _MOVES_SIM.search(clause) else None
        case Thing.APN:
            return Do(thing) if _RESETS.search(clause) or _RESETS.search(sentence) else None
        case Thing.MMSC:
            return (
                Do(thing)
                if re.search(r"\b(?:enter|set|reset|fill|add|put|type|restore|correct|default)", sentence)
                else None
            )
        case Thing.MODE:
            fast = re.search(r"\b(?:5g|4g|lte|automatic|auto)\b", sentence)
            return Do(thing, on=True) if fast and _DIRECTS.search(clause) else None
        case Thing.STORAGE | Thing.SMS:
            return Do(thing, on=True) if _ALLOWS.search(sentence) else None
        case Thing.SPEED_TEST | Thing.PICTURE:
            return Do(thing)
        case Thing.PAY:
            return Do(thing) if re.search(r"\b(?:approve|confirm|accept|pay)\b", clause) else None
        case _:
            return _switching(thing, clause)


def _switching(thing: Thing, clause: str) -> Do | None:
    states = _STATE.findall(clause)
    if states:
        off = any(states[-1].startswith(word) or word in states[-1] for word in _OFF)
        return Do(thing, on=not off)
    if re.search(r"\b(?:toggle|cycle|flip)\b", clause):
        return Do(thing, on=thing is not Thing.AIRPLANE)
    return None
