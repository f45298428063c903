"""`python -m knowledge_base diff | test | gaps | new | preview`: parsing, running, printing."""

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from knowledge_base.editing.asked import read_asked
from knowledge_base.editing.changes import Change, changes, known_questions
from knowledge_base.editing.drafts import Draft
from knowledge_base.editing.gaps import Cluster, Flag, draft_of, flags, gaps, write_drafts
from knowledge_base.editing.history import library_at
from knowledge_base.editing.progress import Progress
from knowledge_base.editing.self_test import Report, self_test
from knowledge_base.embeddings import EmbeddingCache
from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.parse import SLUG, TO_FILL, TOPICS
from knowledge_base.placeholders import FilePlaceholders
from sentence_encoder import SentenceEncoder

MOST_SHOWN = 8
MOST_WEAK = 20

Command = Callable[[argparse.Namespace], int]


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: argparse.ArgumentParser
) -> None:
    """Add the sub-commands to the editors' command line."""
    comparing = commands.add_parser(
        "diff", parents=[shared], help="which known questions change their answer since a commit"
    )
    comparing.add_argument("revision", nargs="?", default="HEAD", help="a commit, a branch or a tag")
    comparing.add_argument("--questions", type=Path, help="customers' questions to compare too (JSONL)")
    testing = commands.add_parser("test", parents=[shared], help="do the articles find themselves?")
    testing.add_argument("--wrong", type=int, default=0, help="held-out questions that may be answered wrong")
    finding = commands.add_parser("gaps", parents=[shared], help="what customers ask and nobody answers")
    finding.add_argument("questions", type=Path, help="from `python -m front_door export-questions`")
    finding.add_argument("--fewest", type=int, default=2, help="questions a cluster needs")
    finding.add_argument("--drafts", type=Path, help="write an article to fill in for each, into this folder")
    making = commands.add_parser("new", parents=[shared], help="begin an article: new billing/late-fee")
    making.add_argument("name", help="<topic>/<slug>")
    making.add_argument("--title", default="")
    making.add_argument("--notice", action="store_true", help="a known problem, with an end")


def run() -> Mapping[str, Command]:
    """The sub-commands by name."""
    return {"diff": _diff, "test": _test, "gaps": _gaps, "new": _new}


def _retriever(library: Library, encoder: SentenceEncoder, cache: Path | None) -> MiniLmRetriever:
    examples = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
    return MiniLmRetriever(encoder, library, placeholders=examples, cache=cache)


def _diff(asked: argparse.Namespace) -> int:
    encoder = SentenceEncoder.load(asked.encoder)
    now = Library.load(asked.articles)
    more = [one.question for one in read_asked(asked.questions)] if asked.questions else []
    with tempfile.TemporaryDirectory() as folder:
        before = library_at(asked.articles, asked.revision, Path(folder))
        found = changes(
            known_questions(now, before, more=more),
            _retriever(before, encoder, asked.cache),
            _retriever(now, encoder, asked.cache),
            step=Progress("Asking both"),
        )
    lost = [change for change in found if change.better is False]
    if asked.json:
        print(
            json.dumps({"since": asked.revision, "changes": [dataclasses.asdict(c) for c in found]}, indent=2)
        )
    else:
        for change in found:
            print(_change(change))
        words = sum(change.only_words for change in found)
        unsure = sum(change.only_sure for change in lost)
        by_sureness = (
            f" ({unsure} of them still closest to the same article, but less sure)" if unsure else ""
        )
        print(f"{len(found)} questions change: {len(lost)} lost{by_sureness}, {words} in their words only.")
    return 1 if lost else 0


def _change(change: Change) -> str:
    mark = {True: "better", False: "LOST  ", None: "words " if change.only_words else "other "}[change.better]
    end = "other words" if change.only_words else f"now {change.after}"
    if change.only_sure:
        end += " (the same article is closest)"
    return f"{mark}  `{change.question}`\n        was {change.before}; {end}"


