"""What an editor should put right before an edit goes live: everything that needs no model."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from knowledge_base.article import Article, Passage
from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.guide_parse import unknown_checks
from knowledge_base.guides import GUIDE_PREFIX, Guide, StepResult
from knowledge_base.library import Library
from knowledge_base.markets import Markets
from knowledge_base.misplaced import misplaced
from knowledge_base.placeholders import PLACEHOLDER, malformed_in, names_in
from knowledge_base.plain_text import sentences, speakable
from knowledge_base.problems import Problem, Severity, WordsUnavailable
from knowledge_base.rule_words import RuleWords, normalised

FEWEST_QUESTIONS = 8
FEWEST_CUSTOMERS_WORDS = 5
LONGEST_SPOKEN = 260
LONGEST_SENTENCE_WORDS = 32
LONGEST_QUICK_REPLY = 40
SOON = timedelta(days=30)
_FIGURE = (
    r"(?:\d[\d,.]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|sixty|seventy|eighty|ninety|(?:a )?hundred))"
)
_OWN_NUMBER = re.compile(
    rf"\$ ?\d[\d,.]*|\b{_FIGURE}[ -]?(?:%|(?:percent|per cent|dollars?|cents?)\b)", re.IGNORECASE
)
"""What a price or a share looks like that somebody has to change by hand."""

CHECKS_FILE = Path(__file__).with_name("checks.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What articles are checked against."""

    placeholders: frozenset[str]
    checks: frozenset[str]
    rule_words: RuleWords
    today: date
    markets: frozenset[str] = field(default_factory=lambda: Markets.load().names)


def known_checks(path: Path = CHECKS_FILE) -> frozenset[str]:
    """The names of the checks a guide may use.

    Raises WordsUnavailable when the file is missing or broken.
    """
    try:
        names, _ = read_mapping(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, FrontMatterError) as error:
        raise WordsUnavailable(f"{path}: {error}") from error
    return frozenset(names)


def check(library: Library, ground: Ground) -> tuple[Problem, ...]:
    """Every problem of the library, by file and line."""
    found = [*library.problems, *misplaced(library)]
    for article in library.articles.values():
        found += _questions(article, ground.rule_words)
        found += _dates(article, ground.today)
        found += _markets(article, ground.markets)
        found += _placeholders(article, ground.placeholders)
        found += _numbers(article)
        found += _references(article, library.articles)
        found += _wording(article)
    for guide in library.guides.values():
        found += _guide(guide, library, ground)
    found += _same_questions(library.articles.values())
    return tuple(sorted(set(found), key=lambda problem: (problem.file, problem.line, problem.code)))


