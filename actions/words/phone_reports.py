"""What a customer reports of the phone: "it was on, I switched it off", "2G only", "storage is missing".

The words are those of `knowledge_base/phone_parts.yml`; this module knows how people put them together:
negation, what was and what is, what they did themselves, and which part "it" is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from actions.words.asides import may_mean_the_same, says_state_alone
from actions.words.locks import denies_lock
from actions.words.outcome_words import WISHED, outcome_of
from actions.words.report_words import (
    ACTED,
    ALREADY,
    BOTH,
    CANNOT,
    GRANTED,
    HYPOTHETICAL,
    LATER,
    MISSING,
    NEGATED,
    NEITHER,
    NOW,
    OF_ANOTHERS,
    ONLY,
    PASSIVE,
    WAS,
    clauses,
    phrase,
    plain,
    switched,
)
from actions.words.told_of_part import PUT_RIGHT, Report, merged, put_right, stays_shown
from knowledge_base.phone_parts import PartKind, PhonePart, phone_parts

__all__ = ["Report", "parts_named", "reports_in"]


SIM = "sim_state"
"""The part whose lock brings in the team."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    words: str
    named: tuple[str, ...]
    subjects: tuple[str, ...]
    acted: bool


def reports_in(text: str, *, asked: str | None = None) -> Mapping[str, Report]:
    """Every part the customer says something about; `asked` is the part "it" means until another is named."""
    found: dict[str, Report] = dict(_status_line(text))
    did = False
    for clause, told in _told_by_clause(text, asked):
        did = did or clause.acted
        for name, report in told.items():
            part = phone_parts()[name]
            before = found.get(name)
            if before and (report.state in part.vague or (not did and stays_shown(part, before, report))):
                continue
            found[name] = merged(before, report)
    if asked in found and found[asked].past and PUT_RIGHT.search(plain(text)):
        found[asked] = put_right(asked, found[asked])
    if SIM in found and found[SIM].state == "locked" and denies_lock(plain(text)):
        found[SIM] = Report(state="active")
    for name, report in tuple(found.items()):
        other, state = phone_parts()[name].means.get(report.state, ("", ""))
        if other and other not in found:
            found[other] = replace(report, state=state, was=None)
    return found


def _told_by_clause(text: str, asked: str | None) -> Iterator[tuple[_Clause, dict[str, Report]]]:
    answered = False
    for clause in _clauses(text, asked):
        told = dict(_of_clause(clause))
        if not told and asked and asked not in clause.subjects and _has_words(asked):
            told = dict(_of_clause(replace(clause, subjects=(asked,))))
        if answered and asked not in clause.named and not may_mean_the_same(clause.words):
            # "Off. The radio's on": the switch was told already.
            told.pop(asked or "", None)
        answered = answered or (asked in told and says_state_alone(clause.words))
        yield clause, told


def parts_named(text: str) -> tuple[str, ...]:
    """The parts of the phone that the words name, in order."""
    return _named(plain(text))


def _has_words(name: str) -> bool:
    """Whether its states have words of their own, which mean no other part by chance."""
    part = phone_parts().get(name)
    return part is not None and part.kind is PartKind.WORDS


def _status_line(text: str) -> Iterator[tuple[str, Report]]:
    """A status bar read out, cell by cell: a switch that stands there is on."""
    if "|" not in text:
        return
    for cell in plain(text).split("|"):
        name = _all_names().get(re.sub(r"^status bar\W*", "", cell.strip(" .:")))
        if name and phone_parts()[name].kind is PartKind.SWITCH:
            yield name, Report(state="on")


def _clauses(text: str, asked: str | None) -> Iterator[_Clause]:
    subjects: tuple[str, ...] = (asked,) if asked and asked in phone_parts() else ()
    acted = False
    held: tuple[str, ...] = ()
    for words in clauses(_listed(text)):
        named = (*held, *_named(words))
        held = ()
        if named and not re.sub(r"\b(?:the|both|its|my)\b", "", _names_pattern().sub("", words)).strip():
            # "Storage" of "storage and SMS are off": what is said of the next is said of it too.
            held = named
            continue
        if OF_ANOTHERS.search(words) and not _OWN.search(words):
            continue
        if HYPOTHETICAL.search(words):
            subjects = named or subjects
            continue
        subjects = named or subjects
        begins_new = bool(re.search(r"\b(?:it|its|is|i|the|now|still)\b", words))
        acted = (acted and not begins_new) or (bool(ACTED.search(words)) and not PASSIVE.search(words))
        yield _Clause(words=words, named=named, subjects=subjects, acted=acted or bool(NOW.search(words)))


def _listed(text: str) -> str:
    """Permissions in a row ("sms, storage", "storage and SMS") as one piece."""
    return _PERMISSIONS_IN_A_ROW.sub(r"\1 ", text)


_ROW = r"(?:storage|sms)(?: permissions?| access)?"
_PERMISSIONS_IN_A_ROW = re.compile(
    rf"\b({_ROW})\s*(?:,\s*and|,|and|&|\+)\s+(?={_ROW}\W*(?:$|are\b|is\b|permissions?\b|access\b))",
    re.IGNORECASE,
)


def _named(words: str) -> tuple[str, ...]:
    """Parts named, in order; the longest name at a place counts."""
    return tuple(dict.fromkeys(_all_names()[match.group(0)] for match in _names_pattern().finditer(words)))


@cache
def _all_names() -> _Names:
    return _Names((name, part.name) for part in phone_parts().values() for name in part.names)


