"""Words that say whether something works, whatever it is: "the web is down", "I can't use it". Pure."""

from __future__ import annotations

import re

from actions.words.report_words import ADVERB, ADVERBS, NEGATED

_ACTS = (
    "work|working|load|loading|open|opening|connect|connecting|connected|respond|responding|come up|coming up"
    "|come back|coming back|back|there|available|up|restored|fixed|go|going|go out|going out|go through"
    "|going through|send|sending|sent|through|run|running|function|functioning|start|starting|show|showing"
)
_CANNOT = "cant|cannot|couldnt|unable to|not able to|wont let me|doesnt let me|havent been able to"
_FAILS = re.compile(
    r"\b(?:isnt|arent|wasnt|werent|doesnt|dont|didnt|wont|cant|cannot|couldnt|hasnt|havent|not|never"
    r"|nothing(?: is|s)?|no longer|unable to|fails? to|failed to|refuses to|stopped)\s+"
    rf"(?:(?:been|be|get|getting|able to|{ADVERB})\s+)*(?:{_ACTS})\b"
    rf"|\b(?:is|are|its|was|went|{ADVERB})\s+(?:down|dead|gone|broken|out|failing|kaput)\b"
    r"|^\s*(?:down|dead|gone)\s*$"
    r"|\b(?:fails|failed|failing)\b"
)
_WORKS = re.compile(
    r"\b(?:works?|working|is back|are back|its back|restored|loads?|loading|opens?|opening|is fine|are fine"
    r"|its fine|looks? (?:fine|good|ok|okay|normal)|is (?:ok|okay|good|great|perfect|normal|up)"
    r"|are (?:ok|okay|good|up)|up and running|connects|connecting|is connected|its connected|responds"
    r"|running|functions?|functioning|functional"
    r"|(?:available|online|up|going) (?:again|once more|now)|(?:is|are|its) available|back up"
    r"|back in (?:business|action)|alive again"
    r")\b"
    r"|(?<!problem)(?<!issue)(?<!error)(?<!trouble)(?<!fault)(?:(?<! i)(?<!wa)s| is| are) (?:all )?"
    r"(?:there|going|moving|alive)"
    r"(?: again| once more| now)?\s*$"
)
_HAVE = re.compile(
    r"\b(?:i (?:do |now |can |could |was able to |managed to )*(?:get|got|have|see|use|access|reach)"
    r"|ive got|there(?: is|s| are)|it(?: has|s got))(?:\s+(?:a|an|the|some|full|good|strong|back|my|on))*\s*$"
)
_HAVE_NOT = re.compile(
    rf"(?:\b(?:no|without|zero|lost|losing|lose|lacks?)|\b(?:{_CANNOT}|dont|doesnt|didnt|isnt|arent|not)"
    rf"\s+{ADVERBS}(?:(?:even|get to|be able to)\s+)*"
    r"(?:use|using|get|getting|access|accessing|reach|open|load|send|find|finding|see|seeing|have|receive|browse"
    r"|connect to|connecting to|connected to|pick up|show|showing|detect|any))"
    rf"(?:\s+(?:any|a|an|the|my|to|on|kind of|of|{ADVERB}))*\s*$"
)
WISHED = re.compile(
    r"\b(?:want|wants|wanna|would like|id like|need|needs|hope|hoping|wish|so that i|in order to|trying to"
    r"|try to|help me|to get|to have|make sure)\b|^(?:get|have|make|be|reach|achieve|see)\b"
)
"""What follows is how it should be, not how it is."""


def outcome_of(words: str, named_at: int | None) -> bool | None:
    """Whether a clause says that its subject works; None when it says nothing of that.

    `named_at`: where the subject is named, None when only "it" stands for it.
    """
    before = words[:named_at] if named_at is not None else ""
    if named_at is not None and _HAVE_NOT.search(before):
        return False
    if _FAILS.search(words):
        return False
    if named_at is not None and _HAVE.search(before):
        return True
    found = _WORKS.search(words)
    return True if found and not NEGATED.search(words[: found.start()]) else None
