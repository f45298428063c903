"""A model of speech recognition's mistakes: what it writes down of what somebody said, and what it was sure of.

Each word is heard right, or goes through one of the ways in which recognition errs: letters of a name it does not
know dropped, doubled or taken for a neighbour, a word cut in two or run into the next, a number or month taken for
one that sounds alike, a small word for a digit. Several hearings of one utterance are its n-best list; the
confidence falls with the mistakes, but not reliably. Nothing here knows how the assistant reads.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

VOWELS = "aeiou"
NEAR_LETTERS = {
    "b": "pvd", "p": "bt", "d": "tb", "t": "dp", "g": "kj", "k": "gc", "c": "ks", "f": "vs", "v": "fb", "s": "zf",
    "z": "s", "m": "n", "n": "m", "l": "r", "r": "lw", "w": "rv", "h": "", "j": "g", "q": "k", "x": "s", "y": "i",
}  # fmt: skip
NEAR_WORDS = {
    "one": ("won", "nine"), "two": ("to", "too"), "three": ("free", "tree"), "four": ("for", "fore"),
    "five": ("nine", "fife"), "six": ("sixth", "sicks"), "seven": ("eleven",), "eight": ("ate", "a"),
    "nine": ("five", "mine"), "oh": ("o", "zero"), "thirteen": ("thirty",), "fourteen": ("forty",),
    "fifteen": ("fifty",), "sixteen": ("sixty",), "seventeen": ("seventy",), "eighteen": ("eighty",),
    "nineteen": ("ninety",), "thirty": ("thirteen",), "forty": ("fourteen",), "fifty": ("fifteen",),
    "sixty": ("sixteen",), "seventy": ("seventeen",), "eighty": ("eighteen", "eight"), "ninety": ("nineteen",),
    "first": ("thirst",), "second": ("seconds",), "third": ("turd", "bird"), "fourth": ("forth",),
    "fifth": ("fit", "fifty"), "sixth": ("six",), "seventh": ("seven",), "eighth": ("eight",), "ninth": ("nine",),
    "may": ("they", "made"), "march": ("marsh",), "june": ("july", "junior"), "july": ("june",), "august": ("a gust",),
    "thirteenth": ("thirtieth",), "thirtieth": ("thirteenth",), "twelfth": ("twelve",), "of": ("off",),
}  # fmt: skip
UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
FILLERS = ("um", "uh", "yeah", "it's")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One utterance as recognised."""

    text: str
    alternatives: tuple[str, ...]
    confidence: float


@dataclass(slots=True)
class Recogniser:
    """Hears with a share of mistakes per word; names, which no vocabulary holds, suffer more."""

    rng: random.Random
    word_errors: float = 0.08
    name_errors: float = 0.35

    def hear(self, said: str, *, names: str = "") -> Heard:
        """The best hearing of `said`, two more, and how sure; `names` are its words outside any vocabulary."""
        unknown = set(names.lower().split())
        hearings = [self._once(said.lower(), unknown) for _ in range(3)]
        text, mistakes = hearings[0]
        alternatives = tuple(dict.fromkeys(other for other, _ in hearings[1:] if other != text))
        confidence = min(0.99, max(0.2, self.rng.gauss(0.92 - 0.09 * mistakes, 0.08)))
        return Heard(text=text, alternatives=alternatives, confidence=round(confidence, 2))

    def _once(self, said: str, unknown: set[str]) -> tuple[str, int]:
        words: list[str] = []
        mistakes = 0
        for word in said.split():
            rate = self.name_errors if word in unknown else self.word_errors
            if self.rng.random() >= rate:
                words.append(word)
                continue
            mistakes += 1
            words += self._wrong(word)
        if self.rng.random() < 0.08:
            words.insert(0, self.rng.choice(FILLERS))
        return " ".join(words), mistakes

    def _wrong(self, word: str) -> list[str]:
        near = NEAR_WORDS.get(word)
        if near is not None:
            return [] if self.rng.random() < 0.08 else [self.rng.choice(near)]
        kinds = (self._dropped, self._added, self._vowel, self._consonant, self._cut, self._vowel)
        wrong = self.rng.choice(kinds)(word)
        if self.rng.random() < 0.25:
            wrong = " ".join(self.rng.choice(kinds)(part) for part in wrong.split())
        return wrong.split()

    def _dropped(self, word: str) -> str:
        place = self.rng.randrange(len(word))
        return word[:place] + word[place + 1 :]

    def _added(self, word: str) -> str:
        place = self.rng.randrange(len(word) + 1)
        return word[:place] + self.rng.choice("aeioustnrl") + word[place:]

    def _vowel(self, word: str) -> str:
        places = [place for place, letter in enumerate(word) if letter in VOWELS]
        if not places:
            return word
        place = self.rng.choice(places)
        return word[:place] + self.rng.choice(VOWELS) + word[place + 1 :]

    def _consonant(self, word: str) -> str:
        places = [place for place, letter in enumerate(word) if NEAR_LETTERS.get(letter)]
        if not places:
            return word
        place = self.rng.choice(places)
        return word[:place] + self.rng.choice(NEAR_LETTERS[word[place]]) + word[place + 1 :]

    def _cut(self, word: str) -> str:
        if len(word) < 5:
            return word
        place = self.rng.randrange(2, len(word) - 1)
        return f"{word[:place]} {word[place:]}"


def says_date(day: date, rng: random.Random) -> str:
    """A date as somebody says it aloud, in one of several ways."""
    month, ordinal = MONTHS[day.month - 1], _ordinal(day.day)
    year = rng.choice((_year(day.year), _year(day.year), _small(day.year % 100)))
    if day.year % 100 < 10:
        year = _year(day.year)
    return rng.choice(
        (
            f"{month} {ordinal} {year}",
            f"the {ordinal} of {month} {year}",
            f"{month} {_small(day.day)} {year}",
            f"{_small(day.month)} {_small(day.day)} {year}",
            f"it's {month} {ordinal} {year}",
        )
    )


def says_name(name: str, rng: random.Random) -> str:
    """A name as somebody gives it when asked."""
    return rng.choice(("{}", "{}", "my name is {}", "it's {}", "it's under {}")).format(name)


def _small(number: int) -> str:
    if number < 20:
        return UNITS[number]
    return f"{TENS[number // 10]} {UNITS[number % 10]}" if number % 10 else TENS[number // 10]


def _ordinal(number: int) -> str:
    if number < 20:
        return ORDINALS[number - 1]
    if number % 10 == 0:
        return "twentieth" if number == 20 else "thirtieth"
    return f"{TENS[number // 10]} {ORDINALS[number % 10 - 1]}"


def _year(year: int) -> str:
    century, rest = divmod(year, 100)
    if century == 20 and rest < 10:
        return "two thousand" if rest == 0 else f"two thousand {UNITS[rest]}"
    if rest < 10:
        return f"{_small(century)} oh {UNITS[rest]}" if rest else f"{_small(century)} hundred"
    return f"{_small(century)} {_small(rest)}"
