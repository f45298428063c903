"""Files of the folder of articles that lie where no article belongs."""

from collections.abc import Iterator
from difflib import get_close_matches

from knowledge_base.library import Library
from knowledge_base.parse import TOPICS
from knowledge_base.problems import Problem, Severity


def misplaced(library: Library) -> Iterator[Problem]:
    """A warning for each file that nobody reads, and for each article whose folder is no topic."""
    for name in library.unread:
        yield Problem(file=name, line=1, code="not_read", message=_why(name), severity=Severity.WARNING)
    for article in library.articles.values():
        if article.topic not in TOPICS:
            close = get_close_matches(article.topic, TOPICS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"topics are {', '.join(TOPICS)}"
            yield Problem(
                file=article.file,
                line=1,
                code="unknown_topic",
                message=f"the folder `{article.topic}` is no topic; {hint}",
                severity=Severity.WARNING,
            )


def _why(name: str) -> str:
    if name.endswith("/"):
        return "nobody reads this folder: an article lies in its topic's folder, not deeper"
    if "/" not in name:
        return "nobody reads this file: an article lies in the folder of its topic, as `general/stores.md`"
    if name.endswith(".md"):
        return "this file cannot be opened"
    return "nobody reads this file: the name of an article ends in `.md`"
