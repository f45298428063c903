"""How people put a report together: clauses, negation, what was, what they did, on and off. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.words.asides import ASKS_WHAT_TO_DO, without_asides
from actions.words.asking import asks_of_else

_SPLIT = re.compile(
    r"[;,!?|\n()]+|\.(?=\s|$)|\s[-–—]+\s"
    r"|\b(?:but|and|so|then|because|however|though|although|while|whereas|after that|yet(?= i)"
    r"|since(?= (?:the|my|he|she|we|our|somebody|someone)\b))\b"
)
_QUESTION = re.compile(
    r"^\W*(?:how|where|what|which|why|when|should|shall|do i|does it|can i|can you|could|would"
    r"|is it ok|whats|wheres)\b"
)


_FILLER = re.compile(
    r"^(?:(?:ok|okay|k|yes|yeah|yep|well|alright|all right|right|hm+|um+|uh+|oh|sure)\b\W*)+"
)


_OTHER_ON = re.compile(
    r"\b(?:hold|hang|come|go|goes|going|went|later|move|carry|based|depends|working"
    r"|early) on\b|\bfrom now on\b"
)
"""Where "on" says nothing of a switch."""


_SHORT_NOT = {
    name: {"can": "cant", "will": "wont"}.get(name, f"{name}nt")
    for name in [
        "do",
        "does",
        "did",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "could",
        "can",
        "will",
        "would",
    ]
}
_LONG_NOT = re.compile(rf"\b({'|'.join(_SHORT_NOT)})(\s+still|\s+even)? ?not\b")


_SYMBOL = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]")
"""Pictures in place of words, as a status bar has them."""
ADVERB = (
    "still|currently|really|just|actually|even|completely|totally|also|simply|yet|at all|right now|now|ever"
    "|being|presently|properly|fully|definitely|quite"
)
ADVERBS = rf"(?:(?:{ADVERB})\s+)*"
"""What may stand between two words without changing what they say."""


_AINT = re.compile(r"\baint\b")
_NO_CHANGE = re.compile(r"\bnothing (?:has |had )?(?:changed|happened)\b|\b(?:changed|did) nothing\b")


def plain(text: str) -> str:
    """Small letters, without apostrophes and odd blanks."""
    bare = _SYMBOL.sub(" ", re.sub(r"['’`´\"“”*]", "", text.casefold()))
    told = _AINT.sub("isnt", re.sub(r"[\s_]+", " ", bare).strip())
    return without_asides(_OTHER_ON.sub("", contracted(_NO_CHANGE.sub("no change", told))))


def contracted(words: str) -> str:
    """With every "will not" as "wont", so that one way of writing stands for all."""
    return _LONG_NOT.sub(
        lambda match: f"{match[2].strip() + ' ' if match[2] else ''}{_SHORT_NOT[match[1]]}", words
    )


def clauses(text: str) -> Iterator[str]:
    """The pieces of a turn that say something; questions are left out."""
    for sentence in re.split(r"(?<=[?!.])\s+", plain(text)):
        if _QUESTION.search(sentence) and not re.search(r"[.!]$", sentence):
            continue
        if sentence.endswith("?") and asks_of_else(sentence):
            continue
        for piece in _SPLIT.split(sentence):
            words = _FILLER.sub("", piece.strip(" .:"))
            if words and not (sentence.endswith("?") and ASKS_WHAT_TO_DO.search(words)):
                yield words


def phrase(words: str) -> str:
    """A pattern for words as they may be written: a dash is a blank or nothing."""
    told = (re.escape(word).replace(r"\-", r"[\s-]?") for word in contracted(words).split())
    return rf"\s+{ADVERBS}".join(told)


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + r")\b")


_DID = (
    "turned|switched|toggled|put|set|changed|disabled|enabled|activated|deactivated|disconnected|connected"
    "|flipped|moved|selected|picked|chose|granted|allowed|gave|reinserted|reseated|restarted|rebooted|reset"
    "|removed|deleted|closed|cleared|fixed|filled|entered|corrected|restored"
)
ACTED = re.compile(
    rf"\b(?:i|ive|i have|we|just|have)\b(?!.*\b(?:havent|didnt|not)\b).*\b(?:{_DID}|taken|took|did|done)\b"
    rf"|^(?:{_DID}|took)\s+\w"
)
"""The customer did something."""
_PEOPLE = (
    "wife|husband|spouse|partner|son|daughter|kids?|sister|brother|mom|mum|mother|dad|father|parents|friends?"
    "|neighbou?rs?|colleagues?|coworkers?|girlfriend|boyfriend|roommate"
)
OF_ANOTHERS = re.compile(
    rf"^(?:(?:my|our)\s+(?:{_PEOPLE})s?\b"
    r"(?!\s+(?:and i|says?|told|thinks?|got|gets|tried|couldnt|cant|cannot))"
    r"|(?:hers|his|theirs|his phone|her phone|their phones?)\b"
    r"|(?:every|any)(?:one|body) else\b|(?:the |an?)?\s*(?:other|different) (?:sim|phone|line)s?\b)"
)
"""What follows is said of somebody else's phone."""
PASSIVE = re.compile(
    rf"\b(?:is|its|was|were|are|be|been|being|stays|has)\s+(?:already\s+|currently\s+|still\s+"
    rf"|not\s+|all\s+)*(?:{_DID})\b"
    r"(?!.*\bnow\b)"
)
"""It is in that state; nobody says who brought it there."""
NOW = re.compile(r"\b(?:now|again)\b")
_MANAGED = r"(?!(?: \w+)? (?:able to|sent|delivered|received)\b)"
"""Not of what was brought about just now: "I was able to send it", "it was delivered"."""
WAS = _any(rf"was{_MANAGED}", rf"were{_MANAGED}", "had been", "used to be", "wasnt", "had")
ALREADY = _any(
    "already", "all along", "whole time", "all the time", "always", "never", "by default", "since before"
)
CANNOT = _any(
    "cant", "cannot", "couldnt", "could not", "wont", "will not", "unable", "doesnt let", "not able",
    "gr[ae]yed", "not possible", "impossible", "fails to", "refuses",
)  # fmt: skip
LATER = _any(
    "ill",
    "i will",
    "im going to",
    "gonna",
    "let me",
    "about to",
    "need to",
    "want to",
    "i have to",
    "trying to",
)
HYPOTHETICAL = _any("if", "whether", "should i", "do you want me", "you mean", "supposed to")
NEGATED = re.compile(
    r"(?:\bnot|\bisnt|\bno longer|\bnever|\bwasnt|\barent|\bno|n[o']t an?|\bdoesnt say|\bhavent"
    r"|\bdont see|\b(?:could|ca|wo|did|does|has|was)nt"
    r"|\bno(?!\s+(?:the|my|it|its|i|im|ive|that|this|they|we|you|there|our|all|problem|issue))"
    r"(?:\s+[\w-]+){1,3}(?<!\bbut)\s+(?:is|are|was|were|has been)"
    r"|\bno(?!\s+(?:the|my|it|its|i|im|that|this))\s+(?:sim|sim card|esim|card))"
    rf"(?:\s+(?:a|the|any|on|in|be|been|get|got|come|coming|{ADVERB}))*\s+$"
    # "It's not asking me for a PIN or a PUK", "nothing about a locked SIM": of all that follows.
    r"|\b(?:not|isnt|doesnt|didnt|wont|never|hasnt|nothing|no)(?:\s+(?:even|once|ever|said|says))*"
    r"\s+(?:ask|want|demand|requir|request|prompt|need|mention|about|sign|word|talk|trace)\w*"
    r"(?:\s+(?:me|us|for|of|about|to|enter|a|an|any|the|my|some|kind|sort|being|locked|sim|card|pin|code|or))*\s+$"
)
"""Before a word: the contrary was said."""
BOTH = _any("both", "all of them", "all permissions", "all the permissions", "every permission", "everything")
NEITHER = _any("neither", "none", "no permissions", "no permission", "nothing")
ONLY = _any("only", "just", "has", "have")
MISSING = re.compile(
    r"(?<!not )(?<!isnt )\b(?:missing|neither|denied|dont allow|not allowed|not granted|lacks?|without"
    r"|not there|isnt there|off"
    r"|disabled|disallowed|unchecked|not enabled|isnt enabled|isnt allowed|isnt granted"
    r"|doesnt have|dont have|hasnt"
    r"|has no|isnt|arent|revoked|never granted|blocked|refused"
    r"|(?<=[a-z:] )no(?=$)|no (?:permissions?|access)"
    r"|not (?:on|set|checked|ticked|given|permitted|active))\b(?!\s+missing)"
)
GRANTED = re.compile(
    r"\b(?:allowed|granted|enabled|given|gave|there|present|checked|ticked|allow|grant|on|ok"
    r"|okay|yes|permitted|has|not missing|isnt missing)\b"
)

