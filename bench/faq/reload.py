"""Edits, broken ones among them, while questions arrive."""

from __future__ import annotations

import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from bench.faq.scale import NOW, RandomEncoder, make
from bench.faq.sets import Entry, write_article
from knowledge_base.decide import Thresholds
from knowledge_base.library import Library
from knowledge_base.minilm import MiniLmRetriever
from knowledge_base.retriever import Answer

QUESTION = "what was edited"
BROKEN = (
    b"---\ntitle: [\n---\n",
    b"---\ntitle: Edited\nquestions: [what was edited]\n---\n\nTODO: the answer.\n",
    b"---\ntitle: Edited\n---\n\xff\xfe\n",
    b"",
)
"""Every fifth edit is one of these; each must leave the last good version in use."""
THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of it."""

    answers: int
    wrong: int
    """Not an answer, not of one version, or of an older one than the newest taken up."""
    grown_mb: float
    """Resident memory after the last edit beyond that at the half."""


def under_load(edits: int) -> Told:
    """Save so many edits while two threads ask without a pause."""
    with tempfile.TemporaryDirectory(prefix="faq.") as name:
        folder = Path(name)
        make(folder, 3)
        path = folder / "general" / "a1.md"
        write_article(path, _version(0))
        retriever = MiniLmRetriever(RandomEncoder(), Library.load(folder), thresholds=Thresholds(answer=0.5))
        stop, saved, half = threading.Event(), [0], 0.0
        found: list[list[int]] = [[0, 0] for _ in range(THREADS)]

        def ask(mine: list[int]) -> None:
            while not stop.is_set():
                newest = saved[0]
                told = retriever.search(QUESTION, market=None, channel="web_chat", at=NOW)
                mine[0] += 1
                mine[1] += not (isinstance(told, Answer) and _is_whole(told.match.passage, newest))

        asking = [threading.Thread(target=ask, args=(mine,)) for mine in found]
        for thread in asking:
            thread.start()
        for n in range(1, edits + 1):
            if n % 5:
                write_article(path, _version(n))
            else:
                path.write_bytes(BROKEN[n // 5 % len(BROKEN)])
            retriever.refresh()
            saved[0] = n if n % 5 else saved[0]
            half = _resident_mb() if n == edits // 2 else half
        stop.set()
        for thread in asking:
            thread.join()
        return Told(
            answers=sum(mine[0] for mine in found),
            wrong=sum(mine[1] for mine in found),
            grown_mb=max(0.0, _resident_mb() - half),
        )


def _version(n: int) -> Entry:
    return Entry(title="Edited", questions=[QUESTION, f"number {n}"], body=f"Edit {n} begins. Edit {n} ends.")


def _is_whole(passage: str, newest: int) -> bool:
    words = passage.split()
    return len(words) == 6 and words[1] == words[4] and int(words[1]) >= newest


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
