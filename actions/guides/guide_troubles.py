"""Several troubles at once: which guide is for which, what comes first, what is still to be looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.guides.stage_answers import goal_reached
from actions.turns.turn import Turn
from actions.words.phone_reports import Report, reports_in
from actions.words.wish_words import names_home_internet
from knowledge_base.guides import GUIDE_PREFIX, Guide, StepResult
from knowledge_base.phone_parts import phone_parts

REPORTS: Mapping[str, str] = {
    "no-signal": "report_no_signal",
    "no-mobile-data": "report_no_data",
    "slow-data": "report_slow_data",
    "picture-messages": "report_picture_messages",
    "dropped-calls": "report_call_trouble",
    "voicemail": "report_voicemail",
    "home-internet-problems": "report_home_internet",
}
"""Guide -> the report it answers."""
SURE = 0.6
"""Probability from which on a report of something else is no answer to the step."""
HOME = "home-internet-problems"
_HOME_PART = "home_internet"
LIKELIER = 4
"""Of the wishes a sentence may mean, how many count as likelier ones."""
_INSTEAD = re.compile(
    r"\b(?:meant?|instead|actually|rather|sorry|correction|wrong|not (?:the|my|our))\b", re.IGNORECASE
)
_MEANT = re.compile(r"\b(?:meant?|instead|not (?:the|my|our))\b", re.IGNORECASE)
"""Of these, what says so even where the phone is reported on."""

_MODE = re.compile(r"\b(?:mode|only|set|type|stuck|preferred|preference)\b", re.IGNORECASE)


def reported(turn: Turn, guide: Guide) -> str | None:
    """Another guide whose matter the customer reports for sure; None when it is this one's or none's."""
    by_intent = {intent: slug for slug, intent in REPORTS.items()}
    slug = by_intent.get(turn.intent.name)
    if slug == HOME and not turn.situation.payload and not names_home_internet(turn.text):
        return None
    return slug if slug not in (None, guide.slug) and turn.intent.confidence >= SURE else None


def of_the_phone(text: str, reports: Mapping[str, Report], own: str) -> Mapping[str, Report]:
    """What is reported, without the internet at home where only Wi-Fi is named: the phone does without it."""
    if own == HOME or names_home_internet(text):
        return reports
    return {name: report for name, report in reports.items() if name != _HOME_PART}


def means_instead(turn: Turn, *, needed: bool) -> bool:
    """Whether the matter that is walked was a misunderstanding, or was left by a button.

    "Wait, mobile data is off actually" takes back what was said of the phone, and not the matter; so does a
    trouble that is `needed` out of the way first.
    """
    if turn.situation.payload:
        return True
    told = reports_in(turn.text)
    if any(not phone_parts()[name].works for name in told) or (needed and told):
        return bool(_MEANT.search(turn.text))
    return bool(_INSTEAD.search(turn.text))


def troubles(guides: Mapping[str, Guide], reports: Mapping[str, Report], own: str) -> tuple[str, ...]:
    """Other guides whose goal the customer says is not reached, those that need the fewest others first."""
    found = [
        slug
        for slug in REPORTS
        if slug != own and slug in guides and goal_reached(guides[slug].goal, reports) is False
    ]
    return tuple(sorted(found, key=lambda slug: (len(needed_first(guides, slug)), slug)))


def needed_first(guides: Mapping[str, Guide], slug: str) -> frozenset[str]:
    """The guides that this one leads to, near or far: without what they give it cannot be solved."""
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        guide = guides.get(waiting.pop())
        for step in guide.steps if guide else ():
            for result in StepResult:
                other = step.target(result)
                name = other.removeprefix(GUIDE_PREFIX)
                if other.startswith(GUIDE_PREFIX) and name not in found:
                    found.add(name)
                    waiting.append(name)
    return frozenset(found - {slug})


def said_at_first(words: str, guides: Mapping[str, Guide], slug: str) -> tuple[dict[str, str], list[str]]:
    """What the words that began a guide report of the phone, and which other matters they name."""
    reports = reports_in(words)
    states = _states(words, reports)
    first = needed_first(guides, slug)
    told = of_the_phone(words, reports, slug)
    return states, [other for other in troubles(guides, told, slug) if other not in first]


def _states(words: str, reports: Mapping[str, Report]) -> dict[str, str]:
    states = {name: report.state for name, report in reports.items() if not report.past}
    if not _MODE.search(words):
        # "My 5G is slow" names the service, not what the phone is set to.
        states.pop("network_mode", None)
    return states


def settings_said(words: str) -> dict[str, str]:
    """How the phone is set by those words, and where it is: what no matter is about by itself."""
    parts = phone_parts()
    states = _states(words, reports_in(words))
    return {name: state for name, state in states.items() if not parts[name].works}


def only_sets(words: str) -> bool:
    """ "Data saver's off": a setting, and no trouble by itself."""
    return bool(words) and set(reports_in(words)) == set(settings_said(words)) != set()


def told_trouble(turn: Turn, guides: Mapping[str, Guide]) -> str | None:
    """The guide for what the words report of the phone, where trouble is one of the likelier wishes."""
    likely = {intent.name for intent in turn.ranking[:LIKELIER]}
    if not likely & {*REPORTS.values(), "travel_abroad", "step_failed"}:
        return None
    return next(iter(troubles(guides, reports_in(turn.text), "")), None)


def place_said(words: str) -> dict[str, str]:
    """Whether the customer is abroad, where the words say so, as a known state."""
    report = reports_in(words).get("abroad")
    return {} if report is None or report.past else {"abroad": report.state}


def is_abroad(words: str) -> bool:
    """Whether the customer says so: then the area at home explains nothing."""
    return place_said(words).get("abroad") == "yes"
