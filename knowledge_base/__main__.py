"""The editors' commands: `python -m knowledge_base check | ask | diff | test | gaps | new | evaluate …`.

Exit codes: 0 all well, 1 `check`, `diff` or `test` found something to put right, 2 the command or its files
cannot be used.
"""

import argparse
import dataclasses
import json
import os
import sys
import webbrowser
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from aiohttp import web

from knowledge_base.check import Ground, check, known_checks
from knowledge_base.collisions import collisions
from knowledge_base.editing import commands as editing
from knowledge_base.editing.reach import unreachable
from knowledge_base.editing.reading_level import hard_passages
from knowledge_base.editing.sayings import check_sayings, read_sayings
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.evaluation.command import add_arguments, evaluate
from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, Explanation, MiniLmRetriever
from knowledge_base.opening import ARTICLES, open_retriever
from knowledge_base.placeholders import FilePlaceholders
from knowledge_base.preview.server import create_app
from knowledge_base.preview.workshop import Workshop
from knowledge_base.problems import KnowledgeBaseError, Problem, Severity
from knowledge_base.retriever import Answer, DidYouMean, HonestNo, Person
from knowledge_base.rule_words import RuleWords
from sentence_encoder import EncoderUnavailable, SentenceEncoder

ENCODER = Path("models/sentence_encoder")
CACHE = Path("var/embeddings")
ROOT = Path(__file__).parents[1]
"""With `bot/domain` and `conversation/words`, whose sayings are checked beside our articles."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    asked = _parser().parse_args(arguments)
    commands = {
        "check": _check,
        "ask": _ask,
        "questions": _questions,
        "evaluate": evaluate,
        "preview": _preview,
        **editing.run(),
    }
    try:
        code = commands[asked.command](asked)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough: `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KnowledgeBaseError, EncoderUnavailable) as error:
        print(error, file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description="The editors' commands.")
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--articles", type=Path, default=ARTICLES, help="folder of <topic>/<slug>.md")
    shared.add_argument("--encoder", type=Path, default=ENCODER, help="folder of the sentence model")
    shared.add_argument("--cache", type=Path, default=CACHE, help="folder for vectors")
    shared.add_argument("--json", action="store_true", help="for machines")
    checking = commands.add_parser("check", parents=[shared], help="find what has to be put right")
    checking.add_argument(
        "--today", type=date.fromisoformat, default=None, help="judge dates as of 2026-07-20"
    )
    checking.add_argument("--fast", action="store_true", help="do not compare questions by meaning")
    checking.add_argument("--articles-only", action="store_true", help="leave the assistant's own words out")
    asking = commands.add_parser("ask", parents=[shared], help="what would be answered, and why")
    asking.add_argument("question")
    asking.add_argument("--channel", default="web_chat", choices=["web_chat", "voice", "sms", "rest"])
    asking.add_argument("--market", default=None)
    asking.add_argument("--at", type=datetime.fromisoformat, default=None, help="2026-07-20T12:00:00+00:00")
    commands.add_parser("questions", parents=[shared], help="every indexed question")
    editing.add(commands, shared)
    evaluating = commands.add_parser("evaluate", parents=[shared], help="measure the retriever on questions")
    add_arguments(evaluating)
    showing = commands.add_parser("preview", parents=[shared], help="open the preview page on this machine")
    showing.add_argument("--port", type=int, default=8095)
    showing.add_argument(
        "--questions", type=Path, help="customers' questions (JSONL), for outcomes per article"
    )
    showing.add_argument("--no-browser", action="store_true", help="only say where it is")
    return parser


def _check(asked: argparse.Namespace) -> int:
    library = Library.load(asked.articles)
    ground = Ground(
        placeholders=FilePlaceholders.load(PLACEHOLDERS_FILE).names,
        checks=known_checks(),
        rule_words=RuleWords.load(),
        today=asked.today or datetime.now(UTC).date(),
    )
    found = [*check(library, ground), *hard_passages(library.articles.values())]
    compared = not asked.fast
    if compared:
        try:
            encoder = SentenceEncoder.load(asked.encoder)
        except EncoderUnavailable as error:
            compared = False
            print(f"Questions were not compared by meaning: {error}", file=sys.stderr)
        else:
            found += collisions(list(library.articles.values()), EmbeddingCache(encoder, asked.cache))
            examples = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
            found += unreachable(
                library, MiniLmRetriever(encoder, library, placeholders=examples, cache=asked.cache)
            )
    if asked.articles == ARTICLES and not asked.articles_only:
        found += check_sayings(read_sayings(ROOT))
    refused = any(problem.severity is not Severity.WARNING for problem in found)
    _print_check(library, found, compared=compared, as_json=asked.json)
    return 1 if refused else 0


def _print_check(library: Library, found: list[Problem], *, compared: bool, as_json: bool) -> None:
    counted = Counter(problem.severity for problem in found)
    if as_json:
        summary = {
            "articles": len(library.articles),
            "guides": len(library.guides),
            "compared_by_meaning": compared,
            "counts": {str(severity): counted[severity] for severity in Severity},
            "problems": [dataclasses.asdict(problem) for problem in found],
        }
        print(json.dumps(summary, indent=2, ensure_ascii=False))
        return
    for problem in found:
        print(problem)
    told = ", ".join(f"{counted[severity]} {severity}" for severity in Severity)
    print(f"{len(library.articles)} articles, {len(library.guides)} of them guides: {told}")


def _ask(asked: argparse.Namespace) -> int:
    examples = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
    retriever = open_retriever(
        articles=asked.articles, encoder=asked.encoder, cache=asked.cache, carrier_values=examples
    )
    at = asked.at or datetime.now(UTC)
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    why = retriever.explain(asked.question, market=asked.market, channel=asked.channel, at=at)
    if asked.json:
        told = {"kind": type(why.decision).__name__, **dataclasses.asdict(why)}
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        _print_decision(why)
    return 0


def _print_decision(why: Explanation) -> None:
    decision = why.decision
    match decision:
        case Answer(match=told):
            links = "".join(f"\n  link: {link.title} <{link.url}>" for link in told.links)
            print(f"ANSWER  {told.topic}/{told.slug}  {told.title}\n\n{told.passage}\n{links}")
            print(f"  spoken: {told.spoken}")
        case DidYouMean(matches=matches):
            print("DID YOU MEAN", *(f"  - {one.title}  ({one.slug})" for one in matches), sep="\n")
        case HonestNo(gap=gap):
            print("HONEST NO", f"  known gap: {gap or 'none'}")
        case Person(reason=reason):
            print(f"PERSON  {reason}")
    print(f"\nprobability that the best article is right: {why.probability:.2f}")
    for slug, score, nearest, text in why.ranked:
        print(f"  {score:.2f}  {nearest:.2f}  {slug:24} {text}")
    if why.gap:
        print(f"  closest known gap: {why.gap[0]} {why.gap[1]:.2f}")


def _preview(asked: argparse.Namespace) -> int:
    workshop = Workshop(
        articles=asked.articles,
        root=ROOT,
        encoder=SentenceEncoder.load(asked.encoder),
        cache=asked.cache,
        asked=asked.questions,
    )
    address = f"http://127.0.0.1:{asked.port}/"
    print(f"The preview is at {address} (Ctrl-C ends it)")
    if not asked.no_browser:
        webbrowser.open(address)
    web.run_app(create_app(workshop), host="127.0.0.1", port=asked.port, print=None)
    return 0


def _questions(asked: argparse.Namespace) -> int:
    library = Library.load(asked.articles)
    rows = [
        {"slug": article.slug, "topic": article.topic, "intent": article.intent_of(text), "text": text}
        for article in library.articles.values()
        for text in article.questions
    ]
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{row['topic']}/{row['slug']}\t{row['text']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
