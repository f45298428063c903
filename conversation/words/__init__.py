"""What is said without the assistant, one file a language: `<language>.yml`.

Another language than English needs only what customers read (`say`, and labels within it): facts, matters
and the other labels are for agents, who read English.

`say` takes the wording used least so far, so that one conversation does not hear a sentence twice.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml

FALLBACK_LANGUAGE = "en"


class WordsBroken(Exception):
    """A word file lacks a key or a value: told at start or by a test, with file and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language."""

    language: str
    sayings: Mapping[str, tuple[str, ...]]
    fact_labels: Mapping[str, str]
    fact_questions: Mapping[str, tuple[str, ...]]
    matters: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]

    @staticmethod
    def load(language: str) -> Words:
        """The words of `language` (`en-US` reads `en`), English where there is no file for it."""
        return _load(language.split("-", maxsplit=1)[0].lower())

    def say(self, key: str, *, used: Mapping[str, int] | None = None, **values: object) -> str:
        """The least used wording of `key` that `values` can fill.

        `used` counts sentences already said in the conversation, as they were said.

        Raises:
            WordsBroken: no such key, or no wording can be filled with these values.
        """
        filled = [
            variant.format_map({name: str(value) for name, value in values.items()})
            for variant in self.sayings.get(key, ())
            if _fields(variant) <= {name for name, value in values.items() if value is not None}
        ]
        if not filled:
            message = f"conversation/words/{self.language}.yml: nothing to say for {key!r}"
            raise WordsBroken(message)
        counts = used or {}
        return min(filled, key=lambda sentence: counts.get(sentence, 0))

    def label(self, fact: str) -> str:
        """A fact's name as people read it."""
        return self.fact_labels.get(fact, fact.replace("_", " "))

    def questions(self, fact: str) -> tuple[str, ...]:
        """How an agent might ask for the fact; empty when nobody would ask."""
        return self.fact_questions.get(fact, ())

    def matter(self, intent: str | None) -> str:
        """An intent as a matter an agent reads."""
        return self.matters.get(intent or "", self.matters["unknown"])

    def name(self, group: str, value: str) -> str:
        """The label of a closed value: `reason`, `result`, `status`, `owner`, `method`."""
        return self.labels.get(group, {}).get(value, value.replace("_", " "))


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@cache
def _load(language: str) -> Words:
    source = files("conversation.words").joinpath(f"{language}.yml")
    if not source.is_file():
        if language == FALLBACK_LANGUAGE:
            message = "conversation/words/en.yml is missing"
            raise WordsBroken(message)
        return _load(FALLBACK_LANGUAGE)
    document: object = yaml.safe_load(source.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        message = f"conversation/words/{language}.yml must be a mapping"
        raise WordsBroken(message)
    sayings = {key: tuple(variants) for key, variants in document["say"].items()}
    if language != FALLBACK_LANGUAGE:
        english = _load(FALLBACK_LANGUAGE)
        labels = {**english.labels, **document.get("labels", {})}
        return replace(english, language=language, sayings={**english.sayings, **sayings}, labels=labels)
    facts = document["facts"]
    return Words(
        language=language,
        sayings=sayings,
        fact_labels={name: fact["label"] for name, fact in facts.items()},
        fact_questions={name: tuple(fact.get("questions", ())) for name, fact in facts.items()},
        matters=document["matters"],
        labels=document["labels"],
    )
