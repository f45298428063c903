"""A new article to fill in, with a word at each place on what belongs there."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from knowledge_base.parse import TO_FILL

NOTICE_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of an article that does not exist yet."""

    topic: str
    slug: str
    title: str
    questions: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    """Slugs of close articles, for `not_for` and links."""

    def text(self, *, today: date | None = None, notice: bool = False) -> str:
        """The file. It is not served, and `check` names each place, until all is filled in."""
        day = today or datetime.now(UTC).date()
        rows = ["---", f"title: {_quoted(self.title)}", "questions:"]
        rows += [f"  - {_quoted(question)}" for question in self.questions]
        rows += [f"  # {TO_FILL}: at least 8, of which 5 in customers' words: what happened to them"]
        rows += ["tests:", *(f"  - {_quoted(test)}" for test in self.tests)]
        rows += [f"  # {TO_FILL}: 2 more that you would not think of first; they are never learnt"]
        if self.near:
            rows += ["not_for:"]
            for slug in self.near:
                rows += [f"  # {TO_FILL}: a question that {slug} answers", f"  #   instead: {slug}"]
        if notice:
            until = day + timedelta(days=NOTICE_DAYS)
            rows += ["notice: true", f"valid_from: {day}", f"valid_until: {until}"]
        rows += ["owner: care-content", f"review_by: {day + timedelta(days=270)}", "---", ""]
        rows += [f"{TO_FILL}: the short answer in one or two sentences. Numbers by placeholder.", ""]
        rows += ["## What to do next", f"{TO_FILL}: what helps to act on it.", ""]
        rows += ["## Spoken", f"{TO_FILL}: one or two sentences for the phone."]
        return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
