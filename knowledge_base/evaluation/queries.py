"""Reads the questions of an evaluation, a JSON object per line; what is wrong is told with file and line."""

import json
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.problems import KnowledgeBaseError


class QueriesRefused(KnowledgeBaseError):
    """The file of questions cannot be used; the message names file, line and what to put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question and the article that answers it."""

    text: str
    article: str | None
    """Slug; None when no article answers."""
    also: tuple[str, ...] = ()
    """Further articles that are as right, for a question about two matters."""
    group: str = "all"

    def is_right(self, slug: str | None) -> bool:
        """Whether this article answers the question."""
        return slug is not None and (slug == self.article or slug in self.also)


def read_queries(path: Path, known: Container[str]) -> list[Query]:
    """The questions of a file; blank lines are skipped.

    Raises QueriesRefused: not readable, nothing in it, or a line that is no question about known articles.
    """
    try:
        rows = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QueriesRefused(f"{path}: cannot be read: {error}") from error
    found = [_query(row, f"{path}:{n}", known) for n, row in enumerate(rows, 1) if row.strip()]
    if not found:
        raise QueriesRefused(f'{path}: no question in it; a line is {{"text": …, "article": slug or null}}')
    return found


def _query(row: str, where: str, known: Container[str]) -> Query:
    try:
        read: object = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise QueriesRefused(f"{where}: not JSON: {error}") from error
    if not isinstance(read, dict):
        raise QueriesRefused(f'{where}: expected {{"text": …, "article": slug or null}}')
    text = read.get("text")
    if not isinstance(text, str):
        raise QueriesRefused(f"{where}: `text` must be the question as text")
    if "article" not in read:
        raise QueriesRefused(f"{where}: `article` is missing; null says that no article answers")
    first = read["article"]
    also = read.get("also", [])
    if not isinstance(also, list):
        raise QueriesRefused(f"{where}: `also` must be a list of slugs")
    slugs = [_slug(slug, where, known) for slug in ([] if first is None else [first]) + also]
    if first is None and also:
        raise QueriesRefused(f"{where}: `also` needs an `article`")
    group = read.get("group")
    return Query(
        text=text,
        article=slugs[0] if slugs else None,
        also=tuple(slugs[1:]),
        group="all" if group is None else str(group),
    )


def _slug(slug: object, where: str, known: Container[str]) -> str:
    if not isinstance(slug, str):
        raise QueriesRefused(f"{where}: `article` must be a slug or null")
    bare = slug.rpartition("/")[2]
    if bare not in known:
        raise QueriesRefused(f"{where}: there is no article `{slug}`")
    return bare
