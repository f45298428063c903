"""What the preview page shows, in step with the files: articles, problems, answers, changes, outcomes."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import numpy as np

from knowledge_base.article import Article
from knowledge_base.check import Ground, check, known_checks
from knowledge_base.collisions import collisions
from knowledge_base.editing.asked import Asked, outcomes
from knowledge_base.editing.asking import ask, told
from knowledge_base.editing.changes import Change, changes
from knowledge_base.editing.history import NoHistory, changed_files, library_at
from knowledge_base.editing.reading_level import grade, hard_passages
from knowledge_base.editing.sayings import Saying, check_sayings, read_sayings
from knowledge_base.embeddings import EmbeddingCache, Encoder
from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.placeholders import FilePlaceholders, fill
from knowledge_base.plain_text import clean, speakable
from knowledge_base.problems import Problem
from knowledge_base.retriever import Answer
from knowledge_base.rule_words import RuleWords


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    library: Library
    problems: tuple[Problem, ...]
    changed: dict[str, str]


class Workshop:
    """Everything behind the page. Methods may be called from several threads."""

    def __init__(
        self, *, articles: Path, root: Path, encoder: Encoder, cache: Path | None, asked: Sequence[Asked] = ()
    ) -> None:
        """`root` holds `bot/domain` and `conversation/words`; `asked` are customers' exported questions."""
        self._root = root
        self._articles = articles
        self._encoder = encoder
        self._folder = cache
        self._vectors = EmbeddingCache(encoder, cache)
        self._placeholders = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
        self._retriever = self._open(Library.load(articles))
        self._outcomes = outcomes(asked)
        self._notes: dict[str, list[str]] = {}
        for one in asked:
            for slug in one.shown if one.note else ():
                self._notes.setdefault(slug, []).append(one.note)
        self._lock = Lock()
        self._comparing = Lock()
        self._changes: tuple[Library, tuple[Change, ...]] | None = None
        self._seen = self._look()

    @property
    def version(self) -> int:
        """Another number whenever a file was saved."""
        return self._version

    _version = 1

    def refresh(self) -> bool:
        """Take up what was saved; True when something was."""
        with self._lock:
            if not self._retriever.refresh():
                return False
            self._seen = self._look()
            self._version += 1
            return True

    def overview(self) -> dict[str, object]:
        """Every article in a line, by topic, and what is wrong with the rest."""
        seen = self._seen
        counted = Counter(problem.file for problem in seen.problems)
        topics: dict[str, list[dict[str, object]]] = {}
        for article in sorted(seen.library.articles.values(), key=lambda one: (one.topic, one.title)):
            topics.setdefault(article.topic, []).append(
                {
                    "slug": article.slug,
                    "title": article.title,
                    "changed": seen.changed.get(article.file),
                    "problems": counted[article.file],
                    "kind": "guide" if article.guide else "notice" if article.notice else "article",
                    "words": " ".join(article.questions).lower(),
                }
            )
        served = {article.file for article in seen.library.articles.values()}
        return {
            "version": self._version,
            "topics": [{"topic": topic, "articles": found} for topic, found in topics.items()],
            "articles": len(served),
            "problems": len(seen.problems),
            "unread": [asdict(problem) for problem in seen.problems if problem.file not in served],
        }

    def article(self, slug: str) -> dict[str, object] | None:
        """Everything about one article, or None."""
        seen = self._seen
        article = seen.library.articles.get(slug)
        if article is None:
            return None
        told_now = self._told(article)
        return {
            "slug": slug,
            "title": article.title,
            "topic": article.topic,
            "file": article.file,
            "changed": seen.changed.get(article.file),
            "lead": told_now[0],
            "spoken": told_now[1],
            "sections": [
                {"heading": one.heading, "blocks": [self._filled(block) for block in one.blocks]}
                for one in article.passages[1:]
            ],
            "links": [{"title": link.title, "url": link.url} for link in article.links],
            "quick_replies": [reply.title for reply in article.quick_replies],
            "grade": grade("\n".join(one.text for one in article.passages)),
            "facts": _facts(article),
            "questions": self._questions(article),
            "tests": [self._test(article, text) for text in article.tests],
            "problems": [asdict(one) for one in seen.problems if one.file == article.file],
            "outcomes": self._outcomes.get(slug, {}),
            "notes": self._notes.get(slug, []),
        }

    def ask(self, question: str, channel: str) -> dict[str, object]:
        """What would be answered, with the closest articles."""
        why = self._retriever.explain(question, market=None, channel=channel, at=datetime.now(UTC))
        kind, which = told(why.decision)
        match = why.decision.match if isinstance(why.decision, Answer) else None
        return {
            "kind": kind,
            "which": list(which),
            "passage": match.passage if match else "",
            "probability": why.probability,
            "ranked": [
                {"slug": slug, "score": score, "nearest": nearest, "text": text}
                for slug, score, nearest, text in why.ranked[:5]
            ],
        }

    def changes(self) -> dict[str, object]:
        """Which questions of changed articles, and held-out ones, are answered otherwise than at HEAD."""
        with self._comparing:
            library = self._seen.library
            if self._changes is None or self._changes[0] is not library:
                try:
                    self._changes = (library, self._compare(library))
                except NoHistory as why:
                    return {"changes": [], "why_not": str(why)}
            return {"changes": [asdict(change) for change in self._changes[1]], "why_not": ""}

    def sayings(self) -> list[dict[str, object]]:
        """The assistant's own words, with what is wrong at each."""
        sayings = read_sayings(self._root)
        wrong: dict[tuple[str, int], list[str]] = {}
        for problem in check_sayings(sayings):
            wrong.setdefault((problem.file, problem.line), []).append(problem.message)
        groups: dict[tuple[str, str], list[Saying]] = {}
        for saying in sayings:
            groups.setdefault((saying.file, saying.name), []).append(saying)
        return [
            {
                "file": file,
                "name": name,
                "wordings": [
                    {"text": one.text, "line": one.line, "problems": wrong.get((file, one.line), [])}
                    for one in group
                ],
            }
            for (file, name), group in groups.items()
        ]

    def _open(self, library: Library) -> MiniLmRetriever:
        return MiniLmRetriever(self._encoder, library, placeholders=self._placeholders, cache=self._folder)

    def _look(self) -> _Seen:
        library = self._retriever.library
        ground = Ground(
            placeholders=self._placeholders.names,
            checks=known_checks(),
            rule_words=RuleWords.load(),
            today=datetime.now(UTC).date(),
        )
        articles = list(library.articles.values())
        found = [*check(library, ground), *hard_passages(articles), *collisions(articles, self._vectors)]
        return _Seen(library=library, problems=tuple(found), changed=changed_files(self._articles))

    def _compare(self, library: Library) -> tuple[Change, ...]:
        touched = set(self._seen.changed)
        if not touched:
            return ()
        with tempfile.TemporaryDirectory() as folder:
            before = library_at(self._articles, "HEAD", Path(folder))
            known: dict[str, str | None] = {}
            for each in (library, before):
                for article in each.articles.values():
                    own = article.questions if article.file in touched else ()
                    for text in (*own, *article.tests):
                        known.setdefault(text, article.slug)
            return changes(known, self._open(before), self._retriever)

    def _told(self, article: Article) -> tuple[list[str], str]:
        lead = article.passages[0]
        blocks = [self._filled(block) for block in lead.blocks]
        return blocks, speakable(self._filled(article.spoken) if article.spoken else " ".join(blocks))

    def _filled(self, text: str) -> str:
        return clean(fill(text, self._placeholders))

    def _questions(self, article: Article) -> list[dict[str, object]]:
        others = [
            (one.slug, text)
            for one in self._seen.library.articles.values()
            if one.slug != article.slug
            for text in one.questions
        ]
        if not (others and article.questions):
            return [
                {"text": text, "line": article.line_of(f"questions[{n}]")}
                for n, text in enumerate(article.questions)
            ]
        cosines = (
            self._vectors.vectors(article.questions) @ self._vectors.vectors([text for _, text in others]).T
        )
        closest = np.argmax(cosines, axis=1)
        return [
            {
                "text": text,
                "line": article.line_of(f"questions[{n}]"),
                "closest": {
                    "slug": others[closest[n]][0],
                    "text": others[closest[n]][1],
                    "cosine": float(cosines[n, closest[n]]),
                },
            }
            for n, text in enumerate(article.questions)
        ]

    def _test(self, article: Article, text: str) -> dict[str, object]:
        kind, which = told(ask(self._retriever, text))
        return {"text": text, "kind": kind, "which": list(which), "reached": article.slug in which}


def _facts(article: Article) -> list[list[str]]:
    rows = [
        ["Owner", article.owner],
        ["Review by", str(article.review_by or "")],
        ["Valid from", str(article.valid_from or "")],
        ["Valid until", str(article.valid_until or "")],
        ["Markets", ", ".join(article.markets)],
        ["Audience", article.audience.value],
        ["Intent", article.intent or ""],
        ["Goes on with", article.follow_up or ""],
    ]
    return [row for row in rows if row[1]]
