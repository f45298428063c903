"""`make bench NAME=suggestions`: are the articles beside a conversation few, and is the right one among them?

Each held-out question of customers is taken as the newest turn of a conversation. The peer shows the three
closest articles whatever they are.

Options: --questions FILE (lines of `{text, article or null}`; the carrier's own held-out set), --tests (the
articles' own held-out tests instead, on which the thresholds were chosen).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.report import Metric, report
from knowledge_base.article import Audience
from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.opening import ARTICLES
from knowledge_base.placeholders import FilePlaceholders
from knowledge_base.suggest import MOST, suggest
from sentence_encoder import SentenceEncoder

QUESTIONS = Path("tests/data/carrier_queries.jsonl")
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
Asked = tuple[str, str | None]
Cards = list[tuple[str, ...]]


def main() -> int:
    """Ask everything both ways."""
    parser = argparse.ArgumentParser(prog="python -m bench.suggestions")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--tests", action="store_true")
    chosen = parser.parse_args()
    library = Library.load(ARTICLES)
    examples = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
    encoder = SentenceEncoder.load(Path("models/sentence_encoder"))
    retriever = MiniLmRetriever(encoder, library, placeholders=examples, cache=Path("var/embeddings"))
    asked = _tests(library) if chosen.tests else _read(chosen.questions)
    began = time.process_time()
    ours = [_cards(retriever, text) for text, _ in asked]
    spent = (time.process_time() - began) / len(asked)
    peer = [_closest(retriever, text) for text, _ in asked]
    rows = [*_rows(asked, ours, peer), Metric(metric="one question", unit="CPU-ms", ours=spent * 1000)]
    return report("suggestions", rows, notes=[f"{len(asked)} questions, {len(library.articles)} articles"])


def _read(path: Path) -> list[Asked]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(line["text"], line["article"]) for line in lines]


def _tests(library: Library) -> list[Asked]:
    return [(text, article.slug) for article in library.articles.values() for text in article.tests]


def _cards(retriever: MiniLmRetriever, text: str) -> tuple[str, ...]:
    found = suggest(retriever, [text], market=None, channel="web_chat", at=NOW)
    return tuple(one.article.slug for one in found)


def _closest(retriever: MiniLmRetriever, text: str) -> tuple[str, ...]:
    why = retriever.explain(text, market=None, channel="web_chat", at=NOW, audience=Audience.EVERYONE)
    return tuple(match.slug for match in why.matches[:MOST])


def _rows(asked: Sequence[Asked], ours: Cards, peer: Cards) -> list[Metric]:
    measures = {
        "the right article is shown": _right,
        "articles shown that are the right one": _relevant,
        "nothing shown where nothing is right": _silent,
    }
    rows = [
        Metric(metric=name, unit="%", ours=measure(asked, ours), peer=measure(asked, peer))
        for name, measure in measures.items()
    ]
    shown = [[len(cards) for cards in way if cards] for way in (ours, peer)]
    per_turn = [sum(counts) / max(1, len(counts)) for counts in shown]
    return [*rows, Metric(metric="articles when any", unit="", ours=per_turn[0], peer=per_turn[1])]


def _right(asked: Sequence[Asked], cards: Cards) -> float | None:
    found = [article in shown for (_, article), shown in zip(asked, cards, strict=True) if article]
    return _percent(sum(found), len(found))


def _relevant(asked: Sequence[Asked], cards: Cards) -> float | None:
    found = [one == article for (_, article), shown in zip(asked, cards, strict=True) for one in shown]
    return _percent(sum(found), len(found))


def _silent(asked: Sequence[Asked], cards: Cards) -> float | None:
    found = [not shown for (_, article), shown in zip(asked, cards, strict=True) if article is None]
    return _percent(sum(found), len(found))


def _percent(count: int, of: int) -> float | None:
    return 100 * count / of if of else None


if __name__ == "__main__":
    sys.exit(main())
