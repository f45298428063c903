"""All articles and guides of a folder, as one snapshot that is never half new.

`refresh` looks at the files again and gives a new snapshot; a file that is broken now keeps its last good
version and stands in `problems`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge_base.article import Article
from knowledge_base.folder import GAPS_FILE, Contents, Stamp, look_into, stamp
from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.guides import Guide
from knowledge_base.parse import Parsed, parse
from knowledge_base.problems import Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Questions that are refused on purpose, because no article answers them."""

    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    stamp: Stamp
    parsed: Parsed
    """As the file is now."""
    good: Parsed
    """The newest version that could be read; equal to `parsed` when that is one."""
    digest: str
    """Of the text of that version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A snapshot of a folder."""

    folder: Path
    articles: Mapping[str, Article]
    guides: Mapping[str, Guide]
    gaps: tuple[Gap, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    """What lies in the folder and is no article, as in `Contents`."""
    _files: Mapping[str, _File] = field(repr=False)
    _gaps_stamp: Stamp | None = field(repr=False)

    @classmethod
    def load(cls, folder: Path, *, to_measure: bool = False) -> "Library":
        """Read `<folder>/<topic>/<slug>.md` and `<folder>/known_gaps.yml`; `to_measure` as in `parse`.

        Raises LibraryUnavailable when the folder cannot be read; a broken file never does.
        """
        return _snapshot(folder, {}, (), look_into(folder), to_measure=to_measure)

    def refresh(self) -> "Library":
        """This snapshot when no file has changed, else a new one.

        Raises LibraryUnavailable when the folder is gone; this snapshot stays good.
        """
        now = look_into(self.folder)
        known = Contents(stamps={name: file.stamp for name, file in self._files.items()}, unread=self.unread)
        if now == known and stamp(self.folder / GAPS_FILE) == self._gaps_stamp:
            return self
        return _snapshot(self.folder, self._files, self.gaps, now)

    @property
    def version(self) -> str:
        """Twelve hex digits that change with the words of any article that is served."""
        served = "".join(f"{name} {file.digest}\n" for name, file in sorted(self._files.items()))
        return hashlib.blake2b(served.encode(), digest_size=6).hexdigest()

    @property
    def markets(self) -> frozenset[str]:
        """Markets that some article is for alone."""
        return frozenset(market for article in self.articles.values() for market in article.markets)

    def guide(self, slug: str) -> Guide | None:
        """A guide by `slug` or `topic/slug`."""
        return self.guides.get(slug.rpartition("/")[2])


def _snapshot(
    folder: Path,
    old: Mapping[str, _File],
    old_gaps: tuple[Gap, ...],
    contents: Contents,
    *,
    to_measure: bool = False,
) -> Library:
    files: dict[str, _File] = {}
    for name, seen in contents.stamps.items():
        known = old.get(name)
        if known and known.stamp == seen:
            files[name] = known
        else:
            files[name] = _read(folder, name, seen, known, to_measure=to_measure)
    problems = [problem for file in files.values() for problem in file.parsed.problems]
    articles: dict[str, Article] = {}
    guides: dict[str, Guide] = {}
    for file in files.values():
        article = file.good.article
        if article is None:
            continue
        if article.slug in articles:
            problems.append(_twice(article, articles[article.slug]))
            continue
        articles[article.slug] = article
        if file.good.guide:
            guides[article.slug] = file.good.guide
    gaps_stamp = stamp(folder / GAPS_FILE)
    gaps = _read_gaps(folder / GAPS_FILE, problems, old_gaps) if gaps_stamp else ()
    return Library(
        folder=folder,
        articles=articles,
        guides=guides,
        gaps=gaps,
        problems=tuple(sorted(problems, key=lambda problem: (problem.file, problem.line))),
        unread=contents.unread,
        _files=files,
        _gaps_stamp=gaps_stamp,
    )


def _twice(article: Article, first: Article) -> Problem:
    return Problem(
        file=article.file,
        line=1,
        code="slug_twice",
        message=f"`{first.file}` has the same name; this one is not served",
        severity=Severity.BROKEN,
    )


def _read(folder: Path, name: str, seen: Stamp, known: _File | None, *, to_measure: bool) -> _File:
    topic, _, file_name = name.partition("/")
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        text = ""
        parsed = Parsed(article=None, guide=None, problems=(_unreadable(name, error),))
    else:
        parsed = parse(
            text, file=name, topic=topic, slug=file_name.removesuffix(".md"), to_measure=to_measure
        )
    if parsed.article is None and known is not None:
        return _File(stamp=seen, parsed=parsed, good=known.good, digest=known.digest)
    digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    return _File(stamp=seen, parsed=parsed, good=parsed, digest=digest)


def _unreadable(name: str, error: OSError | UnicodeDecodeError) -> Problem:
    said = (
        "the file is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "the file cannot be opened"
    )
    return Problem(file=name, line=1, code="unreadable", message=said, severity=Severity.BROKEN)


def _read_gaps(path: Path, problems: list[Problem], old: tuple[Gap, ...]) -> tuple[Gap, ...]:
    try:
        tables, _ = read_mapping(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(_unreadable(path.name, error if isinstance(error, UnicodeDecodeError) else OSError()))
        return old
    except FrontMatterError as error:
        problems.append(
            Problem(
                file=path.name, line=error.line, code="gaps", message=error.message, severity=Severity.BROKEN
            )
        )
        return old
    return tuple(
        Gap(name=name, questions=tuple(text for text in said if isinstance(text, str) and text))
        for name, said in tables.items()
        if isinstance(said, list)
    )
