"""The parts of a phone that guides look at: their states, and the words customers have for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge_base.front_matter import FrontMatterError, Scalars, read_mapping
from knowledge_base.problems import WordsUnavailable

FILE = Path(__file__).with_name("phone_parts.yml")


class PartKind(StrEnum):
    """How a part's states are told."""

    SWITCH = "switch"
    PERMISSION = "permission"
    WORDS = "words"


FIXED_STATES = {PartKind.SWITCH: ("on", "off"), PartKind.PERMISSION: ("granted", "missing")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePart:
    """One setting or sign of a phone."""

    name: str
    kind: PartKind
    names: tuple[str, ...]
    """What people call it, in plain small letters."""
    own_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """State to words that mean it wherever they are said."""
    bare_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """State to words that mean it only beside the part's name or when it is asked about."""

    means: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """State to another part and the state it is in then."""
    works: str = ""
    """The state that "it works" stands for; empty where nothing works or fails."""
    fails: str = ""
    vague: tuple[str, ...] = ()
    """States that say less than another one said beside them."""
    shown: tuple[str, ...] = ()
    """States that the phone itself shows: they stand against what the customer believes."""

    @property
    def states(self) -> tuple[str, ...]:
        """Every state it can be in."""
        return FIXED_STATES.get(self.kind) or tuple(dict.fromkeys((*self.own_words, *self.bare_words)))


@cache
def phone_parts(path: Path = FILE) -> Mapping[str, PhonePart]:
    """Every part by name.

    Raises:
        WordsUnavailable: the file is missing or not as its head says.
    """
    try:
        parts, _ = read_mapping(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, FrontMatterError) as error:
        raise WordsUnavailable(f"{path}: {error}") from error
    return {name: _part(name, value, path) for name, value in parts.items()}


def _part(name: str, value: Scalars, path: Path) -> PhonePart:
    table = value if isinstance(value, dict) else {}
    try:
        kind = PartKind(str(table.get("kind")))
    except ValueError as error:
        raise WordsUnavailable(f"{path}: {name} has no kind of {', '.join(PartKind)}") from error
    part = PhonePart(
        name=name,
        kind=kind,
        names=_words(table.get("names")),
        own_words=_states(table.get("self")),
        bare_words=_states(table.get("bare")),
        means=_means(table.get("means")),
        works=str(table.get("works") or ""),
        fails=str(table.get("fails") or ""),
        vague=_words(table.get("vague")),
        shown=_words(table.get("shown")),
    )
    if not part.names or not part.states:
        raise WordsUnavailable(f"{path}: {name} needs names and states")
    return part


def _means(value: Scalars | None) -> Mapping[str, tuple[str, str]]:
    if not isinstance(value, dict):
        return {}
    pairs = ((state, str(told).partition("=")) for state, told in value.items())
    return {state: (part, other) for state, (part, _, other) in pairs}


def _states(value: Scalars | None) -> Mapping[str, tuple[str, ...]]:
    return {state: _words(words) for state, words in value.items()} if isinstance(value, dict) else {}


def _words(value: Scalars | None) -> tuple[str, ...]:
    return tuple(str(word).casefold() for word in value) if isinstance(value, list) else ()
