"""What a question and an edit cost as the knowledge base grows, on made-up articles with random vectors."""

from __future__ import annotations

import hashlib
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.faq.sets import Entry, write_article
from knowledge_base.library import Library
from knowledge_base.minilm import MiniLmRetriever
from knowledge_base.retriever import Answer

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
PER_ARTICLE = 10
"""Sentences of an article: a title and nine questions."""
ASKED = 60


class RandomEncoder:
    """The same sentence always gets the same direction; costs nothing, so that only deciding is measured."""

    fingerprint = "random-1"

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384)"""
        vectors = np.stack([_direction(sentence) for sentence in sentences])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def knows(self, word: str) -> bool:  # noqa: ARG002 - every word is one
        """Nothing is misspelt."""
        return True


def _direction(sentence: str) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.blake2b(sentence.encode(), digest_size=4).digest(), "big")
    return np.random.default_rng(seed).standard_normal(384, dtype=np.float32)


def make(folder: Path, articles: int) -> list[str]:
    """Write so many articles; gives a question of each."""
    chance = random.Random(articles)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(3, 9))) for _ in range(3_000)]
    topic = folder / "general"
    topic.mkdir(parents=True)
    asked = []
    for n in range(articles):
        questions = [" ".join(chance.choices(words, k=8)) for _ in range(PER_ARTICLE - 1)]
        write_article(topic / f"a{n}.md", Entry(title=f"Article {n}", questions=questions, body="An answer."))
        asked.append(questions[0])
    return asked


def query_ms(articles: int) -> float:
    """Median CPU milliseconds to decide one question, the encoder apart."""
    with tempfile.TemporaryDirectory(prefix="faq.") as folder:
        asked = make(Path(folder), articles)
        retriever = MiniLmRetriever(RandomEncoder(), Library.load(Path(folder)))
        spent = []
        for question in asked[:ASKED]:
            began = time.process_time()
            retriever.search(f"{question} please", market=None, channel="web_chat", at=NOW)
            spent.append(time.process_time() - began)
    return statistics.median(spent) * 1e3


def edit_s(articles: int, edits: int = 5) -> float:
    """Median CPU seconds from a saved file to its new answer, the rest of the knowledge base as it was."""
    with tempfile.TemporaryDirectory(prefix="faq.") as folder:
        make(Path(folder), articles)
        retriever = MiniLmRetriever(RandomEncoder(), Library.load(Path(folder)))
        spent = []
        for n in range(edits):
            entry = Entry(title="Edited", questions=[f"what was edited as number {n}"], body=f"Edit {n}.")
            write_article(Path(folder) / "general" / "a1.md", entry)
            spent.append(_until_told(retriever, entry))
    return statistics.median(spent)


def _until_told(retriever: MiniLmRetriever, entry: Entry) -> float:
    """CPU seconds until it is told, while the new calibration is still being learnt."""
    began = time.process_time()
    taking_up = threading.Thread(target=retriever.refresh)
    taking_up.start()
    while True:
        told = retriever.search(entry.questions[0], market=None, channel="web_chat", at=NOW)
        if isinstance(told, Answer) and told.match.passage == entry.body:
            spent = time.process_time() - began
            taking_up.join()
            return spent
        time.sleep(0.02)