def _problem(
    article: Article, path: str, code: str, message: str, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(
        file=article.file, line=article.line_of(path), code=code, message=message, severity=severity
    )


def _questions(article: Article, rules: RuleWords) -> Iterator[Problem]:
    if len(article.questions) < FEWEST_QUESTIONS:
        yield _problem(
            article,
            "questions",
            "few_questions",
            f"{len(article.questions)} questions; at least {FEWEST_QUESTIONS} are needed",
        )
    own = sum(rules.is_customers_words(question) for question in article.questions)
    if own < FEWEST_CUSTOMERS_WORDS:
        yield _problem(
            article,
            "questions",
            "few_customers_words",
            f"{own} questions in customers' words; at least {FEWEST_CUSTOMERS_WORDS} are needed "
            "(what happened to them, as they would write it)",
        )
    for path, texts in (("questions", article.questions), ("tests", article.tests)):
        for n, text in enumerate(texts):
            reason = rules.reason(text)
            if reason:
                message = f"`{text}` goes straight to a person ({reason}), so this article never answers it"
                yield _problem(article, f"{path}[{n}]", "rule_words", message)
    indexed = {normalised(question): n for n, question in enumerate(article.questions)}
    for n, test in enumerate(article.tests):
        if normalised(test) in indexed:
            yield _problem(
                article, f"tests[{n}]", "test_indexed", f"`{test}` is also a question, so it tests nothing"
            )


def _dates(article: Article, today: date) -> Iterator[Problem]:
    if article.valid_until and article.valid_until < today:
        yield _problem(
            article,
            "valid_until",
            "expired",
            f"expired on {article.valid_until}; it is not told any more",
            Severity.WARNING if article.notice else Severity.ERROR,
        )
    elif article.valid_until and article.valid_until < today + SOON:
        yield _problem(
            article, "valid_until", "expires_soon", f"expires on {article.valid_until}", Severity.WARNING
        )
    if article.review_by and article.review_by < today:
        yield _problem(
            article, "review_by", "review_due", f"was to be reviewed by {article.review_by}", Severity.WARNING
        )
    elif article.review_by and article.review_by < today + SOON:
        yield _problem(
            article, "review_by", "review_soon", f"is to be reviewed by {article.review_by}", Severity.WARNING
        )
    if not article.owner:
        yield _problem(article, "owner", "no_owner", "nobody owns this article", Severity.WARNING)


def _markets(article: Article, known: frozenset[str]) -> Iterator[Problem]:
    for market in article.markets:
        if market not in known:
            message = f"`{market}` is no market of desk/data/organisation/markets.yml, so nobody is told this"
            yield _problem(article, "markets", "unknown_market", message)


def _told(article: Article) -> Iterator[tuple[int, str]]:
    yield article.line_of("title"), article.title
    if article.spoken:
        yield article.line_of("spoken"), article.spoken
    for passage in article.passages:
        for block in passage.blocks:
            yield passage.line, block


def _placeholders(article: Article, known: frozenset[str]) -> Iterator[Problem]:
    for line, text in _told(article):
        wrong = [f"nobody fills the placeholder `{name}`" for name in names_in(text) if name not in known]
        wrong += [f"`{braces[:40]}` is no placeholder" for braces in malformed_in(text)]
        for message in wrong:
            yield Problem(file=article.file, line=line, code="placeholder", message=message)


def _numbers(article: Article) -> Iterator[Problem]:
    for line, text in _told(article):
        for number in _OWN_NUMBER.findall(PLACEHOLDER.sub("", text)):
            message = f"`{number}` is written out: use a placeholder, so that it changes everywhere at once"
            yield Problem(
                file=article.file, line=line, code="number", message=message, severity=Severity.WARNING
            )


def _references(article: Article, articles: Mapping[str, Article]) -> Iterator[Problem]:
    pointed = [("follow_up", article.follow_up)] if article.follow_up else []
    pointed += [
        (f"not_for[{n}]", refused.instead) for n, refused in enumerate(article.not_for) if refused.instead
    ]
    pointed += [
        ("links", link.url.removeprefix("article:"))
        for link in article.links
        if link.url.startswith("article:")
    ]
    for path, slug in pointed:
        if slug not in articles:
            yield _problem(article, path, "dead_link", f"there is no article `{slug}`")
        elif slug == article.slug:
            yield _problem(article, path, "self_link", "the article points at itself")


def _wording(article: Article) -> Iterator[Problem]:
    lead = article.passages[0]
    if lead.heading:
        yield Problem(
            file=article.file,
            line=lead.line,
            code="no_short_answer",
            message="the short answer must come first",
        )
    for passage in article.passages:
        yield from _long_sentences(article, passage)
    said = PLACEHOLDER.sub("10", article.spoken or "")
    spoken = said or " ".join(sentences(speakable(PLACEHOLDER.sub("10", lead.text)))[:2])
    if speakable(said) != said:
        yield _problem(
            article, "spoken", "not_speakable", "the spoken variant holds a URL, brackets or list marks"
        )
    if len(spoken) > LONGEST_SPOKEN:
        yield _problem(
            article,
            "spoken",
            "spoken_long",
            f"what is said has {len(spoken)} characters; at most {LONGEST_SPOKEN}",
            Severity.ERROR if article.spoken else Severity.WARNING,
        )
    if len(sentences(said)) > 2:
        yield _problem(article, "spoken", "spoken_long", "at most two sentences are said at once")
    for n, reply in enumerate(article.quick_replies):
        if len(reply.title) > LONGEST_QUICK_REPLY:
            yield _problem(article, f"quick_replies[{n}]", "quick_reply_long", f"`{reply.title}` is too long")


def _long_sentences(article: Article, passage: Passage) -> Iterator[Problem]:
    for block in passage.blocks:
        for sentence in sentences(block):
            words = len(sentence.split())
            if words > LONGEST_SENTENCE_WORDS:
                yield Problem(
                    file=article.file,
                    line=passage.line,
                    code="long_sentence",
                    message=f"a sentence of {words} words: `{sentence[:50]}…`",
                    severity=Severity.WARNING,
                )


def _guide(guide: Guide, library: Library, ground: Ground) -> Iterator[Problem]:
    file = library.articles[guide.slug].file
    for step, name in unknown_checks(guide, ground.checks):
        yield Problem(file=file, line=step.line, code="unknown_check", message=f"there is no check `{name}`")
    for step in guide.steps:
        for target in {step.target(result) for result in StepResult}:
            other = target.removeprefix(GUIDE_PREFIX)
            if target.startswith(GUIDE_PREFIX) and other not in library.guides:
                yield Problem(
                    file=file, line=step.line, code="dead_link", message=f"there is no guide `{other}`"
                )
        for words in (step.spoken, step.where.iphone, step.where.android):
            if speakable(words) != words:
                yield Problem(
                    file=file, line=step.line, code="not_speakable", message=f"cannot be said: `{words[:50]}`"
                )
        if len(step.spoken) > LONGEST_SPOKEN or len(sentences(step.spoken)) > 2:
            yield Problem(
                file=file,
                line=step.line,
                code="spoken_long",
                message="at most two short sentences are said at once",
            )


def _same_questions(articles: Iterable[Article]) -> Iterator[Problem]:
    first: dict[str, tuple[Article, int]] = {}
    for article in articles:
        for n, question in enumerate(article.questions):
            key = normalised(question)
            if key in first:
                other, theirs = first[key]
                same = other.slug == article.slug
                line = other.line_of(f"questions[{theirs}]")
                where = f"line {line}" if same else f"{other.file}:{line} as `{other.questions[theirs]}`"
                yield _problem(
                    article,
                    f"questions[{n}]",
                    "same_question",
                    f"`{question}` also stands in {where}",
                    Severity.WARNING if same else Severity.ERROR,
                )
            else:
                first[key] = (article, n)