_NOT = r"(?:never had (?:it|that|this)|not|isnt|wasnt|arent|no longer|aint|never|havent been|hasnt been)"
_ON = r"on|enabled|engaged|active|activated|connected|running|in use|lit|highlighted|ticked|checked"
_OFF = r"off|disabled|inactive|deactivated|disconnected|unconnected|out|unlit|unticked|unchecked|gr[ae]y"
_HAS_NOT = (
    r"\b(?:dont|doesnt|didnt|havent|hasnt)\s+(?:(?!work|load|let|with|while|help|change)[\w-]+\s+){0,5}"
)
"""Before "on": "I don't have it on", "I haven't turned it on"."""
_PLACE = (
    r"(?!\s+(?:my|the|a|an|it|this|that|these|wi-?fi|mobile|cellular|cell|iphone|android"
    r"|samsung|top|screen|here|\d))"
)
_VERB = re.compile(
    r"\b(?:turn|turned|turning|switch|switched|switching|toggle|toggled|put|set|flip|flipped"
    r"|its|is|leave|left|keep)"
    r"(?:\s+(?!on\b|off\b|not\b)[\w-]+){0,4}?\s+(on|off)\b"
)
_DONE = re.compile(
    r"\b(?P<on>enabled|activated|turned on|switched on|reenabled|connected to)\b"
    r"|\b(?P<off>disabled|deactivated|disconnected|turned off|switched off|closed|stopped(?!\s+\w+ing)|quit"
    r"|removed|deleted|killed|ended)\b"
)
_STATE = re.compile(
    rf"(?P<neg>\b{_NOT}(?:\s+(?:turned|switched|currently|even"
    rf"|set to))*\s+)?\b(?:(?P<on>{_ON}){_PLACE}|(?P<off>{_OFF}))\b"
)


def switched(words: str) -> str | None:
    """`on` or `off`, the newest of what the clause says."""
    found: list[tuple[int, str]] = []
    for match in _VERB.finditer(words):
        before = words[: match.start()]
        negated = re.search(rf"\b{_NOT}\s+(?:\w+\s+)?$|{_HAS_NOT}$", before) is not None
        found.append((match.end(), _other(match.group(1)) if negated else match.group(1)))
    for match in _DONE.finditer(words):
        before = words[: match.start()]
        negated = re.search(rf"\b{_NOT}\s+$|{_HAS_NOT}$", before) is not None
        state = "on" if match.group("on") else "off"
        found.append((match.end(), _other(state) if negated else state))
    for match in _STATE.finditer(words):
        state = "on" if match.group("on") else "off"
        before = words[: match.start()]
        negated = match.group("neg") is not None or re.search(rf"{_HAS_NOT}$", before) is not None
        found.append((match.end(), _other(state) if negated else state))
    return max(found)[1] if found else None


def _other(state: str) -> str:
    return "off" if state == "on" else "on"
