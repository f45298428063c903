"""How many years of school a text asks of its reader: the Flesch-Kincaid grade, in plain arithmetic.

J. P. Kincaid et al., "Derivation of new readability formulas", Naval Technical Training Command, 1975.
"""

import re
from collections.abc import Iterable, Iterator

from knowledge_base.article import Article
from knowledge_base.placeholders import PLACEHOLDER
from knowledge_base.plain_text import sentences
from knowledge_base.problems import Problem, Severity

HARDEST = 10.0
"""Grade above which a text is shown to its editor; most adults read grade 8 with ease."""
FEWEST_WORDS = 25
"""Below so many words the formula says nothing."""
_BRACES = re.compile(r"\{[a-z_]+\}")
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
_VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float | None:
    """The grade, or None for a text too short to judge."""
    plain = _BRACES.sub("ten", PLACEHOLDER.sub("ten", text))
    words = _WORD.findall(plain)
    if len(words) < FEWEST_WORDS:
        return None
    said = sum(len(sentences(line)) for line in plain.splitlines() if line.strip())
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(said, 1) + 11.8 * syllables / len(words) - 15.59


def hard_passages(articles: Iterable[Article]) -> Iterator[Problem]:
    """Passages above `HARDEST`."""
    for article in articles:
        for passage in article.passages:
            level = grade(passage.text)
            if level is not None and level > HARDEST:
                yield Problem(
                    file=article.file,
                    line=passage.line,
                    code="hard_to_read",
                    message=f"reads like grade {level:.1f} (at most {HARDEST:.0f}); use shorter sentences",
                    severity=Severity.WARNING,
                )


def _syllables(word: str) -> int:
    small = word.lower().replace("'", "").replace("\u2019", "")
    groups = len(_VOWELS.findall(small))
    silent = small.endswith("e") and not small.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
