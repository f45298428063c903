"""Small things customers say in passing: an amount, a day to come, a phone that is of no use, a pause."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(
    r"\$\s?(\d{1,5}(?:,\d{3})*(?:\.\d{1,2})?)|\b(\d{1,5}(?:\.\d{1,2})?)\s*(?:dollars|bucks|usd)\b",
    re.IGNORECASE,
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_BY_WHEN = re.compile(
    r"\b(?:"
    rf"{_MONTH}\.?\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?|"
    rf"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)(?:\s+of\s+{_MONTH})?|"
    r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|"
    rf"(?:(?:this|next|by|on)\s+)*{_DAY}|"
    r"tomorrow|tonight|(?:the\s+)?end of (?:the|this|next) (?:month|week)|next (?:week|month|paycheck)|"
    r"(?:my\s+)?(?:next\s+)?pay\s?(?:day|check)|when i get paid|"
    r"in (?:a|one|two|three|four|five|six|ten|\d{1,2}) (?:days?|weeks?|months?)"
    r"|in a couple of (?:days|weeks)"
    r")\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|since|as i|due to)\s+(.{8,})", re.IGNORECASE | re.DOTALL)
_CAUSE = re.compile(
    r"\b(?:never|twice|double|by mistake|wrong(?:ly)?|not mine|isn'?t mine|cancel+ed|returned"
    r"|already paid|"
    r"(?:was|were|am|been) (?:at home|told|promised)|(?:did|do|was|were|have|had|is|are)(?:n'?t| not)|"
    r"without)\b",
    re.IGNORECASE,
)
FEWEST_CAUSE_WORDS = 7
"""Words a sentence needs to tell why, besides that something is wrong."""
_USELESS_PHONE = re.compile(
    r"\b(?:phone|cell|screen|battery|mobile|handset|device|it)(?:'s|\s+is|\s+was|\s+has)?\s+"
    r"(?:just\s+|completely\s+|totally\s+|been\s+)*"
    r"(?:dead|died|dying|broken|broke|smashed|cracked|lost|stolen|off|gone|missing|bricked|not working|"
    r"doesn'?t work|"
    r"won'?t (?:turn|switch|charge|start|come))\b|"
    r"\b(?:lost|broke|smashed|dropped) (?:my|the) (?:phone|cell)\b|"
    r"\b(?:don'?t|do not|no longer) have (?:my|the|that|a|any) (?:phone|cell)\b(?!\s+number)|"
    r"\b(?:can'?t|cannot|can not) (?:approve|confirm|open|see|get|accept|use) "
    r"(?:it|that|anything|the request|my phone)\b|"
    r"\bno phone\b|\bwithout (?:a|my) phone\b",
    re.IGNORECASE,
)
_DEAD_PHONE = re.compile(
    r"\b(?:phone|cell|screen|battery|mobile|handset|device)(?:'s|\s+is|\s+was|\s+has|\s+got)?\s+"
    r"(?:just\s+|completely\s+|totally\s+|been\s+|all\s+)*"
    r"(?:dead|died|broken|broke|smashed|shattered|lost|stolen|gone|missing|bricked|drowned|"
    r"won'?t (?:turn on|switch on|charge|start|come on|power on|boot))\b|"
    r"\b(?:lost|broke|smashed|drowned) (?:my|the) (?:phone|cell|mobile)\b|"
    r"\b(?:don'?t|do not|no longer) have (?:my|the|that|a|any) (?:phone|cell|mobile)\b(?!\s+number)|"
    r"\bno phone\b|\bwithout (?:a|my) phone\b",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"\b(?:no|without|lost|zero) (?:signal|service|bars|reception|network|coverage|data|internet)\b|"
    r"\bphone (?:line|number|service|bill)\b",
    re.IGNORECASE,
)
"""Words by which a "dead" phone is one without a network."""
_NO = re.compile(
    r"^\W*(?:(?:oh|um|uh|well|hm+|sorry|ok|okay)\W+)*"
    r"(?:no|nope|nah|no thanks?|no thank you|don'?t|do not|please don'?t|never"
    r"|not (?:yet|now|really|at the moment)|i'?d rather not|(?:maybe )?later)\b"
    r"(?!,? (?:problem|worries|rush|doubt|matter what|mind|objections?|big deal|issue))",
    re.IGNORECASE,
)
_UNWILLING = re.compile(
    r"\b(?:don'?t|do not|won'?t|will not|not going to) (?:want|wanna|like|pay|need|send|do)\b", re.IGNORECASE
)
_STAYS = re.compile(
    r"\b(?:can|could|can'?t|couldn'?t|won'?t|would) (?:you|we|i) (?:\w+ )?(?:just |not |please "
    r"|maybe |at least )*(?:help|do|fix|try|solve"
    r"|handle|sort|look|stay|keep|finish|take care)\b"
    r"|\b(?:i'?d|i would|we'?d) (?:much )?(?:rather|prefer|sooner)\b(?!.*\b(?:person|human)\b)"
    r"|\blet'?s (?:just |first |keep |try |stay )*(?:try|keep|fix|do|stay|see|sort|solve|finish|get)\b"
    r"|\b(?:(?:with|by) you\b.*\b(?:first|instead)|try (?:it|that|this|something)"
    r".*first)\b",
    re.IGNORECASE,
)
"""To an offered person: they would rather go on here."""
_PEOPLE = re.compile(
    r"\b(?:yes|yeah|sure|talk|speak|person|people|human|somebody|someone|agent|representative|rep"
    r"|manager|team)\b",
    re.IGNORECASE,
)
_CANNOT_PAY = re.compile(
    r"\b(?:can'?t|cannot|can not|couldn'?t|could not|won'?t be able to|unable to|not able to"
    r"|in no position to)\s+(?:\w+ ){0,2}?"
    r"(?:pay|afford|cover|swing|manage|settle|come up with)\b"
    r"|\b(?:can'?t|cannot|can not|couldn'?t|won'?t be able to|unable to)\s+(?:do|make"
    r"|manage)\s+(?:that|it|this)\b.{0,12}\b(?:today|now"
    r"|right now|yet|this (?:week|month)|until|till|til|before)\b"
    r"|\b(?:no|not enough|don'?t have (?:the|that|any|enough|that kind of)|do not have (?:the|any"
    r"|enough)|haven'?t got (?:the|any|enough)"
    r"|short (?:on|of)|low on|out of|without) (?:money|cash|funds|dough)\b"
    r"|\b(?:don'?t|do not|won'?t|not) (?:get|getting|be|being) paid (?:again )?(?:until|till|til"
    r"|before)\b"
    r"|\b(?:i'?m|i am|we'?re|we are) (?:\w+ )?(?:broke|strapped|tapped out|skint|short)\b"
    r"|\bmoney(?:'s| is) (?:\w+ )?(?:tight|short|gone)\b"
    r"|\bnot (?:until|till|til|before) (?:i get paid|pay\s?day|the|next|my|friday|monday)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"\b(?:great|perfect|wonderful|awesome|excellent|fantastic|amazing|brilliant|fixed|solved|sorted"
    r"|works?|working|"
    r"(?:that|this|it) (?:was|did) (?:it|the trick))\b",
    re.IGNORECASE,
)
_PAYING = r"(?:paid|approved|confirmed|settled|accepted|authori[sz]ed)"
_PAID = re.compile(
    rf"\b(?:i|we)(?:'ve| have)?(?:\s+\w+){{0,2}}\s+{_PAYING}\b"
    rf"|\b(?:is|was|been|it's|that's|all|just|already)\s+{_PAYING}\b"
    rf"|^\W*(?:(?:ok(?:ay)?|done|yes|yep|there)\W+)*{_PAYING}\b"
    r"|\b(?:made|did|sent|finished|completed) (?:the|my|that) payment\b"
    r"|\bpayment\s+(?:is\s+|was\s+|has\s+been\s+)?"
    r"(?:made|done|sent|complete|completed|through|went through|accepted|approved|confirmed|successful)\b",
    re.IGNORECASE,
)
_NOT_PAID = re.compile(r"\?|\b(?:not|never|can|could|if|when|once|before|unless)\b|n't\b", re.IGNORECASE)
_PAUSE = re.compile(
    r"^\W*(?:(?:please|ok|okay|no|yes|oh|uh|um)\W+)?"
    r"(?:wait|hold on|hang on|one (?:moment|sec|second|minute)|just a (?:moment|sec|second|minute)|"
    r"give me a (?:moment|sec|second|minute)|not yet|not so fast|hold your horses)\b",
    re.IGNORECASE,
)
LONGEST_PAUSE = 7
"""Words up to which a turn that begins with a pause is nothing else."""


def amounts_in(text: str) -> tuple[Decimal, ...]:
    """Amounts of money named as such, in dollars."""
    return tuple(Decimal((dollars or bare).replace(",", "")) for dollars, bare in _AMOUNT.findall(text))


def by_when_in(text: str) -> str | None:
    """The day to come in the customer's own words; None when none is named."""
    found = _BY_WHEN.search(text)
    return " ".join(found.group().split()) if found else None


