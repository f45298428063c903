"""How long a pause must last before the caller is taken to have finished.

Short when what was heard answers the question, long when it plainly goes on. `make bench NAME=pauses` tells
what that costs in time, and how many callers are cut all the same.
"""

from __future__ import annotations

import re

from conversation.expects import Expectation, ExpectsKind
from conversation.spoken_digits import digit_runs
from voice_gateway.hearing.recognition import Awaited

SATISFIED_MS = 300
WHOLE_MS = 550
"""A whole question, or a wish that is often said: little follows."""
USUAL_MS = 850
HALF_MS = 1_100
"""The beginning of an answer: a first name, a day without its year."""
UNFINISHED_MS = 1_500
"""Words that plainly go on; short enough for an answer that comes at once to need no word before it."""
DIGITS_MISSING_MS = 2_500
"""A number that is being looked up or read from a card."""
LONG_DIGITS = {ExpectsKind.PHONE: 10, ExpectsKind.ZIP: 5}

_NUMBER = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundred|thousand|\d+)"
)
_GOES_ON = re.compile(
    r"\b(?:and|but|or|so|because|since|if|when|while|that|which|who|than|as"
    r"|the|a|an|my|your|our|his|her|their|this|these|another|any|some|no"
    r"|to|of|for|with|from|at|in|on|by|about|into|until|like"
    r"|is|are|was|were|am|be|have|has|had|do|does|did|can|could|would|will|should|want|need|get|got"
    r"|i|you|we|they|he|she|it's|it is|that's|i'm|i'd|i've|i'd rather|there is|is there"
    r"|um+|uh+|er+|hm+|well|okay so|let me see|let me check|hold on|just a (?:second|moment)"
    r"|tell me|i think|my number is|area code)[\s,.…-]*$",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^(?:(?:um+|uh+|well|oh|i think|let me check|hold on)[\s,.]+)*"
    r"(?:yes|yeah|yep|yup|sure|correct|right|exactly|no|nope|nah|okay|ok|please|thanks|thank you"
    r"|that's right|of course|not really|i do|i don't|[\s,.!])+$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"^(?:why (?:is|was|are|did|do|does)\b.*\b\w+ \w+|what do i owe|how much do i owe"
    r"|.*\b(?:person|agent|representative|somebody|someone|human)(?: please| real)?)[.?!]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"(?:\b(?:19|20)\d\d\b|\b(?:nineteen|twenty) (?!\w*(?:first|second|third|th)\b){_NUMBER}\b"
    r"|\btwo thousand\b|/\d{2,4}$)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"^\W*(?:(?:um+|uh+|well),? )*(?:the )?(?:first|second|third|fourth|last)(?: one| choice)?\W*$",
    re.IGNORECASE,
)
_LEADS_UP = re.compile(
    r"^(?:(?:um+|uh+|well|yes|hi),? )*(?:my name is|name is|it's|it is|this is|i'm|i am) ?", re.IGNORECASE
)
_CENTS = re.compile(r"\bcents?\b|\.\d\d\b", re.IGNORECASE)


def patience_ms(awaited: Awaited, text: str) -> int:
    """Milliseconds of silence after `text` that end the caller's turn."""
    said = text.strip()
    if not said:
        return USUAL_MS
    digits = digits_awaited(awaited.expects)
    if digits is not None:
        return _digits_patience(digits, said)
    if is_answer(awaited.expects, said, awaited.choices):
        return SATISFIED_MS
    if _GOES_ON.search(said):
        return UNFINISHED_MS
    if _WHOLE.match(said) or _is_full_name(awaited, said):
        return WHOLE_MS
    return HALF_MS if _is_half(awaited, said) else USUAL_MS


def shortest_patience_ms(expects: Expectation) -> int:
    """The shortest pause that can end an answer to this, whatever is said."""
    can_satisfy = digits_awaited(expects) is not None or expects.kind in _SATISFIABLE
    return SATISFIED_MS if can_satisfy else WHOLE_MS


def digits_awaited(expects: Expectation) -> int | None:
    """How many digits answer the question, None when it is no question for digits."""
    return expects.length or LONG_DIGITS.get(expects.kind)


def is_answer(expects: Expectation, text: str, choices: tuple[str, ...] = ()) -> bool:
    """Whether the words alone answer what was asked."""
    awaited = digits_awaited(expects)
    if awaited is not None:
        return _count(text) >= awaited
    match expects.kind:
        case ExpectsKind.YES_NO:
            return _YES_NO.match(text.strip()) is not None
        case ExpectsKind.CHOICE:
            return _PLACE.match(text) is not None or any(_plain(text) == _plain(each) for each in choices)
        case ExpectsKind.DATE:
            return _YEAR.search(text.strip()) is not None
        case ExpectsKind.AMOUNT:
            return _CENTS.search(text) is not None
        case _:
            return False


def _is_full_name(awaited: Awaited, said: str) -> bool:
    """A first and a last name, whatever leads up to them."""
    return awaited.expects.kind is ExpectsKind.NAME and len(_LEADS_UP.sub("", said).split()) > 1


def _is_half(awaited: Awaited, said: str) -> bool:
    """Whether it looks like the beginning of an answer."""
    words = said.split()
    match awaited.expects.kind:
        case ExpectsKind.NAME:
            return True
        case ExpectsKind.DATE:
            return True
        case ExpectsKind.AMOUNT:
            return "dollar" not in said
        case ExpectsKind.CHOICE:
            return len(words) <= 2 or any(_plain(each).startswith(_plain(said)) for each in awaited.choices)
        case _:
            return len(words) <= 2


def _digits_patience(awaited: int, said: str) -> int:
    count = _count(said)
    if count >= awaited:
        return SATISFIED_MS
    if count:
        return DIGITS_MISSING_MS
    return UNFINISHED_MS if _GOES_ON.search(said) else USUAL_MS


def _plain(text: str) -> str:
    return text.strip().casefold().rstrip(".!?")


def _count(text: str) -> int:
    return max((len(run.digits) for run in digit_runs(text, misheard=True)), default=0)


_SATISFIABLE = frozenset({ExpectsKind.YES_NO, ExpectsKind.CHOICE, ExpectsKind.DATE, ExpectsKind.AMOUNT})
