"""What is said besides an answer: what to do, other things that are on, how slow they are. Pure."""

from __future__ import annotations

import re

ASKS_WHAT_TO_DO = re.compile(
    r"^(?:(?:or|no|well)\s+)*(?:(?:must|should|shall|may|do|can|could|would|am|have)\s+(?:i|we|you)\b"
    r"|(?:you|u)\s+(?:want|need|mean)\b|(?:want|need)\s+(?:me|it|that)\b"
    r"|(?:does|should|must|shall|need)\s+(?:it|that|this)\b)"
)
"""How a piece of a question begins that asks what to do, and says nothing of what is."""

_ON_IDIOM = re.compile(
    r"\bon (?:record|file|paper|purpose|time|hand|hold|foot|duty|shift|break|call|behalf|average"
    r"|top of (?:that|this|it)|the (?:phone|line) with (?:you|u))\b"
)
_ON_MINE = re.compile(
    r"(?:(?<=\bon )|(?<=\boff ))on (?:mine|this (?:one|phone|side|end)"
    r"|my (?:own|phone|cell|mobile|handset|device|side|end|line))\b"
)
"""Whose it is, behind the state it is in."""
_THING_WORN = re.compile(
    r"\b(?:gloves|mittens|glasses|specs|spectacles|shoes|boots|coat|jacket|hat|helmet|headphones|headset"
    r"|kettle|tv|telly|television|radio|music|oven|stove|lamp|engine)\s+(?:(?:is|are|still)\s+)*on\b"
)
_OWN_PACE = re.compile(
    r"\b(?:im|i am|ill be|i will be)"
    r"\s+(?:(?:a|bit|little|rather|quite|very|pretty|so|too|just|being)\s+)*slow\w*"
)


_I_AM_BACK = re.compile(r"\b(?:(?:im|i am|ive come) back|i have returned|ive returned)\b(?: now| again)?")
_NOW = re.compile(r"\b(?:at present|as we speak|as of now|for the moment)\b")
_PROBLEM_GONE = re.compile(
    r"\b(?:problem|issue|trouble|fault|error)s? (?:(?:is|are|has|have|was|now|all) )*"
    r"(?:gone|solved|resolved|disappeared|vanished|fixed|over|away)\b"
)


def without_asides(words: str) -> str:
    """Plain words without what sounds like a state and is none: "gloves on", "on record", "I'm slow"."""
    words = _PROBLEM_GONE.sub("it works now", words)
    for pattern in (_I_AM_BACK, _NOW, _ON_IDIOM, _ON_MINE, _THING_WORN, _OWN_PACE):
        words = pattern.sub("", words)
    return words


_STATE = r"(?:on|off|enabled|disabled|active|inactive|activated|deactivated)"
_BARE = re.compile(
    rf"^(?:(?:its|it|thats|that|is|this one|all|just|currently|still|turned|switched|set to|gr[ae]y)\s+)*"
    rf"{_STATE}"
    r"(?:\s+(?:here|there|now|right now|already|at the moment|as it (?:is|stands)|i think|i guess|i see))*$"
)
_REFERS = re.compile(
    r"\b(?:it|its|that|thats|this|mine|mean|meant|actually|sorry|wait|turned|switched|put|set|now|toggled|says?"
    r"|shows?|reads?|there|enabled|disabled)\b"
)


_BETWEEN = re.compile(r"[.,;!?]+|\b(?:and|but)\b")


def clauses_of(text: str) -> list[str]:
    """The clauses of a text, in plain words."""
    plain = text.lower().replace("’", "").replace("'", "")
    return [clause.strip() for clause in _BETWEEN.split(plain) if clause.strip()]


def says_state_alone(words: str) -> bool:
    """Whether a clause is nothing but the state of a switch: "off", "it's on here"."""
    return _BARE.search(words) is not None


def may_mean_the_same(words: str) -> bool:
    """Whether a clause after that may speak of the same switch still, or set it right."""
    return says_state_alone(words) or _REFERS.search(words) is not None


_LEADS_ON = re.compile(
    r"^\W*(?:(?:no|nope|nah|sorry|wait|well|oh|actually|hm+|um+)\W+)*"
    r"(?:(?:what )?i(?: really| actually)? (?:meant?|wanted|was (?:asking|after|talking))"
    r"(?: (?:is|was|to (?:say|ask|know)|about))*|that'?s not what i (?:meant?|asked|wanted))\W*$",
    re.IGNORECASE,
)


def only_leads_on(words: str) -> bool:
    """ "No, I meant": the beginning of what follows it, and no answer by itself."""
    return _LEADS_ON.match(words.replace("’", "'")) is not None
