"""Questions that lean on the one before: "and how much is that abroad?" is read together with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.front_matter import FrontMatterError, read_mapping
from knowledge_base.problems import WordsUnavailable
from knowledge_base.rule_words import WORDS_FILE, normalised

LONGEST = 9
"""Words of a question that may lean on another; longer ones say themselves what they mean."""
MOST_EARLIER = 300
"""Characters of the earlier question that are read along, its end first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """The words by which a question shows that it goes on from another."""

    openings: re.Pattern[str]
    pointing: frozenset[str]

    @classmethod
    def load(cls, path: Path = WORDS_FILE) -> "FollowUps":
        """Read the words file.

        Raises WordsUnavailable when it is missing or broken.
        """
        try:
            tables, _ = read_mapping(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, FrontMatterError) as error:
            raise WordsUnavailable(f"{path}: {error}") from error
        table = tables.get("follow_up")
        if not isinstance(table, Mapping):
            raise WordsUnavailable(f"{path}: the table `follow_up` is missing")
        openings, pointing = table.get("openings"), table.get("pointing")
        phrases = [text for text in openings if isinstance(text, str)] if isinstance(openings, list) else []
        return cls(
            openings=re.compile("(?:" + "|".join(map(re.escape, phrases or ["$^"])) + r")\b"),
            pointing=frozenset(pointing.split() if isinstance(pointing, str) else ()),
        )

    def together(self, question: str, earlier: str | None) -> str | None:
        """Both questions as one, when this one leans on the earlier; None when it stands alone."""
        said = normalised(question)
        words = said.split()
        if not earlier or not words or len(words) > LONGEST:
            return None
        if not self.openings.match(said) and not self.pointing.intersection(words):
            return None
        return f"{earlier[-MOST_EARLIER:]} {question}"
