"""Who and where somebody is, told while something else was asked: kept, so that nobody asks for it later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from actions.identity.claims import claim_of
from actions.identity.identity import FORM, noted_number
from actions.identity.people import facts_of, kept_with
from actions.turns.outcome import NOTHING, Outcome, say
from actions.turns.proof import read_verification
from actions.turns.turn import Turn
from actions.words.dates import dates_in
from actions.words.names import beside_date, said_name
from actions.words.numbers import phone_in, zip_in
from conversation.facts import LearntFact
from conversation.spoken_digits import digit_runs

NUMBER, ZIP = "number", "zip"
WANTED: Mapping[str, str] = {
    "area": ZIP,
    "line": NUMBER,
    "callback_number": NUMBER,
    "callback_confirm": NUMBER,
    "request_number": NUMBER,
    "port_number": NUMBER,
}
"""Questions of the detail form that ask for such a thing themselves."""
_SAYS_BIRTH = re.compile(r"\b(?:born|birth\s?(?:day|date)|date of birth|d\.?o\.?b)\b", re.IGNORECASE)
_SAYS_ZIP = re.compile(
    r"\b(?:zip|postal|post)\s?(?:code)?\b(?P<after>.*)|\b(?:in|at|near|around|from)\s+(?P<place>\d{5})\b|"
    r"\b[A-Z]{2},?\s+(?P<state>\d{5})\b",
    re.IGNORECASE | re.DOTALL,
)
_ZIP_ALONE = re.compile(r"^\W*\d{5}(?:-\d{4})?\W*$")
_WORDS = """
    a am an account and at birth birthday born by calling code d date dob family first for full give given
    have hello hey hi here holder i i'm in is it it's last line main me mine mobile my name name's number
    o of ok okay on our phone please postal register registered sure thank thanks that that's the this
    under was well with yes you your zip
"""
_FILLER = frozenset(_WORDS.split())
"""Words that say nothing besides what they introduce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a text tells of its writer without being asked; each may be missing."""

    number: str | None = None
    zip_code: str | None = None
    name: str | None = None
    birth_date: date | None = None
    rest: str = ""
    """The words that are left."""

    @property
    def is_all(self) -> bool:
        """Whether the text tells this and nothing else."""
        said = self.number or self.zip_code or self.name or self.birth_date
        words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", self.rest.lower())
        return bool(said) and all(word.replace("’", "'") in _FILLER for word in words)


def told_in(text: str, *, today: date) -> Told:
    """Number, ZIP code, name and date of birth, each only where the words say that it is one."""
    rest, born, name = text, None, said_name(text)
    reads = dates_in(text, today=today) if _SAYS_BIRTH.search(text) else ()
    if reads:
        born = reads[0].day
        name = name or beside_date(text, reads[0].start, reads[0].end)
        rest = f"{text[: reads[0].start]} {text[reads[0].end :]}"
    zip_code = _zip_said(rest)
    number = phone_in(rest)
    for run in reversed(digit_runs(rest)):
        rest = f"{rest[: run.start]} {rest[run.end :]}"
    for part in name.split() if name else ():
        rest = rest.replace(part, " ", 1)
    return Told(number=number, zip_code=zip_code, name=name, birth_date=born, rest=rest)


def kept(turn: Turn) -> tuple[Turn, Outcome]:
    """The turn with what it tells beside its wish or in place of an answer, and what keeps that."""
    if turn.acted or turn.situation.payload or turn.situation.sealed or not turn.text:
        return turn, NOTHING
    told = told_in(turn.text, today=turn.situation.turn_at.date())
    noted = _zip(turn, told)
    if turn.active_form != FORM and not _is_known(turn):
        noted = noted.then(_person(turn, told))
    if turn.active_form not in (None, FORM) and not _is_known(turn) and _wanted(turn) != NUMBER:
        noted = noted.then(noted_number(turn, alone=told.is_all))
    return replace(turn, slots={**turn.slots, **noted.slots}), noted


def acknowledged(turn: Turn) -> Outcome | None:
    """A short thanks where the turn tells only who or where somebody is, and something else was asked."""
    if turn.active_form in (None, FORM) or turn.situation.payload or turn.situation.sealed:
        return None
    told = told_in(turn.text, today=turn.situation.turn_at.date())
    wanted = _wanted(turn)
    answers = (wanted == NUMBER and told.number) or (wanted == ZIP and (told.zip_code or told.number))
    other_line = told.number and _is_known(turn)
    if not told.is_all or answers or other_line:
        return None
    return say("utter_identity_noted_here")


def tells_only_who(turn: Turn) -> bool:
    """Whether the turn says who or where somebody is, and nothing else; five digits alone are a ZIP code."""
    zip_alone = _ZIP_ALONE.match(turn.text) is not None
    return zip_alone or told_in(turn.text, today=turn.situation.turn_at.date()).is_all


def _wanted(turn: Turn) -> str | None:
    return WANTED.get(turn.words("asking")) if turn.active_form == "detail_form" else None


def _is_known(turn: Turn) -> bool:
    return claim_of(turn) is not None or read_verification(turn.slots.get("verification")) is not None


def _zip(turn: Turn, told: Told) -> Outcome:
    if told.zip_code is None or told.zip_code == turn.words("area") or turn.requested == "pin":
        return NOTHING
    fact = LearntFact(name="area", value=told.zip_code, confidence=turn.situation.confidence)
    return Outcome(slots={"area": told.zip_code}).learning(fact)


def _person(turn: Turn, told: Told) -> Outcome:
    fresh = told.name if told.name != turn.words("full_name") else None
    said = told.birth_date.isoformat() if told.birth_date else ""
    born = told.birth_date if said != turn.words("date_of_birth") else None
    if fresh is None and born is None:
        return NOTHING
    return Outcome(slots=kept_with(turn, fresh, born)).learning(*facts_of(fresh, born))


def _zip_said(text: str) -> str | None:
    for found in _SAYS_ZIP.finditer(text):
        code = found["place"] or found["state"] or zip_in(found["after"] or "")
        if code:
            return code
    return None
