"""`python -m knowledge_base evaluate`: reads, asks, reports."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.evaluation.queries import QueriesRefused, read_queries
from knowledge_base.evaluation.report import summary, table, write_predictions
from knowledge_base.evaluation.run import ask_bm25, ask_max_cosine, ask_retriever
from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.placeholders import FilePlaceholders
from knowledge_base.problems import Severity
from sentence_encoder import SentenceEncoder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `evaluate` can be told beside the folders."""
    parser.add_argument("--queries", type=Path, required=True, help="JSON lines of text, article, group")
    parser.add_argument("--predictions", type=Path, help="write a line per question here")
    parser.add_argument("--channel", default="web_chat", choices=["web_chat", "voice", "sms", "rest"])
    parser.add_argument("--market", default=None)


def evaluate(asked: argparse.Namespace) -> int:
    """Measure the retriever on a folder of articles. Raises KnowledgeBaseError or EncoderUnavailable."""
    library = Library.load(asked.articles, to_measure=True)
    left_out = set()
    for problem in library.problems:
        slug = Path(problem.file).stem
        if problem.severity is Severity.BROKEN and slug not in library.articles:
            print(f"left out: {problem}", file=sys.stderr)
            left_out.add(slug)
    if not library.articles:
        raise QueriesRefused(f"{asked.articles}: no article in it; they lie in <topic>/<slug>.md")
    # What a broken file would have answered counts as missed.
    queries = read_queries(asked.queries, {*library.articles, *left_out})
    encoder = SentenceEncoder.load(asked.encoder)
    retriever = MiniLmRetriever(
        encoder,
        library,
        placeholders=FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True),
        cache=asked.cache,
    )
    found = ask_retriever(
        retriever, queries, market=asked.market, channel=asked.channel, at=datetime.now(UTC)
    )
    plain = {
        "BM25": ask_bm25(library, queries),
        "max cosine": ask_max_cosine(library, queries, EmbeddingCache(encoder, None)),
    }
    sentences = sum(1 + len(article.questions) for article in library.articles.values())
    said = summary(found, plain, articles=len(library.articles), sentences=sentences)
    if asked.predictions:
        try:
            write_predictions(found, asked.predictions)
        except OSError as error:
            raise QueriesRefused(f"{asked.predictions}: cannot be written: {error}") from error
    print(said.as_json() if asked.json else table(said))
    return 0
