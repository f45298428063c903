"""Full name with date of birth in place of a number: asked, heard in several ways, read back, looked up."""

from __future__ import annotations

import re
from datetime import date

from actions.identity.claims import LEAVING, NAMED, claimed, ended, missed
from actions.identity.guessing import guessed_wrong, locked_out
from actions.identity.heard import FAINT, Person, is_clear, person_heard
from actions.identity.lookup import by_name
from actions.turns.context import FALLBACK
from actions.turns.outcome import Outcome, say
from actions.turns.proof import Method
from actions.turns.resources import Resources
from actions.turns.turn import Turn
from actions.words.dates import dates_in
from actions.words.formats import day
from actions.words.names import beside_date
from conversation.facts import FactStatus, LearntFact

SURE = 0.5
"""Probability from which on an intent is what the customer means, though the words might be a name."""
_PART = re.compile(r"[^\W\d_]+")
_CANNOT = frozenset({"dont_know", "deny", "cannot_identify"})
_NOT_FOUND: dict[str, object] = {"phone_number": None, "heard_right": None, "read_back": None}
_GIVES = frozenset({"inform_identity", FALLBACK, "ask_faq", "out_of_scope", "small_talk", "greet"})
"""Intents that words of a name are easily taken for."""


async def ask_name(turn: Turn, to: Resources) -> Outcome:
    """The question for the full name."""
    return say("utter_identity_ask_name")


async def ask_birth_date(turn: Turn, to: Resources) -> Outcome:
    """The question for the date of birth; after a miss, for whichever of the two was misheard."""
    if turn.words("date_of_birth") and turn.words("full_name"):
        return say("utter_identity_ask_which_misheard")
    return say("utter_identity_ask_birth_date")


def ask_heard_right(turn: Turn) -> Outcome:
    """Name and date as heard, read back."""
    person = _known(turn)
    return say("utter_identity_read_back_person", name=_said_name(person), date=_said_date(person))


def by_name_instead(turn: Turn) -> Outcome:
    """Who has no number at hand goes by name; a name given before is not asked for again."""
    wanted = "date_of_birth" if turn.words("full_name") else "full_name"
    return say("utter_identity_by_name_instead").keeping({"requested_slot": wanted})


def left_out(text: str, *, today: date) -> str:
    """A text without the date of birth that stands beside a name in it: it is no month of a bill."""
    reads = dates_in(text, today=today)
    if not reads or beside_date(text, reads[0].start, reads[0].end) is None:
        return text
    return f"{text[: reads[0].start]} {text[reads[0].end :]}".strip()


def noted(turn: Turn) -> Outcome:
    """A name or date given when nobody asked is kept for when it is needed."""
    person = person_heard(turn, asked="full_name")
    if not (person.names or person.dates):
        return Outcome()
    known = _known(turn)
    both = Person(names=person.names or known.names, dates=person.dates or known.dates)
    return Outcome(slots=_slots(both)).learning(*_facts(person))


def kept_with(turn: Turn, name: str | None, born: date | None) -> dict[str, object]:
    """The slots with another name or date of birth beside what is known."""
    known = _known(turn)
    return _slots(Person(names=(name,) if name else known.names, dates=(born,) if born else known.dates))


def facts_of(name: str | None, born: date | None) -> tuple[LearntFact, ...]:
    """A name and a date of birth as they were said."""
    return _facts(Person(names=(name,) if name else (), dates=(born,) if born else ()))


def noted_before(turn: Turn) -> Person | None:
    """Name and date of birth given before anybody asked, as long as nothing was looked up with them."""
    known = _known(turn)
    fresh = not turn.count("number_tries") and turn.words("phone_number") in ("", NAMED)
    return known if known.names and known.dates and fresh else None


def is_untried(turn: Turn) -> bool:
    """Whether a name and a date of birth are known that no account was looked for with."""
    known = _known(turn)
    return bool(known.names and known.dates) and "name" not in turn.table("tried")


async def answer(turn: Turn, to: Resources) -> Outcome | None:
    """An answer to either question; None when the turn is about something else."""
    person = person_heard(turn, asked=_looked_for(turn))
    name = turn.intent.name
    if not (person.dates or person.names) and _says_name_again(turn):
        known = say("utter_identity_name_known", name=_said_name(_known(turn)))
        return known.keeping({"requested_slot": "date_of_birth"})
    if person.dates:
        return await take(turn, to, person)
    if name in _CANNOT:
        return Outcome(slots={"identity_outcome": "declined", "pin": None, **LEAVING})
    if person.names and not means_else(turn):
        return await take(turn, to, person)
    if name == "affirm" and turn.words("date_of_birth"):
        return _by_number_then(turn)
    if name == "inform_identity":
        return say("utter_identity_not_caught").keeping({"requested_slot": turn.requested})
    return None


def means_else(turn: Turn) -> bool:
    """Whether words that might be a name surely mean something."""
    return turn.intent.name not in _GIVES and turn.intent.confidence >= SURE


