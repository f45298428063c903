"""Full names as customers type, say or spell them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conversation.spoken_digits import digit_runs

MOST_WORDS = 6
"""Recognition splits names it does not know: `mary gold quill feather`."""
SHORTEST_SPELLED = 6
"""Letters from which on a name spelled in one go may hold given and family name."""
_OPENING = re.compile(
    r"^(?:(?:hi|hello|hey|sure|ok|okay|yes|yeah|yep|no|well|um+|uh+|er|so|and|alright|all right)\b[\s,.!]*)+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:(?:my|the|our) )?(?:(?:full|legal|real) )?name(?: is|['’]?s|:)|the account(?: holder)? is|"
    r"full name|"
    r"it should be|it'?s under(?: the name(?: of)?)?|under(?: the name(?: of)?)?|"
    r"the account is (?:under|in the name of)|i am|i['’]m|im|it is|it['’]s|its|this is|that['’]?s|that is|"
    r"you(?:'re| are) speaking (?:to|with))\s+",
    re.IGNORECASE,
)
_NAME_IS = r"(?:^\W*|[.,;!?]\s*|\b(?:my|the|and|full|legal|hi|hello|hey|yes|sure)\s+)name(?: is|['’]?s|:)"
"""Not "my wife's name is"."""
_INTRODUCED = re.compile(
    rf"(?:{_NAME_IS}|\bthis is|\bi am|\bi['’]?m|\bmy full name|\bfind me (?:as|under|by))\s+", re.IGNORECASE
)
_SAYS_NAME = re.compile(rf"{_NAME_IS}\s", re.IGNORECASE)
_TRAIL = re.compile(
    r"[\s,.]*\b(?:please|thanks|thank you|that['’]?s me|that is me|speaking|here|is my name|is the name|"
    r"is the account holder|calling)[\s.!]*$",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"[\s,.;]*\b(?:and\s+)?(?:(?:i was|was|is|and)\s+)?"
    r"(?:born(?: on| in)?|my (?:birthday|birth ?date|date of birth)(?: is|['’]s)?|"
    r"(?:birthday|birth ?date|date of birth|d\.?o\.?b\.?)(?: is|:)?)[\s:,.]*(?:the\s+)?$",
    re.IGNORECASE,
)
_DOT = "\u2024"
"""Stands for the dot of a shortened word."""
_SHORT = re.compile(r"\b(st|ste|jr|sr|dr|mr|mrs|ms)\.(?=\s)", re.IGNORECASE)
_JOINS = re.compile(r"(?:[\s,(\[/|]|\bthe)+$", re.IGNORECASE)
"""What stands between a name and a date: "Jane Doe (the 3rd of May 1980)"."""
_CLAUSE = re.compile(r"[,.;!?]|\b(?:and|but|born|calling|with|about|from)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.;!?]\s+|\s[-–—]+\s")
_PIECE = re.compile(r"[,.;:!?]\s+|\s[-–—]+\s|\b(?:but|so|and)\s+")
_WORD = re.compile(r"^[^\W\d_][^\W\d_'’.\-]*(?:['’\-][^\W\d_]+)*[.\u2024]?$")
_LETTERS = re.compile(r"\b(?:[^\W\d_][\s.\-]+){2,}[^\W\d_]\b\.?")
_OTHER_WORDS = """
i i'm me my mine we you your he she they it the a an is are was be been do does did don't dont can can't
cannot could will won't would have has had haven't not no yes what why who when where which how bill pay
number phone line account pin code help want need know remember about from with that there here please talk
speak person agent human someone somebody internet data signal service call calling still nothing again wait
back sure
"""
_ALSO_NAMES = frozenset({"bill", "will"})
_NO_NAME = frozenset(_OTHER_WORDS.split())


def name_in(text: str) -> str | None:
    """A full name without what stands around it; None when the text is something else."""
    text = _whole(text)
    bare = _OPENING.sub("", text.strip())
    bare = _TRAIL.sub("", _LEAD.sub("", bare)).strip(" .,!")
    joined = _unspelled(bare)
    words = joined.replace(",", " ").split()
    if _strange(words) > max(0, (len(words) - 1) // 3) or _says_digits(joined):
        return None
    if len(words) == 1 and joined != bare and len(words[0]) >= SHORTEST_SPELLED:
        return words[0].replace(_DOT, ".")
    if not 2 <= len(words) <= MOST_WORDS or not all(_WORD.match(word) for word in words):
        return None
    return " ".join(words).replace(_DOT, ".")


def _whole(text: str) -> str:
    """The text in which the dot of "St. Clair" ends no sentence."""
    return _SHORT.sub(rf"\1{_DOT}", text)


def says_a_name(text: str) -> bool:
    """Whether the text introduces a name in so many words."""
    return _SAYS_NAME.search(text) is not None and introduced_name(text) is not None


def introduced_name(text: str) -> str | None:
    """A name among other words, after `my name is`, `this is` or `I'm`: two to four words, all like names."""
    text = _whole(text)
    for match in _INTRODUCED.finditer(text):
        clause = _CLAUSE.split(text[match.end() :], maxsplit=1)[0]
        words = clause.split()
        if 2 <= len(words) <= 4 and not _strange(words) and all(_WORD.match(word) for word in words):
            return " ".join(words).replace(_DOT, ".")
    return None


def said_name(text: str) -> str | None:
    """An introduced name that is sure to be one: called a name, or written with capitals."""
    name = introduced_name(text)
    if name is None or text.isupper():
        return name if name and _SAYS_NAME.search(text) else None
    written = all(word[:1].isupper() for word in name.split())
    return name if written or _SAYS_NAME.search(text) else None


def beside_date(text: str, start: int, end: int) -> str | None:
    """The name that stands before or after the stretch that says a date."""
    before, after = _BIRTH.sub("", _JOINS.sub("", _whole(text[:start]))), text[end:].lstrip(" )]")
    before = _JOINS.sub("", before)
    for part in _parts(before, after):
        name = introduced_name(part) or name_in(part)
        if name is not None:
            return name
    return None


def _parts(before: str, after: str) -> Iterator[str]:
    """The words before a date, then their last sentence and clause alone, then those after it."""
    yield before
    for last in (_SENTENCE.split(before.strip(" ,.;:/|"))[-1], _PIECE.split(before.strip(" ,.;:/|"))[-1]):
        if last != before:
            yield last.strip(" ,.;:/|")
    yield after.strip(" ,.;")


def _says_digits(text: str) -> bool:
    return any(len(run.digits) > 1 for run in digit_runs(text))


def _strange(words: list[str]) -> int:
    """How many words are no name; two or three of which the first may be one ("Bill", "Will") are a name."""
    plain = [word.lower().strip(".,") for word in words]
    if 2 <= len(plain) <= 3 and plain[0] in _ALSO_NAMES:
        plain = plain[1:]
    return sum(word in _NO_NAME for word in plain)


def _unspelled(text: str) -> str:
    """`J U N O` as `JUNO`."""
    return _LETTERS.sub(lambda found: re.sub(r"[\s.\-]+", "", found.group()), text)
