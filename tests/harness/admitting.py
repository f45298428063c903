"""Who gets in by name and date of birth over a bad line: one caller's conversation, played to its end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from actions.turns.resources import Resources
from conversation.sealing import Sealer
from tests.harness.misheard import Heard, Recogniser, says_date, says_name
from tests.unit.actions.talk import Talk

MOST_TURNS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer as the carrier knows one."""

    customer_id: str
    full_name: str
    born: date


@dataclass(slots=True, kw_only=True)
class Caller:
    """Says a name and, whenever a date is asked for, the next of `dates`."""

    name: str
    dates: Callable[[], date]
    rng: random.Random
    recogniser: Recogniser
    knows: bool
    """Whether the caller can tell that a date was misheard: only who knows it can."""

    def gives_name(self) -> Heard:
        return self.recogniser.hear(says_name(self.name, self.rng), names=self.name)

    def gives_date(self) -> Heard:
        return self.recogniser.hear(says_date(self.dates(), self.rng))


def guesses(rng: random.Random) -> date:
    """Any date of birth of somebody between 18 and 86."""
    return date(1940, 1, 1) + timedelta(days=rng.randrange(24_000))


def overheard(born: date, rng: random.Random) -> date:
    """The date as somebody has it who did not catch it well: one part of it is another."""
    for _ in range(50):
        day, month, year = born.day, born.month, born.year
        part = rng.randrange(3)
        if part == 0:
            day = {13: 30, 30: 13}.get(day, rng.randrange(1, 29))
        elif part == 1:
            month = {6: 7, 7: 6, 3: 5, 5: 3}.get(month, rng.randrange(1, 13))
        else:
            year += rng.choice((-10, -4, -1, 1, 4, 10))
        try:
            other = date(year, month, day)
        except ValueError:
            continue
        if other != born:
            return other
    return born + timedelta(days=1)


async def is_admitted(to: Resources, sealer: Sealer, caller: Caller) -> str | None:
    """The customer whose account was opened; None when nobody's was."""
    talk = Talk(to, sealer, channel="voice")
    await talk.says("what do i owe", "ask_bill")
    await talk.says("i don't know my number", "cannot_identify")
    for _ in range(MOST_TURNS):
        if talk.paused or talk.form is None:
            break
        await _answer(talk, caller)
    proof = talk.slots.get("verification")
    return str(proof["customer_id"]) if isinstance(proof, dict) and proof["level"] else None


async def _answer(talk: Talk, caller: Caller) -> None:
    told = {reply.response: reply.values for reply in talk.replies}
    match talk.last.response:
        case "utter_identity_ask_name":
            await _says(talk, caller.gives_name())
        case "utter_identity_ask_birth_date":
            await _says(talk, caller.gives_date())
        case "utter_identity_ask_which_misheard":
            heard = told.get("utter_identity_name_not_found", {})
            name_is_off = caller.knows and _spelled(heard.get("date", "")) == caller.dates()
            await _says(talk, caller.gives_name() if name_is_off else caller.gives_date())
        case "utter_identity_read_back_person":
            right = not caller.knows or _spelled(talk.last.values["date"]) == caller.dates()
            if right:
                await talk.says("yes", "affirm")
            else:
                await _says(talk, caller.gives_date())
        case _:
            await talk.says("i don't know my number", "cannot_identify")


async def _says(talk: Talk, heard: Heard) -> None:
    recognition = {"confidence": heard.confidence, "alternatives": heard.alternatives}
    await talk.says(heard.text, "nlu_fallback", confidence=0.3, ranking=(), situation=recognition)


def _spelled(told: str) -> date | None:
    """`April 17, 1988` as a date."""
    try:
        month, day, year = told.replace(",", "").split()
        names = "January February March April May June July August September October November December"
        return date(int(year), names.split().index(month) + 1, int(day))
    except ValueError:
        return None
