"""What the preview page shows, in step with the files: articles, problems, answers, changes, outcomes."""

import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from knowledge_base.article import Article
from knowledge_base.check import Ground, check, known_checks
from knowledge_base.collisions import collisions
from knowledge_base.editing.asking import told
from knowledge_base.editing.changes import Change, changes
from knowledge_base.editing.history import NoHistory, changed_files, changed_lines, library_at
from knowledge_base.editing.reading_level import grade, hard_passages
from knowledge_base.editing.sayings import Saying, check_sayings, read_sayings, sayings_stamp
from knowledge_base.editing.self_test import LeaveOneOut
from knowledge_base.embeddings import EmbeddingCache, Encoder
from knowledge_base.library import Library
from knowledge_base.minilm import PLACEHOLDERS_FILE, MiniLmRetriever
from knowledge_base.placeholders import FilePlaceholders, fill
from knowledge_base.plain_text import clean, speakable
from knowledge_base.preview.customers import Customers
from knowledge_base.problems import Problem
from knowledge_base.retriever import Answer
from knowledge_base.rule_words import RuleWords


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    library: Library
    problems: tuple[Problem, ...]
    changed: dict[str, str]
    left_out: LeaveOneOut


class Workshop:
    """Everything behind the page. Methods may be called from several threads."""

    def __init__(
        self, *, articles: Path, root: Path, encoder: Encoder, cache: Path | None, asked: Path | None = None
    ) -> None:
        """`root` holds `bot/domain` and `conversation/words`; `asked` is a file of customers' questions."""
        self._root = root
        self._articles = articles
        self._encoder = encoder
        self._folder = cache
        self._vectors = EmbeddingCache(encoder, cache)
        self._placeholders = FilePlaceholders.load(PLACEHOLDERS_FILE, with_examples=True)
        self._retriever = self._open(Library.load(articles))
        self._customers = Customers(asked)
        self._words = sayings_stamp(root)
        self._lock = Lock()
        self._comparing = Lock()
        self._changes: tuple[_Seen, Library, tuple[Change, ...]] | None = None
        self._seen = self._look(self._retriever.library)

    @property
    def version(self) -> int:
        """Another number whenever a file was saved."""
        return self._version

    _version = 1

    def refresh(self) -> bool:
        """Show what was saved; True when something was. What would be answered follows with `settle`."""
        with self._lock:
            fresh = self._seen.library.refresh()
            saved = fresh is not self._seen.library
            if saved:
                self._seen = self._look(fresh)
            words, self._words = self._words, sayings_stamp(self._root)
            if self._customers.refresh() or saved or words != self._words:
                self._version += 1
                return True
            return False

    def settle(self) -> bool:
        """Let questions be answered by what was saved; True when that is something new.

        Takes seconds when questions changed: probabilities are learnt anew from them.
        """
        if not self._retriever.refresh():
            return False
        with self._lock:
            self._version += 1
        return True

    def overview(self) -> dict[str, object]:
        """Every article in a line, by topic, and what is wrong with the rest."""
        seen = self._since_commit()
        counted = Counter(problem.file for problem in seen.problems)
        flagged = Counter(flag.article for flag in self._customers.flags)
        topics: dict[str, list[dict[str, object]]] = {}
        for article in sorted(seen.library.articles.values(), key=lambda one: (one.topic, one.title)):
            topics.setdefault(article.topic, []).append(
                {
                    "slug": article.slug,
                    "title": article.title,
                    "changed": seen.changed.get(article.file),
                    "problems": counted[article.file],
                    "flags": flagged[article.slug],
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
            "customers": self._customers.why_not,
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
            "lead_line": article.passages[0].line,
            "spoken": told_now[1],
            "spoken_line": article.line_of("spoken") if article.spoken else 0,
            "sections": [
                {
                    "heading": one.heading,
                    "line": one.line,
                    "blocks": [self._filled(block) for block in one.blocks],
                }
                for one in article.passages[1:]
            ],
            "links": [{"title": link.title, "url": link.url} for link in article.links],
            "quick_replies": [reply.title for reply in article.quick_replies],
            "grade": grade("\n".join(one.text for one in article.passages)),
            "facts": _facts(article),
            "questions": [
                {"line": article.line_of(f"questions[{n}]"), **asdict(standing)}
                for n, standing in enumerate(seen.left_out.of(slug))
            ],
            "tests": [
                {"line": article.line_of(f"tests[{n}]"), **self._test(article, text)}
                for n, text in enumerate(article.tests)
            ],
            "problems": [asdict(one) for one in seen.problems if one.file == article.file],
            "outcomes": self._customers.outcomes.get(slug, {}),
            "flags": [asdict(flag) for flag in self._customers.flags if flag.article == slug],
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
            "spoken": match.spoken if match else "",
            "probability": why.probability,
            "ranked": [
                {"slug": slug, "score": score, "nearest": nearest, "text": text}
                for slug, score, nearest, text in why.ranked[:5]
            ],
        }

    def changes(self) -> dict[str, object]:
        """Changed files with their lines, and which questions are answered otherwise than at HEAD.

        Asked are the questions of changed articles, and the held-out ones of all.
        """
        with self._comparing:
            seen = self._since_commit()
            files = [
                {
                    "file": file,
                    "slug": Path(file).stem if kind != "gone" else "",
                    "kind": kind,
                    "lines": [list(line) for line in changed_lines(self._articles, file)],
                }
                for file, kind in sorted(seen.changed.items())
            ]
            asked = self._retriever.library
            known = self._changes
            if known is None or known[0] is not seen or known[1] is not asked:
                try:
                    known = self._changes = (seen, asked, self._compare(seen))
                except NoHistory as why:
                    return {"files": files, "changes": [], "why_not": str(why)}
            return {"files": files, "changes": [asdict(change) for change in known[2]], "why_not": ""}

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

    def _look(self, library: Library) -> _Seen:
        ground = Ground(
            placeholders=self._placeholders.names,
            checks=known_checks(),
            rule_words=RuleWords.load(),
            today=datetime.now(UTC).date(),
        )
        articles = list(library.articles.values())
        found = [*check(library, ground), *hard_passages(articles), *collisions(articles, self._vectors)]
        return _Seen(
            library=library,
            problems=tuple(found),
            changed=changed_files(self._articles),
            left_out=LeaveOneOut(articles, self._vectors),
        )

    def _since_commit(self) -> _Seen:
        """What is seen now; a commit changes what changed, and no file."""
        changed = changed_files(self._articles)
        with self._lock:
            if changed != self._seen.changed:
                self._seen = replace(self._seen, changed=changed)
            return self._seen

    def _compare(self, seen: _Seen) -> tuple[Change, ...]:
        library, touched = seen.library, set(seen.changed)
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

    def _test(self, article: Article, text: str) -> dict[str, object]:
        why = self._retriever.explain(text, market=None, channel="web_chat", at=datetime.now(UTC))
        kind, which = told(why.decision)
        ranked = [slug for slug, *_ in why.ranked]
        return {
            "text": text,
            "kind": kind,
            "which": list(which),
            "reached": article.slug in which,
            "rank": ranked.index(article.slug) + 1 if article.slug in ranked else None,
            "probability": why.probability,
        }


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
