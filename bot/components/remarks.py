"""What customers say of themselves in passing: "no bars, I'm hopeless with gadgets". Pure.

Such a remark answers nothing and wants nothing, but its words ("good", "running", "phone", "quick") are those
of answers and wishes. It is left out only as a whole clause, and only where something else is said besides.
"""

from __future__ import annotations

import re

LONGEST = 400
"""Characters; longer messages are stories, which are read as a whole."""
_CLAUSE = re.compile(r"[^.!?;,\n]+(?:[.!?;,\n]+|$)")
_SUBSTANCE = re.compile(
    r"\b(?:signal|service|bars?|reception|data|internet|online|offline|load\w*|slow\w*|speed|call\w*"
    r"|texts?|texting"
    r"|pictures?|photos?|pics?|mms|sms|bills?|pa(?:y|id|ying)|charge\w*|owe|plans?|roam\w*|suspend\w*"
    r"|lost|stolen|broken?"
    r"|not working|doesn'?t|won'?t|can'?t|cannot|isn'?t|want|need|wanna|upgrade\w*|trade|unlock|buy"
    r"|get)\b",
    re.IGNORECASE,
)
"""Words of what customers come with: a clause that has one of them is no remark."""
_SLOW_TO_WRITE = re.compile(
    r"\bslow(?:ly)?\s+(?:(?:to|at|in|with|on)\s+)?(?:answer|repl|respon|typ|writ|get)\w*", re.IGNORECASE
)
"""Of the customer, not of the phone."""
_RELATIVE = (
    r"(?:husband|wife|son|daughter|kids?|grand(?:son|daughter|kids?)|nephew|niece|brother|sister"
    r"|partner|boyfriend"
    r"|girlfriend|roommate|neighbou?r|boss|mom|dad|mother|father)"
)
_BRAND = (
    r"(?:i-?phone|ipad|pixel|galaxy|samsung|motorola|moto|oneplus|android|nokia|huawei|xiaomi"
    r"|nothing phone|lg|htc|sony"
    r"|flip phone|smartphone)"
)
_AM = r"(?:i'?m|i am|we'?re|we are)\s+(?:(?:just|really|honestly|so|still|only|kind of|pretty)\s+)*"
_THINGS = (
    r"(?:(?:these|those|this|that|all|any|such|modern|new|my|the|a|kind of|sort of|of)\s+)*"
    r"(?:things?|stuff|gadgets?|phones?|cell ?phones?|computers?|tech(?:nology)?|technical\w*"
    r"|machines?|devices?|apps?"
    r"|electronics|menus?|settings|it|typing|spelling|english|chat)"
)
_REMARKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # how good one is at such things
        (
            rf"{_AM}(?:not|no|never been)\s+(?:\w+\s+){{0,3}}?(?:good|great|best|handy|comfortable|clever"
            rf"|smart|quick)"
            rf"\s+(?:with|at|on)\s+{_THINGS}"
        ),
        (
            rf"{_AM}(?:not|no|never been)\s+(?:\w+\s+){{0,3}}?(?:savvy|expert|techie|genius|whiz|wizard"
            rf"|person|guy|type)"
            rf"(?:\s+(?:with|at|on)\s+{_THINGS})?"
        ),
        (
            rf"{_AM}(?:bad|terrible|awful|hopeless|useless|clueless|lost|slow|rusty|new|old-fashioned"
            rf"|an old \w+)"
            rf"(?:\s+(?:with|at|on|to|when it comes to)\s+{_THINGS})"
        ),
        (
            rf"i (?:don'?t|do not) (?:really )?(?:know|understand) (?:much|anything|a lot"
            rf"|a thing) about {_THINGS}"
        ),
        # who else does this
        (
            rf"my {_RELATIVE} (?:(?:usually|normally|always|generally|mostly)\s+\w+|used to \w+|(?:takes?"
            rf"|took) care of|set)\b"
            r"(?:\s+\w+){0,6}"
        ),
        rf"my {_RELATIVE} (?:says?|said|told me) (?:i should|to|you guys|it'?s)\b(?:\s+\w+){{0,8}}",
        # patience, manners, hopes
        r"(?:sorry|apologies) (?:to|for|about) (?:\w+\s*){1,5}",
        r"(?:please )?(?:bear with|excuse|forgive|pardon) (?:me|my \w+)(?:\s+\w+){0,3}",
        r"(?:so )?i (?:really |do )?hope (?:this|that|it|we)\b(?:\s+\w+){1,6}",
        (
            r"(?:oh|ah|aw) (?:good|great|nice|wow|cool|man|boy|my|dear|lord|god|gosh)"
            r"|(?:ugh+|argh+|gee+z|jee+z|sheesh|gosh|wow|whew|phew|yay|hooray|huh|hmm+|lol|haha+|omg"
            r"|thank (?:god|goodness)|come on)"
        ),
        r"(?:dear|hon|honey|sweetie|hun|sir|ma'?am|my friend|buddy|man|dude|bro)",
        r"let me (?:see|look|check|think)\s*",
        r"(?:i'?m|i am) telling you",
        # the customer's day
        (
            rf"(?:and |so |but )?{_AM}(?:at|on|in) (?:the |my |a |an )?(?:\w+ )?(?:work|office|job|lunch"
            rf"|break|hurry|rush|meeting|bus"
            r"|train|class|shift|car|road)(?:\s+\w+){0,7}"
        ),
        (
            r"(?:and |so )?(?:i|we)(?:'ve| have)? (?:got|have)? ?(?:an?|my) (?:\w+ )?(?:appointment"
            r"|meeting|shift|class|interview"
            r"|headache|flight|doctor'?s?)(?:\s+\w+){0,9}"
        ),
        r"i already have an? \w+(?:\s+\w+){0,4}",
        # how long with us
        (
            r"(?:and )?(?:i|we)(?:'ve| have)? (?:been|was|were) (?:an? )?(?:\w+ )?(?:customers?|clients?"
            r"|subscribers?|with you\w*(?: guys| all)?"
            r"|with this company)(?:\s+\w+){0,6}"
        ),
        # the handset
        (
            rf"(?:yes |no )?(?:it'?s|its|it is|this is|that'?s|i'?ve got|i have|i got|i use|i'?m using"
            rf"|using|mine is|mine'?s|my phone is"
            rf"|the phone is|on)\s+(?:an?|the|my)?\s*(?:\w+\s+){{0,2}}?{_BRAND}(?:\s+[\w+]+){{0,3}}"
        ),
        rf"{_BRAND}(?:\s+[\w+]+){{0,2}}\s+(?:here|user)",
        (
            r"(?:i'?m |it'?s |phone'?s |the phone is )?(?:running|on|using) (?:the )?(?:latest|newest"
            r"|current|stock|beta|most recent)"
            r"(?:\s+\w+){1,4}"
        ),
        r"(?:(?:i'?m|it'?s) )?(?:running |on )?(?:ios|android|one ?ui)\s*[\d.]+(?:\s+\w+){0,3}",
        r"(?:it'?s |factory |carrier |sim )?unlocked(?: version| model| phone)?",
        (
            r"(?:the |my |this )?phone(?:'s| is| was) (?:brand new|almost new|only|about"
            r"|\w+) (?:\w+ )?(?:years?|months?|weeks?) old"
        ),
        (
            r"(?:i'?ve|i have|we'?ve|i) (?:had|owned|bought|been using) (?:this|the|my|that"
            r"|it)(?:\s+\w+){1,7}"
        ),
        r"(?:it'?s a )?dual[- ]?sim(?:\s+(?:phone|device|model))?",
        r"(?:the )?(?:e-?sim|second|other|2nd) (?:sim )?slot(?:'s| is)? (?:empty|unused|free)",
        (
            r"(?:and |the |my )*(?:imei|baseband|modem|antenna|hardware|battery|screen|case)(?:'s| is"
            r"| looks| checks out| seems)"
            r"(?:\s+\w+){0,3}"
        ),
        r"(?:i )?(?:already )?ruled out (?:\w+\s*){1,8}",
    )
)