_OWN = re.compile(
    r"\b(?:mine|i|im|ive|my (?!wi|hus|son|dau|sis|bro|mo|fa|da|fr|ne|co|part|girl|boy|room|kid|pare)\w+)\b"
)
"""Besides somebody else's, a clause may speak of the customer's own."""


class _Names(dict[str, str]):
    """Names as they may be written to their part."""

    def __missing__(self, said: str) -> str:
        bare = re.sub(r"[\s-]", "", said)
        return next(part for name, part in self.items() if re.sub(r"[\s-]", "", name) == bare)


@cache
def _names_pattern() -> re.Pattern[str]:
    names = sorted(_all_names(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(phrase(name) for name in names) + r")(?=s\b|(?!\w))")


def _of_clause(clause: _Clause) -> Iterator[tuple[str, Report]]:
    told: set[str] = set()
    for part in sorted(phone_parts().values(), key=lambda part: part.name in clause.subjects):
        asked = part.name in clause.subjects
        state = _own_words(part, clause, asked=asked)
        if state is None and asked:
            state = _fixed_state(part, clause)
        if state is None and part.kind is PartKind.PERMISSION:
            state = _permission_by_others(part, clause)
        if state is None and asked and part.works and part.fails and (part.name in clause.named or not told):
            state = _outcome(part, clause)
        if state is not None and not (state == part.works and WISHED.search(clause.words)):
            told.add(part.name)
            yield part.name, _report(state, clause)


def _outcome(part: PhonePart, clause: _Clause) -> str | None:
    """Whether it works, in words that are said of anything: "the web is down", "I can't use it"."""
    places = [
        match.start()
        for match in _names_pattern().finditer(clause.words)
        if _all_names()[match.group(0)] == part.name
    ]
    if not places and clause.named:
        return None
    works = outcome_of(clause.words, places[0] if places else None)
    return None if works is None else part.works if works else part.fails


def _report(state: str, clause: _Clause) -> Report:
    already = bool(ALREADY.search(clause.words))
    past = bool(WAS.search(clause.words)) and not already and not clause.acted
    return Report(state=state, acted=clause.acted and not already, past=past, already=already)


def _own_words(part: PhonePart, clause: _Clause, *, asked: bool) -> str | None:
    """The state whose longest words stand in the clause; after "to", the newest ones."""
    found: list[tuple[int, int, str]] = []
    for state, pattern in _patterns(part.name, asked):
        found.extend(
            (match.start(), match.end(), state)
            for match in pattern.finditer(clause.words)
            if not NEGATED.search(clause.words[: match.start()])
            and not _is_anothers(part.name, match, clause.words)
        )
    kept = [
        one
        for one in found
        if not any(
            other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]
            for other in found
        )
    ]
    firm = [one for one in kept if clause.words[one[0] : one[1]] not in _PLACES]
    return max(firm or kept)[2] if kept else None


_PLACES = frozenset({"there", "in there", "in"})
"""Words that say where, beside others that say what: "no address stands there"."""


def _is_anothers(name: str, match: re.Match[str], words: str) -> bool:
    """Whether it is a piece of what another part says of itself: the "nothing" of "nothing loads"."""
    return any(
        other.start() <= match.start() and match.end() < other.end()
        for part in phone_parts().values()
        if part.name != name and part.kind is PartKind.WORDS
        for _, pattern in _patterns(part.name, False)
        for other in pattern.finditer(words)
    )


@cache
def _patterns(name: str, asked: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    part = phone_parts()[name]
    words = {state: list(told) for state, told in part.own_words.items()}
    for known in words.values() if part.kind is PartKind.WORDS else ():
        # "Japan here", as well as "in Japan".
        known.extend([f"{word.removeprefix('in ')} here" for word in known if word.startswith("in ")])
    if asked:
        for known in words.values() if part.kind is PartKind.WORDS else ():
            # Asked where they are, people leave out the "in": "Japan".
            known.extend([word.removeprefix("in ") for word in known if word.startswith("in ")])
        for state, told in part.bare_words.items():
            words.setdefault(state, []).extend(told)
    return tuple(
        (
            state,
            re.compile(r"\b(?:" + "|".join(map(phrase, sorted(told, key=len, reverse=True))) + r")(?!\w)"),
        )
        for state, told in words.items()
    )


def _fixed_state(part: PhonePart, clause: _Clause) -> str | None:
    if CANNOT.search(clause.words) or LATER.search(clause.words):
        return None
    match part.kind:
        case PartKind.SWITCH:
            return switched(clause.words)
        case PartKind.PERMISSION:
            if MISSING.search(clause.words) or NEITHER.search(clause.words):
                return "missing"
            said = GRANTED.search(clause.words) or (part.name in clause.named and ONLY.search(clause.words))
            return "granted" if said else None
        case PartKind.WORDS:
            return None


def _permission_by_others(part: PhonePart, clause: _Clause) -> str | None:
    """ "Both are on", "it has no permissions", "only SMS"."""
    others = [name for name in clause.named if phone_parts()[name].kind is PartKind.PERMISSION]
    about = bool(others) or any(phone_parts()[name].kind is PartKind.PERMISSION for name in clause.subjects)
    if not about or part.name in others:
        return None
    if NEITHER.search(clause.words):
        return "missing"
    if BOTH.search(clause.words):
        return "missing" if MISSING.search(clause.words) else "granted"
    return "missing" if others and ONLY.search(clause.words) else None
