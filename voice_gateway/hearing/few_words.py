"""What a recogniser of few words listens for: phrases by kind of question, digits, the choices on offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from conversation.expects import ExpectsKind
from voice_gateway.hearing.endpointing import digits_awaited
from voice_gateway.hearing.recognition import Awaited

DIGITS = ("oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
LONGEST_CHOICE = 8
"""Words of a choice's title that somebody may say whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FewWords:
    """A language's phrases, by kind of question."""

    phrases: Mapping[ExpectsKind, Mapping[str, str]]
    """What is listened for -> what it means."""

    @staticmethod
    def load(language: str) -> FewWords:
        """The vocabulary of a language; English where there is none."""
        return _load(language.split("-", maxsplit=1)[0].lower())

    def meaning(self, said: str, awaited: Awaited) -> str:
        """What the assistant is told for something that was recognised."""
        titles = {spoken(title): title for title in awaited.choices}
        if said in titles:
            return titles[said]
        return self.phrases[awaited.expects.kind].get(said, said)

    def grammar(self, awaited: Awaited, knows: Callable[[str], bool]) -> str:
        """As JSGF; phrases with a word that the recogniser does not know are left out."""
        ways = [
            phrase
            for phrase in (*self.phrases[awaited.expects.kind], *_titles(awaited.choices))
            if all(knows(word) for word in phrase.split())
        ]
        if digits_awaited(awaited.expects) is not None or awaited.expects.kind is ExpectsKind.AMOUNT:
            ways.append(f"({' | '.join(DIGITS)})+")
        return f"#JSGF V1.0; grammar awaited; public <said> = {' | '.join(dict.fromkeys(ways))};"


def spoken(title: str) -> str:
    """A title as it is said: small letters, no signs."""
    return " ".join(re.findall(r"[a-z']+", title.casefold()))


def _titles(choices: Iterable[str]) -> list[str]:
    titles = [spoken(title) for title in choices]
    return [title for title in titles if title and len(title.split()) <= LONGEST_CHOICE]


@cache
def _load(language: str) -> FewWords:
    folder = files("voice_gateway").joinpath("vocabulary")
    file = folder.joinpath(f"{language}.yml")
    read = yaml.safe_load((file if file.is_file() else folder.joinpath("en.yml")).read_text(encoding="utf-8"))
    phrases: dict[ExpectsKind, dict[str, str]] = {kind: {} for kind in ExpectsKind}
    for group in read["groups"]:
        for kind in [ExpectsKind(name) for name in group.get("when", [])] or list(ExpectsKind):
            for phrase in group["phrases"]:
                phrases[kind] |= dict.fromkeys(phrase["say"], phrase["text"])
    return FewWords(phrases=phrases)
