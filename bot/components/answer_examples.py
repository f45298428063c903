"""Examples of answers to the questions of guides: those written for them, and those of intents. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

ANSWERS_VARIABLE = "BOT_ANSWERS"
"""File of the examples; set while training only, as a configuration must not hold a path of one machine."""
ANY = "any"
"""The file of what may follow every question."""
ELSE = "else"
"""Meaning: no answer, but something else that is wanted."""
LENT = 15
"""Examples of one intent that a question borrows."""
_LENT_BY = ""
"""Voice of what is borrowed; it is never held out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A sentence with what it means as an answer to a question."""

    question: str
    voice: str
    """Who says it so; a whole voice is held out to measure how others are understood."""
    meaning: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """What the examples of intents mean as answers."""

    questions: Mapping[str, Mapping[str, str]]
    """By question: intent, or `question.meaning` of another one's answers, to meaning."""
    always: Mapping[str, str]
    """The same for every question."""
    wishes: Collection[str]
    """Intents that are something else wanted, unless the question says otherwise."""


def examples_for(
    question: str, answers: Sequence[Answer], by_intent: Mapping[str, Sequence[str]], lending: Lending
) -> list[Answer]:
    """All that one question is taught, each sentence once; its own answers go before what is borrowed."""
    own = lending.questions.get(question, {})
    found = [one for one in answers if one.question == question]
    found += [
        Answer(question=question, voice=one.voice, meaning=own[source], text=one.text)
        for one in answers
        if one.question != question and (source := f"{one.question}.{one.meaning}") in own
    ]
    if not any(source.startswith(f"{ANY}.") for source in own):
        found += [one for one in answers if one.question == ANY]
    meanings = dict.fromkeys(lending.wishes, ELSE) | dict(lending.always) | dict(own)
    for intent, meaning in sorted(meanings.items()):
        found += [
            Answer(question=question, voice=_LENT_BY, meaning=meaning, text=text)
            for text in _some(by_intent.get(intent, ()))
        ]
    once: dict[str, Answer] = {}
    for one in found:
        once.setdefault(one.text.casefold(), one)
    return list(once.values())


def voices_of(answers: Sequence[Answer]) -> list[str]:
    """Every voice that may be held out."""
    return sorted({one.voice for one in answers} - {_LENT_BY})


def _some(texts: Sequence[str]) -> Sequence[str]:
    """Evenly from the whole list, which editors keep in groups."""
    return texts if len(texts) <= LENT else [texts[at * len(texts) // LENT] for at in range(LENT)]
