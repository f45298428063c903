"""A decision in words an agent or a lead can read; the words are data in `data/routing_words.yml`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from desk.routing.circles import Rule
from desk.routing.decisions import Decision, Looked

WORDS = Path(__file__).parents[1] / "data" / "routing_words.yml"
MINUTE = 60

Name = Callable[[str], str]
"""The name of an agent, from the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingWords:
    """The file, section by section."""

    rules: Mapping[str, str]
    offered: Mapping[str, str]
    said: Mapping[str, str]


def why(decision: Decision, name: Name) -> tuple[str, ...]:
    """One sentence for each circle looked into, how it ended, and how long the customer had waited."""
    return tuple(_sentences(decision, name, routing_words()))


def label(rule: Rule) -> str:
    """A rule in two or three words."""
    return routing_words().rules[rule.value]


@cache
def routing_words() -> RoutingWords:
    """The words in the file."""
    return RoutingWords(**yaml.safe_load(WORDS.read_text(encoding="utf-8")))


def _sentences(decision: Decision, name: Name, words: RoutingWords) -> Iterator[str]:
    offered = decision.agent_id is not None
    for looked in decision.looked[:-1] if offered else decision.looked:
        yield _in_vain(looked, decision, words.said)
    if decision.agent_id is not None:
        last = decision.looked[-1]
        template = words.offered[last.rule.value]
        yield template.format(agent=name(decision.agent_id), fit=last.fit, free=last.free)
    elif decision.rule is Rule.CALLBACK:
        key = "callback_nobody" if decision.predicted_s is None else "callback"
        yield words.said[key].format(ahead=decision.ahead)
    elif decision.looked[0].rule is not Rule.LAST_AGENT:
        key = "waits" if len(decision.looked) == 1 else "waits_wider"
        yield words.said[key].format(ahead=decision.ahead, wait=_spoken(decision.predicted_s, words.said))
    yield words.said["waited"].format(wait=_spoken(decision.waited_s, words.said))


def _in_vain(looked: Looked, decision: Decision, said: Mapping[str, str]) -> str:
    rule = label(looked.rule)
    if looked.rule is Rule.LAST_AGENT:
        return said["kept"].format(rule=rule, wait=_spoken(decision.predicted_s, said))
    if not looked.fit:
        return said["nobody_fit"].format(rule=rule)
    return said["nobody_free"].format(rule=rule, fit=looked.fit, wait=_spoken(looked.predicted_s, said))


def _spoken(seconds: float | None, said: Mapping[str, str]) -> str:
    if seconds is None or seconds < MINUTE:
        return said["seconds"].format(count=math.ceil(seconds or 0))
    return said["minutes"].format(count=math.ceil(seconds / MINUTE))
