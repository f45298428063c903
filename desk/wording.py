"""What agents read at the desk: lines about moves, refusals, sign-in; kept in `data/words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWords:
    """The desk's own words."""

    moves: Mapping[str, str]
    notes: Mapping[str, str]
    calls: Mapping[str, str]
    refusals: Mapping[str, str]
    sign_in: Mapping[str, str]
    switches: Mapping[str, str]
    """What a lead switched, for the list of switches."""
    outcomes: Mapping[str, str]
    """How a call back ended, by value."""
    step: str
    fact: str
    question_openings: frozenset[str]
    lead_in: str
    """What may stand before a question and is looked past."""
    everyday_words: frozenset[str]
    """Words that every question has."""
    question_requests: tuple[str, ...]
    """Regular expressions over a lower-case sentence."""

    def refusal(self, key: str, **values: str) -> str:
        """The sentence for a refusal."""
        return self.refusals[key].format(**values)


@cache
def desk_words(path: Path = DATA / "words.yml") -> DeskWords:
    """The words in the file."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    gate = raw["question_gate"]
    return DeskWords(
        moves=raw["moves"],
        notes=raw["notes"],
        calls=raw["calls"],
        refusals=raw["refusals"],
        sign_in=raw["sign_in"],
        switches=raw["switches"],
        outcomes=raw["outcomes"],
        step=raw["step"],
        fact=raw["fact"],
        question_openings=frozenset(gate["openings"]),
        lead_in=gate["lead_in"],
        everyday_words=frozenset(gate["everyday"]),
        question_requests=tuple(gate["requests"]),
    )