_NO_NEW_PHONE = re.compile(
    r"(?:no\W+)?(?:i'?m |i )?(?:don'?t|do not|didn'?t|not|never) (?:want|need|ask(?:ing)?"
    r"|look(?:ing)?|shopping|buying)(?: for)?"
    r" (?:to )?(?:a |an |any |another |buy |get )*(?:new |other )?(?:phone|model|device|upgrade)s?",
    re.IGNORECASE,
)
"""What is not wanted, before what is."""


def without_remarks(text: str) -> str:
    """The text without such clauses; unchanged where it has none, or nothing else."""
    if len(text) > LONGEST:
        return text
    clauses = [match.group() for match in _CLAUSE.finditer(text)]
    kept = [clause for clause in clauses if not _is_remark(clause, asks="?" in text)]
    if len(kept) == len(clauses) or not any(re.search(r"\w", clause) for clause in kept):
        return text
    return re.sub(r"[\s,;]+$", "", "".join(kept)).strip()


def _is_remark(clause: str, *, asks: bool) -> bool:
    """A clause that is all remark; in a question the handset may be what it is about."""
    words = clause.replace("’", "'").strip(" .!;,\n\t")
    if not words or "?" in clause:
        return False
    if _NO_NEW_PHONE.fullmatch(words):
        return True
    if _SUBSTANCE.search(_SLOW_TO_WRITE.sub(" late", words)):
        return False
    if asks and re.search(_BRAND, words, re.IGNORECASE):
        return False
    return any(pattern.fullmatch(words) for pattern in _REMARKS)
