"""Who is speaking, said beside a wish: "this is Jane Doe, born 3 May 1980, what do I owe". Pure.

Only where the words hold what identifies somebody, a whole date of birth or a phone number: a name alone
may be anything.
"""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:{_YEAR}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d\d)|"
    rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}|{_MONTH}\s+{_DAY},?\s+{_YEAR})"
)
_SAYS_BIRTH = (
    r"(?:(?:and|i\s+was|was|i['’]?m|is)\s+)*(?:born(?:\s+(?:on|in))?|"
    r"(?:my\s+)?(?:date\s+of\s+birth|birth\s?(?:day|date)|d\.?o\.?b\.?)(?:\s+is|['’]?s)?)\s*[:,]?\s*(?:is\s+)?"
)
_BIRTH = re.compile(rf"[\s,;(]*\b{_SAYS_BIRTH}{_DATE}[\s)]*[,.;:]*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:\b(?:(?:and\s+)?(?:my|the)\s+(?:\w+\s+)?number(?:\s+is|['’]?s)?|it['’]?s|number(?:\s+is|['’]?s)?)\s*:?\s*)?"
    r"(?<!\d)(?:\+?1[\s.-]*)?\(?\d{3}\)?[\s.-]*\d{3}[\s.-]*\d{4}(?!\d)[,.;:]*",
    re.IGNORECASE,
)
_WORD = r"[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*\.?"
_NO_NAME = (
    r"(?!(?:out|not|no|never|having|getting|calling|texting|writing|trying|unable|still|in|on|at|an?|the|so|without|just|"
    r"going|looking|paying|being|over|here|stuck|from|wondering|very|really|done|sick|tired|missing|about|near|only|"
    r"with|using|seeing|locked|due|back|ready|interested|your|my|our|one|also|currently|moving|flying|leaving|travell?ing|"
    r"abroad|home|low|almost|always|sorry|sure|new|running|worried|supposed|all|too|under|off|for|to)\b)"
)
"""What follows "I'm" or "this is" where no name does."""
_SAYS_NAME = (
    r"(?:(?:hi|hello|hey)[\s,]+)?(?:my\s+(?:full\s+)?name(?:\s+is|['’]?s)?|"
    rf"(?:this\s+is|i\s+am|i['’]?m)(?=\s+{_NO_NAME})|name)\s*:?\s+"
)
_NAME = re.compile(
    rf"(?:^|(?<=[\s,.;(])){_SAYS_NAME}{_WORD}(?:\s+{_WORD}){{1,3}}?\s*(?=[,.;(]|\band\b|\x00|$)",
    re.IGNORECASE,
)
_HERE = re.compile(
    rf"^(?:(?:hi|hello|hey)[\s,]+)?{_WORD}(?:\s+{_WORD}){{1,3}}?\s+here\b[,.;]*", re.IGNORECASE
)
_MARK = " \x00 "
"""Where something was taken out; ends a name."""


def without_introduction(text: str) -> str:
    """The text without name, date of birth and number; unchanged where nothing identifies anybody."""
    rest = _NUMBER.sub(_MARK, _BIRTH.sub(_MARK, text))
    if rest == text:
        return text
    rest = _HERE.sub(" ", _NAME.sub(" ", rest)).replace("\x00", " ")
    rest = re.sub(r"\s+([,.;?!])", r"\1", re.sub(r"\s+", " ", rest))
    return re.sub(r"^(?:[\s,.;:]|and\b)+|(?:[\s,;:]|\band$)+$", "", rest, flags=re.IGNORECASE)
