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
from knowledge_base.minilm import MiniLmRetriever, Thresholds
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


def reload_under_load(edits: int = 1_000) -> tuple[int, int]:
    """Edits, every fifth broken, while a thread asks: (answers, wrong or torn or missing ones)."""
    with tempfile.TemporaryDirectory(prefix="faq.") as name:
        folder = Path(name)
        make(folder, 3)
        path, question = folder / "general" / "a1.md", "what was edited"
        write_article(path, Entry(title="Edited", questions=[question], body="Edit 0 begins. Edit 0 ends."))
        retriever = MiniLmRetriever(RandomEncoder(), Library.load(folder), thresholds=Thresholds(answer=0.5))
        stop, saved, found = threading.Event(), [0], [0, 0]

        def ask() -> None:
            while not stop.is_set():
                newest = saved[0]
                told = retriever.search(question, market=None, channel="web_chat", at=NOW)
                found[0] += 1
                found[1] += not (isinstance(told, Answer) and _is_whole(told.match.passage, newest))

        asking = threading.Thread(target=ask)
        asking.start()
        for n in range(1, edits + 1):
            if n % 5 == 0:
                path.write_text("---\ntitle: [\n---\n", encoding="utf-8")
            else:
                body = f"Edit {n} begins. Edit {n} ends."
                write_article(path, Entry(title="Edited", questions=[question], body=body))
            retriever.refresh()
            saved[0] = saved[0] if n % 5 == 0 else n
        stop.set()
        asking.join()
    return found[0], found[1]


def _is_whole(passage: str, newest: int) -> bool:
    words = passage.split()
    return len(words) == 6 and words[1] == words[4] and int(words[1]) >= newest
