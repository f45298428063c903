"""Words that call for a person at once, whatever articles say; they live in `words/<language>.yml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.problems import WordsUnavailable

WORDS_FILE = Path(__file__).with_name("words") / "en.yml"
REFUSABLE = frozenset({"asked_for_person"})
"""Reasons that a "not" takes back. Nobody is left alone in danger for one."""
_APOSTROPHE = re.compile(r"['\u2019`]")
_NO_WORD = re.compile(r"\W+")
_GAP = r"(?:\S+ ){0,3}?"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """Patterns by handoff reason, in the order they are tried, and the words customers use of themselves."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    first_person: frozenset[str]
    not_wanted: re.Pattern[str]
    """What stands right before a phrase of `REFUSABLE` and turns it round."""
    lasting: re.Pattern[str]
    """By what a wish is meant for every time."""

    @classmethod
    def load(cls, path: Path = WORDS_FILE) -> "RuleWords":
        """Read the words file.

        Raises WordsUnavailable when it is missing or broken.
        """
        try:
            tables, _ = read_mapping(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, FrontMatterError) as error:
            raise WordsUnavailable(f"{path}: {error}") from error
        person = tables.get("person")
        if not isinstance(person, Mapping):
            raise WordsUnavailable(f"{path}: the table `person` is missing")
        patterns = [
            (reason, _pattern([text for text in phrases if isinstance(text, str)]))
            for reason, phrases in person.items()
            if isinstance(phrases, list)
        ]
        first = tables.get("first_person")
        words = first.split() if isinstance(first, str) else []
        refused = tables.get("not_wanted")
        before = _phrases([text for text in refused if isinstance(text, str)] if refused else [])
        for_ever = tables.get("lasting")
        return cls(
            patterns=tuple(patterns),
            first_person=frozenset(words),
            not_wanted=re.compile(rf"(?<!\S){before}$"),
            lasting=_pattern([text for text in for_ever if isinstance(text, str)] if for_ever else []),
        )

    def reason(self, question: str) -> str | None:
        """The handoff reason the words call for, or None."""
        said = normalised(question) + " "
        return next((reason for reason, pattern in self.patterns if self._calls(reason, pattern, said)), None)

    def _calls(self, reason: str, pattern: re.Pattern[str], said: str) -> bool:
        if reason not in REFUSABLE:
            return pattern.search(said) is not None
        return any(not self.not_wanted.search(said[: found.start()]) for found in pattern.finditer(said))

    def is_lasting(self, wish: str) -> bool:
        """Whether a wish for a person, or for the assistant, is meant from now on and not for this once."""
        return self.lasting.search(normalised(wish) + " ") is not None

    def is_customers_words(self, question: str) -> bool:
        """Whether a sentence sounds like a customer: about oneself, or a situation rather than a question."""
        words = set(normalised(question).split())
        return bool(words & self.first_person) or not question.rstrip().endswith("?")


@lru_cache(maxsize=4_096)
def normalised(text: str) -> str:
    """Small letters, digits and single blanks; apostrophes vanish."""
    return " ".join(_NO_WORD.sub(" ", _APOSTROPHE.sub("", text.lower())).split())


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """A phrase is words; `a|b` either, `a?` optional, `*` up to three words."""
    return re.compile(r"(?<!\S)" + _phrases(phrases))


def _phrases(phrases: list[str]) -> str:
    """Any of the phrases; none at all matches nothing."""
    return "(?:" + "|".join(_one(phrase) for phrase in phrases) + ")" if phrases else "(?!)"


def _one(phrase: str) -> str:
    parts = []
    for word in phrase.lower().replace("'", "").split():
        if word == "*":
            parts.append(_GAP)
            continue
        optional = "?" if word.endswith("?") else ""
        either = "|".join(re.escape(choice) for choice in word.rstrip("?").split("|"))
        parts.append(f"(?:(?:{either}) ){optional}")
    return "".join(parts)
