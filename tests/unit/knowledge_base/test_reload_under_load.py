"""Edits, broken ones among them, while questions arrive: each answer is one whole version that was saved."""

import re
import threading
import tracemalloc

from knowledge_base import Answer, Library
from tests.unit.knowledge_base.test_retriever import NOW, OPEN, MiniLmRetriever

EDITS = 60
QUESTIONS = ["how do i pay my bill", "pay by card", "settle my bill"]


def version(article, n):
    body = f"Version {n} begins here. Version {n} ends here."
    return article("Paying the bill", QUESTIONS, body)


def test_no_answer_is_wrong_torn_or_missing(encoder, write, article):
    write("payments/pay", version(article, 0))
    folder = write("network/signal", article("No signal", ["my phone has no signal", "no bars here"]))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN)
    saved, stop, told = [0], threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            newest = saved[-1]
            decision = retriever.search(QUESTIONS[0], market=None, channel="web_chat", at=NOW)
            told.append((decision, newest))

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    try:
        for n in range(1, EDITS + 1):
            broken = n % 5 == 0
            write("payments/pay", "---\ntitle: [\n---\n" if broken else version(article, n))
            retriever.refresh()
            if not broken:
                saved.append(n)
    finally:
        stop.set()
        for thread in asking:
            thread.join()
    assert told
    for decision, newest in told:
        assert isinstance(decision, Answer)
        versions = {int(n) for n in re.findall(r"Version (\d+)", decision.match.passage)}
        assert len(versions) == 1
        assert versions.pop() >= newest
    last = retriever.search(QUESTIONS[0], market=None, channel="web_chat", at=NOW)
    assert f"Version {saved[-1]} " in last.match.passage


def test_a_long_life_of_edits_does_not_grow_memory(encoder, write, article):
    folder = write("payments/pay", version(article, 0))
    retriever = MiniLmRetriever(encoder, Library.load(folder), thresholds=OPEN)

    def edit(count: int) -> int:
        for n in range(count):
            text = version(article, n).replace("settle my bill", f"settle my bill {n % 7}")
            write("payments/pay", text)
            retriever.refresh()
        return tracemalloc.get_traced_memory()[0]

    encoder.encoded.clear()
    tracemalloc.start()
    try:
        settled = edit(60)
        encoder.encoded.clear()
        grown = edit(120) - settled
    finally:
        tracemalloc.stop()
    assert grown < 2_000_000