def _test(asked: argparse.Namespace) -> int:
    encoder = SentenceEncoder.load(asked.encoder)
    library = Library.load(asked.articles)
    retriever = _retriever(library, encoder, asked.cache)
    report = self_test(library, retriever, EmbeddingCache(encoder, asked.cache), step=Progress("Asking"))
    if asked.json:
        print(json.dumps(dataclasses.asdict(report), indent=2, ensure_ascii=False))
    else:
        print_report(report)
    return 1 if report.wrong > asked.wrong else 0


def print_report(report: Report) -> None:
    """Wrong and missed first, then the worst of what is weak."""
    for missed in sorted(report.missed, key=lambda one: not one.wrong):
        how = "WRONG " if missed.wrong else "missed"
        print(f"{how}  {missed.slug}: `{missed.question}` -> {missed.decision}")
    for weak in report.weak[:MOST_WEAK]:
        print(
            f"weak    {weak.slug}: `{weak.question}` leans on `{weak.nearest}` "
            f"of {weak.instead} ({weak.cosine:.2f})"
        )
    if len(report.weak) > MOST_WEAK:
        print(f"        and {len(report.weak) - MOST_WEAK} more that lean less: --json names all")
    right = report.questions - len(report.weak)
    offered = report.tests - len(report.missed)
    print(f"each question left out once: {right} of {report.questions} still find their article")
    print(
        f"held-out: {offered} of {report.tests} reach theirs, {report.answered} at once, {report.wrong} wrong"
    )


def _gaps(asked: argparse.Namespace) -> int:
    encoder = SentenceEncoder.load(asked.encoder)
    library = Library.load(asked.articles)
    questions = read_asked(asked.questions)
    retriever = _retriever(library, encoder, asked.cache)
    found = gaps(questions, retriever, EmbeddingCache(encoder, asked.cache), fewest=asked.fewest)
    told = flags(questions)
    written = write_drafts(found, library, asked.drafts) if asked.drafts else ()
    if asked.json:
        print(
            json.dumps(
                {
                    "clusters": [
                        {**dataclasses.asdict(c), "draft": draft_of(c, library).text()} for c in found
                    ],
                    "flags": [dataclasses.asdict(flag) for flag in told],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
        return 0
    for cluster in found:
        _print_cluster(cluster)
    for flag in told:
        print(_flagged(flag, library))
    for path in written:
        print(f"draft written: {path}")
    print(f"{len(found)} gaps in {len(questions)} questions, {len(told)} articles flagged by agents.")
    return 0


def _flagged(flag: Flag, library: Library) -> str:
    article = library.articles.get(flag.article)
    where = article.file if article else f"{flag.article} (no such article now)"
    conversation = f"conversation {flag.reference}" if flag.reference else ""
    when = ", ".join(part for part in (flag.at[:10], conversation) if part)
    return f"FLAGGED  {where}: {flag.note}\n      {when}"


def _print_cluster(cluster: Cluster) -> None:
    state = f" (answered by {cluster.near[0]} today)" if cluster.answered_today else ""
    print(f"{len(cluster.questions):4}  {cluster.name}{state}")
    for one in cluster.questions[1:MOST_SHOWN]:
        print(f"      {one.question}  [{one.outcome}]")
    if cluster.near and not cluster.answered_today:
        print(f"      closest: {', '.join(cluster.near)}")


def _new(asked: argparse.Namespace) -> int:
    topic, _, slug = asked.name.partition("/")
    if topic not in TOPICS or not SLUG.fullmatch(slug):
        print(f"the name is <topic>/<slug>, the topic one of: {', '.join(TOPICS)}", file=sys.stderr)
        return 2
    taken = Library.load(asked.articles).articles.get(slug)
    path = asked.articles / topic / f"{slug}.md"
    if taken or path.exists():
        print(f"{taken.file if taken else path} exists already", file=sys.stderr)
        return 2
    title = asked.title or slug.replace("-", " ").capitalize()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Draft(topic=topic, slug=slug, title=title).text(notice=asked.notice), encoding="utf-8")
    print(f"{path}: fill in what says {TO_FILL}, then `python -m knowledge_base check`")
    return 0