def reason_in(text: str) -> str | None:
    """What follows a "because"."""
    found = _REASON.search(text)
    return found.group(1).strip(" .") if found else None


def cause_in(text: str) -> str | None:
    """Why something is wrong, when the sentence that says so tells it already."""
    words = text.strip()
    return words if len(words.split()) >= FEWEST_CAUSE_WORDS and _CAUSE.search(words) else None


def phone_is_useless(text: str) -> bool:
    """Whether the phone to approve a payment on cannot be used."""
    return bool(_USELESS_PHONE.search(text))


def phone_is_dead(text: str) -> bool:
    """Whether the phone itself is of no use, not only its network: nothing can be approved on it."""
    plain = text.replace("’", "'")
    return bool(_DEAD_PHONE.search(plain)) and not _NETWORK.search(plain)


def says_paid(text: str) -> bool:
    """Whether a payment is said to have been made or approved."""
    plain = text.replace("’", "'")
    found = _PAID.search(plain)
    return (
        found is not None and not plain.rstrip().endswith("?") and not _NOT_PAID.search(plain[: found.end()])
    )


def would_rather_stay(text: str) -> bool:
    """Whether an offered person is declined by wishing to go on here."""
    plain = text.replace("’", "'")
    return _STAYS.search(plain) is not None and _PEOPLE.search(plain) is None


def names_people(text: str) -> bool:
    """Whether a word for a person to talk to is in it, or a plain yes."""
    return _PEOPLE.search(text) is not None


def cannot_pay(text: str) -> bool:
    """Whether somebody says that the money is not there now."""
    return _CANNOT_PAY.search(text.replace("’", "'")) is not None


def asks_to_wait(text: str) -> bool:
    """A pause and nothing else: no answer to anything yet."""
    return bool(_PAUSE.search(text)) and len(text.split()) <= LONGEST_PAUSE


def is_content(text: str) -> bool:
    """Whether a farewell says that things are well now."""
    return bool(_CONTENT.search(text)) and not _NO.search(text) and not re.search(r"n['’]t\b|\bnot\b", text)


def refuses(text: str) -> bool:
    """Whether a turn begins with a no: whatever follows it, it is never a yes to what costs money."""
    return bool(_NO.search(text.replace("’", "'")))


def says_no(text: str) -> bool:
    """A sentence that says no at its beginning or within: where money is at stake it is never a yes."""
    return refuses(text) or bool(_UNWILLING.search(text))
