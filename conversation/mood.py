"""How a turn sounds: a small lexicon with negation, shouting and repetition; no model, microseconds.

Complaints about the matter ("my bill is wrong", "no signal") are neutral: the customer is here because
something is wrong. Negative is how it is said, or that it is said of us: "I got a scam call" is a matter,
"you are scammers" is anger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from conversation.care import MoodLabel

_NEGATIVE = (
    r"ridiculous|unacceptable|unbelievable|outrageous|disgust(?:ed|ing)|terrible|horrible|awful|"
    r"worst|useless|pathetic|joke|furious|angry|pissed|mad at|fed up|sick of|sick and tired|"
    r"frustrat(?:ed|ing)|annoy(?:ed|ing)|irritat(?:ed|ing)|upset|disappoint(?:ed|ing)|insulting|"
    r"rip[- ]?off|ripped off|incompetent|stupid|idiot(?:s|ic)?|moron(?:s|ic)?|"
    r"garbage|trash|crap|bullshit|wtf|wth|hell|damn|damned|fuck\w*|shit\w*|sucks?|nightmare|"
    r"waste of (?:my )?time|wasting my time|third time|fourth time|fifth time|how many times|"
    r"again and again|over and over|for the last time|enough of this|had enough|lost my patience|"
    r"are you kidding|you(?:'re| are) kidding|seriously\?|going in circles|getting nowhere|"
    r"no one (?:is )?help(?:s|ing)?|nobody (?:is )?help(?:s|ing)?|not helping|not helpful|unhelpful|"
    r"(?:makes?|making|drives?|driving) me (?:so |really |just )?(?:mad|sick|crazy|insane|nuts)|so mad|"
    r"losing (?:my |all )?patience|hopeless|"
    r"cancel everything|sue you|hear from my lawyer|complaint against|"
    r"tired of (?:this|you|your (?:company|service|bot|people)|waiting|calling|repeating|"
    r"explaining|asking|being|the run\s?around)|"
    r"hate (?:you|this|your (?:company|service|bot|app)|dealing with you|talking to (?:you|a bot|a machine))|"
    r"you(?:'re| are| guys are| people are)? (?:all |just |such |nothing but |a bunch of )*"
    r"(?:thieves|crooks|scammers|liars|frauds)|you(?:'re| are| guys are| people are) scamming|"
    r"(?:what a|total|complete|you(?:'re| are) an?|your \w+ is an?|this company is an?|this is an?) scam|"
    r"(?:load of|that(?:'s| is)|this is|pure) bull"
)
_POSITIVE = (
    r"thanks|thank you|thx|ty|great|awesome|perfect|excellent|wonderful|amazing|lovely|love it|"
    r"brilliant|fantastic|helpful|appreciate|appreciated|works now|working now|that worked|"
    r"it worked|happy with|good job|nice|cheers|you(?:'re| are) the best|much better"
)
_NEGATIVE_RE = re.compile(rf"\b(?:{_NEGATIVE})(?:\b|(?<=\?))", re.IGNORECASE)
_POSITIVE_RE = re.compile(rf"\b(?:{_POSITIVE})\b", re.IGNORECASE)
_THING = r"(?:speed|signal|reception|connection|coverage|internet|data|quality|sound|line)"
_BAD = r"(?:terrible|horrible|awful|crap|trash|garbage)"
_MATTER_RE = re.compile(
    rf"\b{_THING}(?:'s| is| are| was| has been)?(?: just| so| really| still| pretty)* {_BAD}\b|"
    rf"\b{_BAD} {_THING}\b|"
    r"\bas (?:hell|fuck|shit|crap)\b|"
    r"\b(?:damn|damned|darn|bloody|freaking) "
    r"(?:phone|thing|internet|data|signal|wi-?fi|sim|router|calls?|service)\b",
    re.IGNORECASE,
)
"""How the matter is, and not how the customer feels: "the speed is terrible", "slow as hell"."""
_NEGATION_RE = re.compile(
    r"\b(?:not|no|never|isn'?t|wasn'?t|don'?t|didn'?t|doesn'?t|aren'?t|hardly) +(?:\w+ +){0,2}$",
    re.IGNORECASE,
)
_SARCASM_RE = re.compile(
    r"\b(?:thanks for nothing|yeah,? right|great,? (?:just great|another)|oh great|just great)\b",
    re.IGNORECASE,
)
_LET_DOWN_RE = re.compile(
    r"^\W*(?:oh |well |just |that'?s )*(?:great|perfect|awesome|wonderful|lovely|fantastic|brilliant|nice|"
    r"amazing|excellent|cool|thanks|thank you)\b(?=.*\b(?:dead|broken|down|out again|"
    r"still (?:not|no|broken|down|waiting|the same)|not working|(?:do|does|did|wo|is|ca)n'?t|cannot|"
    r"no (?:signal|service|data|internet)|"
    r"fail(?:s|ed)|drop(?:s|ped)|gone|wrong|again and again|charged (?:me )?(?:twice|again))\b)",
    re.IGNORECASE | re.DOTALL,
)
"""A kind word that opens a complaint ("great, my phone is dead again") is none."""
_SHOUTED_WORD = re.compile(r"\b[A-Z]{3,}\b")
SHOUTED_WORDS = 3
"""Words in capitals that make a turn shouted; abbreviations such as SIM and APN stay below it."""

UPSET_TURNS = 2


def mood_of(text: str) -> MoodLabel:
    """How one turn sounds."""
    if _SARCASM_RE.search(text):
        return MoodLabel.NEGATIVE
    score = 0
    feelings = _MATTER_RE.sub(" ", text)
    for match in _NEGATIVE_RE.finditer(feelings):
        score += 1 if _negated(feelings, match.start()) else -2
    let_down = _LET_DOWN_RE.match(text)
    for match in _POSITIVE_RE.finditer(text, let_down.end() if let_down else 0):
        # "Not much better" says how the matter stands.
        score += 0 if _negated(text, match.start()) else 1
    if _shouts(text) or re.search(r"[!?]{3,}", text):
        score -= 1
    if score < 0:
        return MoodLabel.NEGATIVE
    return MoodLabel.POSITIVE if score > 0 else MoodLabel.NEUTRAL


def is_upset_twice(moods: Sequence[MoodLabel]) -> bool:
    """Whether two turns since the last positive one sounded negative, the newest among them."""
    if not moods or moods[-1] is not MoodLabel.NEGATIVE:
        return False
    return negative_turns(moods) >= UPSET_TURNS


def negative_turns(moods: Sequence[MoodLabel]) -> int:
    """Negative turns since the customer last sounded positive."""
    count = 0
    for mood in reversed(moods):
        if mood is MoodLabel.POSITIVE:
            break
        count += mood is MoodLabel.NEGATIVE
    return count


def trend_of(moods: Sequence[MoodLabel]) -> Literal["falling", "steady", "rising"]:
    """`falling`, `steady` or `rising`: the last three turns against those before."""
    values = [{MoodLabel.NEGATIVE: -1, MoodLabel.NEUTRAL: 0, MoodLabel.POSITIVE: 1}[mood] for mood in moods]
    late = values[-3:]
    early = values[:-3] or values[:1]
    if not late:
        return "steady"
    change = sum(late) / len(late) - sum(early) / len(early)
    if abs(change) < 0.25:
        return "steady"
    return "rising" if change > 0 else "falling"


def _negated(text: str, start: int) -> bool:
    return _NEGATION_RE.search(text[:start]) is not None


def _shouts(text: str) -> bool:
    shouted = _SHOUTED_WORD.findall(text)
    return len(shouted) >= SHOUTED_WORDS and len(shouted) * 2 >= len(text.split())
