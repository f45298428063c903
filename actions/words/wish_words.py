"""Whether a wish is named by words of its own, or an answer to an open question only sounds like it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

SURE_NAMED = 0.75
"""Probability from which on a wish told among answers is followed."""
SURE_ASKED = 0.45
"""The same where it is asked for."""
_ASKS = re.compile(
    r"^\W*(?:(?:actually|ok(?:ay)?|no|wait|and|but|also|oh|sorry|well|then|instead|so|just|first)\W+)*"
    r"(?:i (?:just |rather |only )?(?:want|wanna|need|would (?:like|rather))\b|i'd (?:like|rather"
    r"|prefer)\b|let me\b"
    r"|can (?:i|you|we)\b|could (?:i|you|we)\b|please\b|how (?:much|many|do|can)\b|what(?:'s| is| are)\b"
    r"|(?:pay|send|show|tell|give|cancel|change|add|dispute)\b)",
    re.IGNORECASE,
)
_BILL = r"bills?|billed|billing|invoices?|statements?|charg\w+|fees?|amounts?|balance|owe\w*|due|\$"
_PLAN = r"plans?|tariffs?|packages?|contracts?"
_PAY = r"pay\w*|paid|card|installments?|bank|autopay"
_NAMES: Mapping[str, str] = {
    "ask_bill": _BILL,
    "ask_bill_change": _BILL,
    "ask_charge": rf"{_BILL}|line item|what(?:'s| is) (?:this|that|the)",
    "dispute_charge": rf"{_BILL}|disput\w+|refund\w*|contest\w*|overcharg\w*|money back|credit",
    "pay_bill": rf"{_PAY}|{_BILL}|settle",
    "ask_payment_status": _PAY,
    "payment_blocked": _PAY,
    "request_arrangement": rf"{_PAY}|{_BILL}|arrangement|more time|extension|later|afford",
    "set_autopay": rf"{_PAY}|automatic\w*",
    "get_bill_file": rf"{_BILL}|pdf|file|copy",
    "ask_case_status": r"cases?|tickets?|requests?|complaints?|status|reference",
    "want_callback": r"call(?:ed|ing)?\s+(?:me|us|back)|callbacks?|(?:ring|phone)\s+(?:me|us)\b|be called"
    r"|(?:phone|ring) back|get a call|give me a call",
    "ask_data_left": r"data|gigs?|gigabytes?|gb|allowance|usage|used|left|remain\w*",
    "ask_outage": r"outages?|towers?|masts?|works|area|network|down|storm|neighbo\w+",
    "add_data": r"data|gigs?|gigabytes?|gb|top\W?up|allowance|booster",
    "ask_plan": _PLAN,
    "compare_plans": rf"{_PLAN}|cheaper|unlimited|upgrade",
    "change_plan": rf"{_PLAN}|cheaper|unlimited|switch to|upgrade|downgrade",
    "add_line": r"lines?|numbers?|sims?",
    "port_in": r"port\w*|(?:bring|keep|transfer|move|take|switch)\w*\b.*\bnumbers?|carriers?|providers?",
    "cancel_service": r"cancel\w*|terminat\w*|quit|leav\w+|end|close|stop|switch\w*",
    "pause_line": r"paus\w*|hold|freez\w*|froze\w*|suspen\w*|temporar\w*|seasonal\w*|vacation",
    "upgrade_phone": r"(?:new|upgrade\w*|another|trade|buy)\b.*|upgrade\w*",
    "travel_abroad": r"abroad|overseas|travel\w*|trips?|roam\w*|vacation|holidays?|fly\w*|flight|border"
    r"|country"
    r"|countries|international\w*|landed|cruise",
    "report_suspended": r"suspend\w*|block\w*|cut off|shut off|deactivat\w*|disabl\w*|line|reactivat\w*"
    r"|turn\w*"
    r"|unblock\w*|lift|restor\w*",
    "report_lost_phone": r"lost|lose|loss|stol\w+|steal\w*|theft|thie\w+|robb\w+|mugg\w+|snatch\w*"
    r"|pickpocket\w*"
    r"|nicked|pinched|missing|misplaced|vanished|gone|left (?:it|my|the)|find (?:it|my|the)|where my"
    r"|(?:took|grabbed|swiped) (?:it|my|the)",
    "report_fraud": r"fraud\w*|scam\w*|hack\w*|phish\w*|swap\w*|stol\w+|steal\w*|identity|impersonat\w*"
    r"|unauthori[sz]ed"
    r"|suspicious|some(?:one|body)|without m[ey]|(?:not|n't|wasn'?t) (?:me|mine)|taken over|transferred"
    r"|e-?sim|codes?|activated|not me|didn'?t (?:order|ask|request|do)|takeover|breach\w*|cloned?",
    "report_emergency": r"emergenc\w+|911|fire|flames?|burn\w*|smoke|smoking|gas|police|cops|ambulance"
    r"|paramedics?"
    r"|hurt\w*|harm\w*|injur\w*|wound\w*|bleed\w*|blood|breath\w*|chok\w+|heart|chest|stroke|seizures?"
    r"|faint\w*"
    r"|collaps\w+|unconscious|(?:wake|waking) up|dying|die[ds]?|dead|kill\w*|suicid\w+|my life"
    r"|live any\s?more"
    r"|guns?|knife|knives|stab\w*|shoot\w*|shot|weapons?|robb\w+|break(?:ing|s)?\W+in\w*|broke\W+in\w*"
    r"|intruders?"
    r"|burglar\w*|threat\w*|following me|stalk\w*|hit(?:ting|s)?|beat(?:ing|s|en)?|attack\w*|assault\w*"
    r"|rap(?:ed|ing)"
    r"|kidnap\w*|danger\w*|accident|crash\w*|explo\w+|poison\w*|pills|overdos\w*|swallow\w*|help"
    r"|drown\w*|flood\w*"
    r"|carbon|trapped|in labou?r|labou?r pains|giving birth|fell|fallen|pain|sos",
}
_OF: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for name, words in _NAMES.items()
}
_PAYS_ELSE = re.compile(
    r"\bpay(?:ing|s)? (?:for|at|with|by|in) "
    r"(?!it\b|this\b|that\b|my\b|our\b|the (?:bill|phone|line|service)\b)",
    re.IGNORECASE,
)
_OUR_BILL = re.compile(rf"\b(?:{_BILL}|request|overdue)(?!\w)", re.IGNORECASE)
_PLACES = r"abroad|overseas|travel\w*|trips?|roam\w*|country|countries|states|vacation|holiday|border"
_STAYS = re.compile(
    rf"\b(?:{_PLACES})\s*\?+\W*(?:no|nope|nah|not|never)\b"
    r"|\b(?:no|not|never|haven'?t|hasn'?t|didn'?t|don'?t|isn'?t|ain'?t|am not|aren'?t)\s+(?:\w+\s+){0,4}?"
    rf"(?:{_PLACES})\b"
    r"|\bnever (?:left|leave|go|went|been|travel\w*|fly)\b"
    r"|\b(?:i'?m|i am|we'?re|we are|still|just|right)\s+(?:\w+\s+)?(?:at|in|inside|from)\s+"
    r"(?:the\s+(?:us|usa|u\.s\.|states|united states)\b|(?:my|our)\s+\w+|home\b|work\b)"
    r"|^\W*(?:no|nope|nah)\b.*\b(?:home|kitchen|house|couch|sofa|here|work|office|states|usa|us)\b",
    re.IGNORECASE | re.DOTALL,
)
_YET_GOES = re.compile(
    r"\?\W*$|\byet\b|\b(?:want|need|will|going|leav(?:e|ing)|fly\w*|tomorrow|next|soon|allow|enable"
    r"|switch|turn|activate"
    r"|landed|arrived|doesn'?t work|not working|won'?t|can'?t|how|what|when)\b"
    r"|\bhaven'?t (?:\w+\s+){0,3}(?:allowed|enabled|activated|set)\b",
    re.IGNORECASE,
)
_DATED = r"(?:weekend|summer|winter|spring|fall|\w+day|\d+(?:st|nd|rd|th))"
_GOES_LATER = re.compile(
    r"\b(?:will|'ll|going to|gonna|about to|plan(?:ning)?|leav(?:e|es|ing)|fly(?:ing)?|flies|tomorrow|next"
    rf"|soon|later|upcoming|(?:on|this|by|until|before) (?:the )?{_DATED}"
    r"|in (?:a|an|one|two|three|four|a few|a couple of|\d+) (?:days?|weeks?|months?))\b",
    re.IGNORECASE,
)
_HOME_NET = (
    r"(?:router|modem|gateway|(?:internet|cable|fiber|wi-?fi) box"
    r"|(?:home|house) (?:internet|wi-?fi|network|broadband)|broadband"
    r"|(?:internet|wi-?fi) (?:at|in) (?:the |my |our )?(?:home|house))"
)
_NO_HOME_NET = re.compile(
    r"\b(?:not|without|away from|off|no|instead of|rather than|except(?: for)?|beyond"
    r"|unless(?: \w+){0,3}?)\s+"
    rf"(?:(?:my|the|our|on|via|over|through|at|a|using|any)\s+)*{_HOME_NET}\b",
    re.IGNORECASE,
)
_NAMES_HOME_NET = re.compile(rf"\b{_HOME_NET}\b", re.IGNORECASE)
_OUT = r"(?:outside|in the street|on the road|away from (?:home|the house)|out and about)"
_FAILS = r"(?:no|not|nothing|can ?not|can'?t|won'?t|doesn'?t|dead)"
_OUT_OF_HOME = re.compile(
    r"\bwi-?fi\b(?:\W+\w+){0,4}?\W+(?:is|works?|runs?)\W+(?:all\W+|just\W+)?"
    r"(?:good|fine|ok(?:ay)?|great|working|perfect)\b"
    rf"|\b{_OUT}\b.*\b{_FAILS}\b|\b{_FAILS}\b.*\b{_OUT}\b",
    re.IGNORECASE | re.DOTALL,
)
"""Where it fails the Wi-Fi at home does not reach, or that works."""
_BOX = re.compile(r"\b(?:router|modem|gateway|box|cable|fiber)\b", re.IGNORECASE)
_MEANS_PHONE = re.compile(
    r"\b(?:mobile|phone|cell\w*|handset)\b.*\b(?:not|isn'?t|rather than|instead of)\b.*\b(?:home|house"
    r"|router|modem"
    r"|box|wi-?fi|gateway|broadband)\b"
    r"|\b(?:not|isn'?t|nothing to do with)\b.*\b(?:home|house|router|modem|box|wi-?fi|gateway|broadband)\b"
    r".*\b(?:mobile|phone|cell\w*|handset)\b",
    re.IGNORECASE | re.DOTALL,
)


def names_wish(text: str, wish: str) -> bool:
    """Whether the words name that wish; true for a wish that has no words of its own."""
    words = _OF.get(wish)
    if words is None:
        return True
    return words.search(text.replace("’", "'")) is not None


def pays_elsewhere(text: str) -> bool:
    """ "I was paying for parking": no bill of ours."""
    return _PAYS_ELSE.search(text) is not None and _OUR_BILL.search(text) is None


def is_named(text: str, wish: str, sure: float) -> bool:
    """Whether a wish in the middle of a question is one: named by its own words, and sure or asked for."""
    asks = text.rstrip().endswith("?") or _ASKS.match(text.replace("’", "'")) is not None
    if not names_wish(text, wish) or (wish == "travel_abroad" and stays_home(text)):
        return False
    return sure >= (SURE_ASKED if asks else SURE_NAMED)


def stays_home(text: str) -> bool:
    """Whether somebody says not to be abroad, and wishes for nothing there: no wish for roaming."""
    plain = text.replace("’", "'")
    return _STAYS.search(plain) is not None and _YET_GOES.search(plain) is None


def goes_later(text: str) -> bool:
    """Whether a trip is spoken of that is still to come."""
    return _GOES_LATER.search(text.replace("’", "'")) is not None


def names_home_internet(text: str) -> bool:
    """Whether the internet at home is what is spoken of; Wi-Fi alone may be what the phone is without."""
    return _NAMES_HOME_NET.search(_NO_HOME_NET.sub(" ", text)) is not None


def means_the_phone(text: str) -> bool:
    """ "The phone itself, not our box": which of the two it is about."""
    plain = text.replace("’", "'")
    out = _OUT_OF_HOME.search(plain) is not None and _BOX.search(plain) is None
    return out or _MEANS_PHONE.search(plain) is not None