async def take(turn: Turn, to: Resources, person: Person) -> Outcome:
    """What was given of the two; looked up as soon as both are there."""
    known = _known(turn)
    both = Person(names=person.names or known.names, dates=person.dates or known.dates)
    kept = _slots(both)
    learnt = _facts(person)
    if not both.dates:
        return Outcome(slots={**kept, "requested_slot": "date_of_birth"}).learning(*learnt)
    if not both.names:
        return Outcome(slots={**kept, "requested_slot": "full_name"}).learning(*learnt)
    if not is_clear(turn, FAINT):
        read_back: dict[str, object] = {
            "read_back": {"person": "heard"},
            "phone_number": NAMED,
            "heard_right": None,
            "requested_slot": "heard_right",
        }
        return Outcome(slots={**kept, **read_back})
    return (await _look_up(turn, to, both)).learning(*learnt)


async def answer_heard_right(turn: Turn, to: Resources) -> Outcome | None:
    """Yes looks it up; no, or another name or date, is taken for what it says."""
    if turn.intent.name == "affirm":
        return (await _look_up(turn, to, _known(turn))).learning(*_facts(_known(turn)))
    person = person_heard(turn, asked=None)
    if person.dates or person.names:
        return await take(turn, to, person)
    if turn.intent.name in ("deny", "correct", "dont_know"):
        told = say("utter_identity_read_back_wrong").learning(*_taken_back())
        return told.keeping({**_slots(Person()), **_NOT_FOUND, "requested_slot": "full_name"})
    return None


async def _look_up(turn: Turn, to: Resources, person: Person) -> Outcome:
    kept = {**_slots(person), **_NOT_FOUND}
    if locked_out(turn, to, names=person.names[:1]):
        return Outcome(slots=kept).then(ended(turn, "locked_out"))
    found = await by_name(turn, to, person.names, person.dates)
    if found is not None:
        made = await claimed(turn, to, found, "", Method.NAME_AND_BIRTH_DATE)
        return Outcome(slots=kept).then(made)
    guessed_wrong(turn, to, names=person.names[:1])
    told = say("utter_identity_name_not_found", name=_said_name(person), date=_said_date(person))
    return missed(turn, told, "name", {**kept, "requested_slot": "date_of_birth"})


def _by_number_then(turn: Turn) -> Outcome:
    """Heard right and yet not found: another way."""
    slots = {**_slots(Person()), **_NOT_FOUND, "requested_slot": "phone_number"}
    return missed(turn, say("utter_identity_number_instead"), "name", slots)


def _looked_for(turn: Turn) -> str | None:
    """After a miss a bare name puts the name right, though the question was for the date."""
    if turn.requested == "full_name" or (turn.words("date_of_birth") and turn.words("full_name")):
        return "full_name"
    return turn.requested


def _says_name_again(turn: Turn) -> bool:
    """Whether the name that is known already stands in place of the date of birth."""
    said = person_heard(turn, asked="full_name").names
    known = {_letters(name) for name in _known(turn).names}
    return turn.requested == "date_of_birth" and any(_letters(name) in known for name in said)


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name.casefold()))


def _known(turn: Turn) -> Person:
    names = turn.names("names_heard") or tuple(name for name in (turn.words("full_name"),) if name)
    dates = []
    for text in turn.names("dates_heard") or (turn.words("date_of_birth"),):
        try:
            dates.append(date.fromisoformat(text))
        except ValueError:
            continue
    return Person(names=names, dates=tuple(dates))


def _slots(person: Person) -> dict[str, object]:
    return {
        "full_name": person.names[0] if person.names else None,
        "names_heard": list(person.names) or None,
        "date_of_birth": person.dates[0].isoformat() if person.dates else None,
        "dates_heard": [when.isoformat() for when in person.dates] or None,
    }


def _facts(person: Person) -> tuple[LearntFact, ...]:
    facts = []
    if person.names:
        facts.append(LearntFact(name="customer_name", value=_said_name(person), status=FactStatus.STATED))
    if person.dates:
        facts.append(LearntFact(name="birth_date", value=_said_date(person), status=FactStatus.STATED))
    return tuple(facts)


def _taken_back() -> tuple[LearntFact, ...]:
    return tuple(
        LearntFact(name=name, value="", status=FactStatus.RETRACTED)
        for name in ("customer_name", "birth_date")
    )


def _said_name(person: Person) -> str:
    name = person.names[0] if person.names else ""
    return " ".join(
        _PART.sub(_cased, word) if word in (word.lower(), word.upper()) else word for word in name.split()
    )


def _cased(part: re.Match[str]) -> str:
    """A part of a name that was written in one case only; what is left of an apostrophe ends as it is."""
    return part.group().capitalize()


def _said_date(person: Person) -> str:
    return f"{day(person.dates[0])}, {person.dates[0].year}" if person.dates else ""
