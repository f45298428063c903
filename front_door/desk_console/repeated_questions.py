"""Recognises in a draft a question whose answer is known already.

A sentence must first look like a question (the gate); then it is compared with the ways agents ask for
every fact there is, and warned of when the closest one is in force. It is compared by meaning (cosine of
sentence vectors), or by shared words while there is no encoder.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np
import numpy.typing as npt

from conversation.words import Words
from desk.wording import DeskWords

CLOSE_ENOUGH = 0.45
"""Cosine from which two questions ask the same."""

SHARED_ENOUGH = 0.6
"""Share of a known question's telling words that the draft has too."""

MOST_SENTENCES = 6
"""Only the newest sentences of a draft are looked at."""

SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
WORD = re.compile(r"[a-z0-9']+")
Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Sentences to vectors of length one."""

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """One row a sentence."""


class RepeatedQuestions:
    """Holds the known questions; asks the encoder off the event loop."""

    def __init__(self, words: Words, desk_words: DeskWords, encoder: Encoder | None) -> None:
        self._words = words
        self._gate = QuestionGate(desk_words)
        self._everyday = desk_words.everyday_words
        self._encoder = encoder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="repeated-questions")
        self._vectors: dict[str, Vectors] = {}

    async def asked_fact(self, draft: str, facts: Sequence[str]) -> str | None:
        """The fact among `facts` the draft asks for, or None."""
        sentences = self._gate.questions(draft)
        if not sentences or not any(self._words.questions(fact) for fact in facts):
            return None
        loop = asyncio.get_running_loop()
        closest = await loop.run_in_executor(self._thread, self._closest, sentences)
        return closest if closest in facts else None

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _closest(self, sentences: Sequence[str]) -> str | None:
        """The fact these sentences ask for, known or not; None when it is close to none."""
        facts = [fact for fact, questions in self._words.fact_questions.items() if questions]
        if self._encoder is None:
            scored = [(self._by_words(sentences, fact), fact) for fact in facts]
            enough = SHARED_ENOUGH
        else:
            vectors = self._encoder.encode(sentences)
            scored = [(float((vectors @ self._known(fact).T).max()), fact) for fact in facts]
            enough = CLOSE_ENOUGH
        score, fact = max(scored)
        return fact if score >= enough else None

    def _known(self, fact: str) -> Vectors:
        if fact not in self._vectors:
            assert self._encoder is not None  # noqa: S101 - the caller looked
            self._vectors[fact] = self._encoder.encode(self._words.questions(fact))
        return self._vectors[fact]

    def _by_words(self, sentences: Sequence[str], fact: str) -> float:
        said = telling_words(" ".join(sentences), self._everyday)
        questions = [telling_words(question, self._everyday) for question in self._words.questions(fact)]
        return max((len(said & asked) / len(asked) for asked in questions if asked), default=0.0)


class QuestionGate:
    """Lets through what asks something."""

    def __init__(self, desk_words: DeskWords) -> None:
        self._openings = desk_words.question_openings
        self._requests = [re.compile(pattern) for pattern in desk_words.question_requests]
        self._lead_in = re.compile(desk_words.lead_in)

    def questions(self, draft: str) -> list[str]:
        """The sentences of a draft that ask something, newest ones only."""
        sentences = [part.strip() for part in SENTENCE_END.split(draft) if part.strip()]
        return [sentence for sentence in sentences[-MOST_SENTENCES:] if self._asks(sentence)]

    def _asks(self, sentence: str) -> bool:
        plain = self._lead_in.sub("", sentence.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
        first = WORD.match(plain)
        if len(WORD.findall(plain)) < 2:
            return False
        if sentence.endswith("?") or (first is not None and first.group() in self._openings):
            return True
        return any(pattern.search(plain) for pattern in self._requests)


def telling_words(text: str, everyday: frozenset[str]) -> frozenset[str]:
    """The words that tell one question from another."""
    return frozenset(WORD.findall(text.lower())) - everyday
