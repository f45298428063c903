"""Plain words that say how a step came out, whatever it was about. Pure."""

from __future__ import annotations

import re

STUCK = re.compile(
    r"\b(?:can'?t|cannot|couldn'?t|could not|won'?t|unable|doesn'?t let|not able|gr[ae]yed"
    r"|there(?:'s| is) no (?:such|option))\b",
    re.IGNORECASE,
)
BACK = re.compile(
    r"\b(?:i'?m back|back again|i am back|here again|back now|just (?:re)?started"
    r"|it'?s (?:back )?on again|restarted|rebooted)\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|hi|hey|hello|so|well|right|sorry|yes|yeah|and|now|there)\W+)*"
    r"(?:i'?m|i am|we'?re|we are)\s+(?:just\s+)?(?:back|here)(?:\s+(?:again|now|with you|at the phone))*\W*$",
    re.IGNORECASE,
)
_MADE = (
    r"done|did|reset|restarted|rebooted|put|took|taken|turned|switched|changed|allowed|granted"
    r"|removed|reinserted"
    r"|re-?seated|re-?inserted|pushed|plugged|unplugged|toggled|set|enabled|disabled|disconnected"
    r"|updated|followed"
    r"|restored|cleared|powered|cycled|tried"
)
DID = re.compile(
    rf"\bi(?:'ve| have)?(?:\s+(?:already|now|also|just|have|gone ahead and))*\s+(?:{_MADE})\b"
    r"|^\W*(?:it'?s |(?:the )?(?:sim|card)(?:'s| is) )?(?:back in\b|(?:back )?in (?:again|now|place))"
    r"|^\W*(?:(?:ok(?:ay)?|al(?:l ?)?right|right|yes|yeah|yep|so|well|there|and|now)\b\W+)*"
    rf"(?:(?:all|just|already|it's|it is|that's|that is|consider (?:it|that))\s+)*(?:{_MADE})\b"
    r"|\b(?:that|it)(?:'s| is| has| was)(?: all)?(?: been)? "
    r"(?:taken care of|seen to|dealt with|carried out|sorted)\b"
    r"|^\W*(?:finished|carried out|carried it out|sorted that|made that change)\b"
    rf"|\b(?:was|were|is|are|been|now|settings?|phone|card|device)(?<!nothing was)(?<!nothing is)"
    rf"\s+(?:{_MADE})\b|\bsuccessfully\b",
    re.IGNORECASE,
)
"""That something was done, without a word on what came of it."""
RESTARTED = re.compile(r"\b(?:restart|reboot|power[ -]?cycl)ed\b", re.IGNORECASE)
_HOW_MUCH = r"(?:exactly|precisely|actually|on earth|in the world)"
HOW = re.compile(
    rf"\b(?:how (?:{_HOW_MUCH} )?(?:do|would|can|should|does) (?:i|one|you|we)"
    r"|(?:don'?t|do not|not sure) (?:know )?(?:how|where)|no (?:idea|clue) (?:how|where)"
    r"|(?:show|tell|explain to|take) me (?:how|where|through|step)|guide me|walk me through|step by step"
    r"|(?:which|what) (?:menu|setting|screen|app|button)"
    rf"|where (?:{_HOW_MUCH} )?(?:is|are|do|can|would|should)"
    r"|where (?:to|in) (?:find|look|go|the settings))\b",
    re.IGNORECASE,
)
"""The way there is asked for."""
GO_AHEAD = re.compile(
    r"\b(?:please do|do that|do it|go (?:right )?ahead|let'?s|be my guest|of course|certainly"
    r"|if (?:that|this|it|you)|why not|sounds good|yes,? (?:please|go)|that'?s fine)\b",
    re.IGNORECASE,
)
ALREADY = re.compile(r"\balready\b", re.IGNORECASE)
STILL_NOT = re.compile(
    r"\b(?:still (?:do(?:es)? not|is not|will not|cannot|are no|nothing|no|not|the same|doesn'?t|won'?t"
    r"|can'?t|isn'?t|ain'?t|says"
    r"|fails?|failing|down|dead|gone|out|bad|broken|doing (?:it|that|the same)|at it|there"
    r"|(?:have|having|has|got|getting) (?:the |this |that |my |a )?(?:same |exact )*"
    r"(?:problem|issue|trouble|thing|error))"
    r"|changed nothing|did nothing|no (?:change|difference|luck|effect|improvement)"
    r"|nothing (?:has |had )?(?:changed|happened)"
    r"|fail(?:s|ed) again|keeps? failing|didn'?t (?:help|work|change|fix)"
    r"|did not (?:help|work)|doesn'?t (?:help|work)|not working"
    r"|(?:doesn'?t|does not|didn'?t|did not) (?:fix|solve|change|cure|help) (?:it|that|this|anything"
    r"|a thing|much)"
    r"|(?:not|nothing) (?:much|really|any) better|(?:hardly|barely) (?:any )?better|same (?:as before"
    r"|thing"
    r"|problem)|isn'?t working|no better|not better|made no)\b",
    re.IGNORECASE,
)
"""Words by which nothing has become better."""
WORKS = re.compile(
    r"\b(?:works? (?:now|again|fine)|working (?:now|again|fine)|it(?:'s| is) (?:working|fixed)"
    r"|it(?:'s| is) back(?! (?:in|inside|on|there|together))|that (?:did it|fixed it|worked|helped"
    r"|solved)"
    r"|(?<!not )(?<!n't )(?<!never )(?<!still )(?:(?:available|back up|up and running|online|alive|up|going"
    r"|runs?|running|in (?:working )?order) (?:again|once more|now)|back up|up and running|back to normal)"
    r"|(?:that|this)(?:'s| is| has)? sorted it"
    r"|(?:that|this|it) (?:was it|did the trick|was the (?:problem|issue|trick|reason))"
    r"|it works|all good|fixed now|problem solved|everything works|it'?s fine now)\b",
    re.IGNORECASE,
)


def only_is_back(text: str) -> bool:
    """ "OK, I'm back": somebody is here again, and says nothing of the phone."""
    return _HERE.match(text.replace("’", "'")) is not None


def works(text: str) -> bool:
    """Whether the words say that it works now."""
    return WORKS.search(text) is not None
