"""How somebody says what they mean: wording by temper, typos, and how numbers and dates are written."""

from __future__ import annotations

import random
import re
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from tests.worlds.account import without_accents

WORDS = tuple(Path(__file__).with_name(f"{name}.yml") for name in ("words", "wordings", "tellers"))
KEPT = Path(__file__).with_name("kept.yml")
"""Wordings nobody looks at while the assistant is worked on."""
TYPO_RATE = {"terse": 0.02, "chatty": 0.01, "impatient": 0.03, "unsure": 0.01, "sloppy": 0.06}
"""Typos for each word; none where a temper is not named."""


class Temper(StrEnum):
    """Kinds of customers."""

    PLAIN = "plain"
    TERSE = "terse"
    CHATTY = "chatty"
    IMPATIENT = "impatient"
    UNSURE = "unsure"
    ELDERLY = "elderly"
    SLOPPY = "sloppy"
    """Types without care: no capitals, no marks, many slips."""
    SCREEN = "screen"
    """Reads out what stands on the screen."""
    NARRATOR = "narrator"
    """Puts right at once what is amiss, and tells it in whole sentences."""
    REPORTER = "reporter"
    """Pastes what settings and tests print."""


@cache
def _words(*files: Path) -> dict[str, dict[str, list[str]]]:
    words: dict[str, dict[str, list[str]]] = {}
    for file in files:
        for act, tempers in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for temper, told in tempers.items():
                words.setdefault(act, {}).setdefault(temper, []).extend(told)
    return words


class Persona:
    """Says acts in its own way; the same seed says the same."""

    def __init__(self, temper: Temper, chance: random.Random, *, kept: bool = False) -> None:
        self.temper = temper
        self._words = {**_words(*WORDS), **(_words(KEPT) if kept else {})}
        self._chance = chance
        self._used: set[str] = set()

    def say(self, act: str, **values: object) -> str:
        """One wording of an act, fresh ones first."""
        choices = self._words[act]
        own = choices.get(self.temper.value, [])
        pool = own if own and self._chance.random() < 0.7 else [*own, *choices.get("any", [])]
        fresh = [text for text in pool if text not in self._used] or pool
        chosen = self._chance.choice(fresh)
        self._used.add(chosen)
        return chosen.format(**values)

    def finish(self, text: str, *, exact: bool = False) -> str:
        """A whole turn as it is typed; an `exact` one (a number, a PIN) has no slips."""
        if self.temper is Temper.CHATTY and not exact and self._chance.random() < 0.25:
            text = f"{text}. {self.say('chat')}"
        if exact:
            return text
        typed = " ".join(self._typed(word) for word in text.split(" "))
        return re.sub(r"[.!,'](?=\s|$)", "", typed).lower() if self.temper is Temper.SLOPPY else typed

    def asks_where(self) -> bool:
        """Whether an instruction is first answered by asking how."""
        rate = {Temper.ELDERLY: 0.3, Temper.UNSURE: 0.15}.get(self.temper, 0.0)
        return self._chance.random() < rate

    def number(self, digits: str) -> str:
        """A phone number as people write it."""
        area, middle, last = digits[:3], digits[3:6], digits[6:]
        return self._chance.choice(
            (f"{area}-{middle}-{last}", f"({area}) {middle}-{last}", f"{area} {middle} {last}",
             f"{area}{middle}{last}", f"{area}.{middle}.{last}", f"+1 {area} {middle} {last}")
        )  # fmt: skip

    def name(self, name: str) -> str:
        """A name as people write it: mostly as it is, else without accents, in small letters, or in capitals."""
        return self._chance.choice((name, name, name, without_accents(name), name.lower(), name.upper()))

    def day(self, day: date) -> str:
        """A date of birth as people write it."""
        return self._chance.choice(
            (f"{day:%B} {day.day}, {day.year}", f"{day.month}/{day.day}/{day.year}", day.isoformat(),
             f"{day:%b} {day.day} {day.year}", f"{day:%m/%d/%Y}", f"{day.day} {day:%B} {day.year}",
             f"the {_nth(day.day)} of {day:%B} {day.year}", f"{day:%B} {_nth(day.day)} {day.year}".lower())
        )  # fmt: skip

    def _typed(self, word: str) -> str:
        if (
            len(word) < 4
            or not word.isalpha()
            or self._chance.random() > TYPO_RATE.get(self.temper.value, 0.0)
        ):
            return word
        at = self._chance.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _nth(number: int) -> str:
    ending = "th" if 10 < number < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
