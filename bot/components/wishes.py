"""Several wishes in one sentence: where it may be cut, and when the parts are wishes of their own. Pure.

Conservative: a part that is not clearly another wish belongs to the one before it. To miss a second wish
costs the customer one more sentence; to invent one costs them the thread.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.components.calibration import Judgement

SURE = 0.5
"""Probability each part needs to be a wish of its own."""
QUESTION = "ask_faq"
"""What the knowledge base is asked: a part beside it that sounds like a wish may belong to it."""
VERY_SURE = 0.7
"""Probability a part needs to be a wish of its own beside an answer."""
FEWEST_WORDS = 2
MOST_WISHES = 4
LONGEST = 400
"""Characters; longer messages are stories, not lists of wishes."""
_CONDITION = re.compile(
    r"\s*(?:if|when|unless|before|after|while|because|since|until|in case)\b", re.IGNORECASE
)
_QUESTION = re.compile(
    r"\W*(?:how|what|which|why|when|where|who|whose|is|are|am|was|were|do|does|did|can|could|will|would|should|may|"
    r"has|have)\b|.*\?\W*$",
    re.IGNORECASE | re.DOTALL,
)
_BACK = re.compile(r"\b(?:it|this|that|them|those|these|some|one|more|any|another)\b", re.IGNORECASE)
_MATTER = re.compile(
    r"\b(?:bills?|statement|invoice|pdf|file|receipt|copy|plans?|tariff|data|gigs?|gigabytes?|gb|internet|online"
    r"|signal|service|bars|network|coverage|outage|lines?|phones?|cell|mobile|handset|numbers?|account|balance"
    r"|pay(?:ing|ments?)?|owe|due|charged?|charges|fees?|refund|dispute|auto-?pay|roaming|trip|travel\w*|abroad"
    r"|fly\w*|vacation|holiday|voice ?mail|calls?|calling|pictures?|photos?|pics?|mms|messages?|texts?|sim"
    r"|wi-?fi|router|person|human|agent|representative|somebody|someone|team|cancel\w*|suspend\w*|block\w*|lost"
    r"|stolen|stole|fraud|scam\w*|upgrade|port\w*|slow|speed|usage|allowance|top-?up|call me)\b",
    re.IGNORECASE,
)
"""Words of what people come with."""
_CUT = re.compile(
    r"(?:[.?!;]+\s+|,\s+|\s+)(?:(?:and|oh)\s+)?"
    r"(?:also|then|plus|as well as|besides|additionally|another thing)[,:]?\s+"
    r"|(?:,\s*|\s+)and\s+|[.?!;]+\s+|,\s+|\s*\n+\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the message between two places where it may be cut."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One wish with the words that say it."""

    intent: str
    text: str
    confidence: float


def pieces(text: str) -> list[Piece]:
    """Where the message may be cut; one piece when it is a single clause."""
    if len(text) > LONGEST:
        return [Piece(start=0, end=len(text))]
    found, start = [], 0
    for cut in _CUT.finditer(text):
        if cut.start() > start:
            found.append(Piece(start=start, end=cut.start()))
        start = cut.end()
    if start < len(text):
        found.append(Piece(start=start, end=len(text)))
    return found


def wishes(
    text: str,
    found: Sequence[Piece],
    judged: Sequence[Judgement],
    labels: Sequence[str],
    *,
    known: Collection[str],
    kin: Sequence[Collection[str]],
) -> list[Wish]:
    """The wishes in the order they are said; none unless there are at least two that differ.

    `known` are intents that are wishes, `kin` lists intents that one sentence often mixes for one matter.
    """
    starts: list[tuple[int, str, float]] = []
    for piece, judgement in zip(found, judged, strict=True):
        name = labels[judgement.best]
        clear = judgement.sure and judgement.score >= SURE and name in known
        if not clear or len(text[piece.start : piece.end].split()) < FEWEST_WORDS:
            continue
        if any(_same_matter(name, earlier, kin) for _, earlier, _ in starts):
            continue
        if starts and _points_back(text[piece.start : piece.end]):
            continue
        starts.append((piece.start, name, judgement.score))
    if not 2 <= len(starts) <= MOST_WISHES:
        return []
    begins = [0, *(start for start, _, _ in starts[1:])]
    ends = [*begins[1:], len(text)]
    return [
        Wish(intent=name, text=_tidy(text[begin:end]), confidence=confidence)
        for (_, name, confidence), begin, end in zip(starts, begins, ends, strict=True)
    ]


def aside(
    text: str,
    found: Sequence[Piece],
    judged: Sequence[Judgement],
    labels: Sequence[str],
    *,
    known: Collection[str],
) -> tuple[str, list[Wish]]:
    """What stands before the first clear wish, and the wishes: "it works now, and what's my bill".

    Nothing (empty) when a wish is the first thing said, or none is clear.
    """
    clear = [
        (piece, labels[judgement.best], judgement.score)
        for piece, judgement in zip(found, judged, strict=True)
        if judgement.sure and judgement.score >= VERY_SURE and labels[judgement.best] in known
        and len(text[piece.start : piece.end].split()) > FEWEST_WORDS
    ]  # fmt: skip
    if not clear or clear[0][0].start == 0 or len(clear) > MOST_WISHES:
        return "", []
    ends = [*(piece.start for piece, _, _ in clear[1:]), len(text)]
    told = [
        Wish(intent=name, text=_tidy(text[piece.start : end]), confidence=score)
        for (piece, name, score), end in zip(clear, ends, strict=True)
    ]
    return _tidy(text[: clear[0][0].start]), told


def only_wish(
    text: str,
    found: Sequence[Piece],
    judged: Sequence[Judgement],
    labels: Sequence[str],
    *,
    known: Collection[str],
    least: float = VERY_SURE,
) -> int | None:
    """Which piece holds the one clear wish of a message that says other things besides; None without one.

    `least` is the probability it needs where it is no question: less where the whole says nothing at all.
    What only sets a condition ("if I cancel early, what happens") is no wish.
    """
    pairs = list(zip(found, judged, strict=True))
    clear = [
        at
        for at, (piece, judgement) in enumerate(pairs)
        if judgement.sure and judgement.score >= (SURE if _asks(text, piece) else least)
        and labels[judgement.best] in known
        and len(text[piece.start : piece.end].split()) > FEWEST_WORDS
        and not _CONDITION.match(text[piece.start : piece.end])
    ]  # fmt: skip
    others = [pair for at, pair in enumerate(pairs) if at not in clear]
    asks_else = any(
        one.sure and one.score >= SURE and labels[one.best] == QUESTION and _asks(text, piece)
        for piece, one in others
    )
    alone = len({labels[judged[at].best] for at in clear}) == 1
    return clear[0] if alone and not asks_else else None


def _asks(text: str, piece: Piece) -> bool:
    """Whether a piece is a question; "my neighbour has your plan too" only sounds like one of our topics."""
    marked = text[piece.end : piece.end + 1] == "?"
    return marked or _QUESTION.match(text[piece.start : piece.end]) is not None


def _points_back(words: str) -> bool:
    """ "Need it for my taxes", "and would like to add some": more about what was said before."""
    return _BACK.search(words) is not None and _MATTER.search(words) is None


def _same_matter(one: str, other: str, kin: Sequence[Collection[str]]) -> bool:
    return one == other or any(one in names and other in names for names in kin)


def _tidy(words: str) -> str:
    """Without the conjunction that joined it to the next part."""
    return re.sub(r"(?:[,;.\s]+(?:and|oh|also|then|plus))*[,;.\s]*$", "", words, flags=re.IGNORECASE).strip()
