"""What must never be stored is blanked here, before the first write.

Card numbers (ISO/IEC 7812 lengths with a valid Luhn digit, or a card said in so many words), security
codes, social security numbers, and PINs, passcodes or one-time codes that somebody volunteers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from conversation.payloads.turns import Redaction
from conversation.spoken_digits import UNSEEN, DigitRun, apart, digit_runs, is_amount, is_phone

CARD_LENGTHS = range(13, 20)
CARD = "card_number"
SECURITY_CODE = "security_code"
SSN = "social_security_number"
SECRET = "secret"  # noqa: S105 - the name of a kind, not a secret

_CARD_WORDS = re.compile(
    r"\b(card|visa|master\s?card|amex|american express|discover|debit|credit)\b", re.IGNORECASE
)
_PHONE_SERIAL = re.compile(r"\b(?:imei|meid)\b[^\d.;!?]*$", re.IGNORECASE)
_PHONE_SERIAL_LENGTHS = range(14, 17)
_SIM_SERIAL = re.compile(r"89\d{16,18}")
"""ITU-T E.118: the number of a SIM card begins with 89 for telecommunications; no payment card does."""
_CODE_WORDS = re.compile(r"\b(cvv2?|cvc2?|cid|security code|card code)\b", re.IGNORECASE)
_SSN_WORDS = re.compile(r"\b(ssn|social|social security( number)?)\b", re.IGNORECASE)
_SSN_FORM = re.compile(r"(?<!\d)(?!000|666|9\d\d)\d{3}[- _](?!00)\d{2}[- _](?!0000)\d{4}(?!\d)")
_SECRET_WORDS = re.compile(
    r"(?<![a-z])(pin code|pin|p\.i\.n\.|passcode|pass code|password|one[- ]time code|otp|"
    r"(?:verification|access|login|sign[- ]in|confirmation) code|(?:the|my|your|that|this) code)(?![a-z])",
    re.IGNORECASE,
)
_PASSWORD_VALUE = re.compile(r"(\b(?:password|passcode)\b\s*(?:is|:|=)\s*)(\S+)", re.IGNORECASE)
_LEADS_TO_VALUE = re.compile(
    r"(?:['\u2019]s)?[\s:=#,.\u2026'\"_-]*"
    r"(?:(?:for|of|on) (?:it|(?:my|the|this|that) (?:account|line|phone|number))\b[\s:=,-]*)?"
    r"(?:(?:that |which )?(?:(?:you|they)(?: guys)?(?: just)? "
    r"(?:texted|sent|gave|emailed|messaged)(?: to)?(?: me)?|"
    r"i(?: just)? (?:got|received|have|was sent)|i['\u2019]ve got)\b[\s:=,-]*)?"
    r"(?:(?:is|was|to|it['\u2019]?s|it is|should be|must be|number|code|i think|i believe|i guess|maybe|"
    r"probably|just|um+|uh+|hm+|so)(?![a-z])[\s:=,.\u2026_-]*)*",
    re.IGNORECASE,
)
_CALLED_SECRET = re.compile(
    r"[\s,]*(?:(?:is|was|would be|should be|as)\s+)?(?:my|the)\s+"
    r"(?:pin|passcode|password|(?:verification |access |one[- ]time )?code)\b",
    re.IGNORECASE,
)
_ASKS_FOR_SECRET = re.compile(
    r"\b(?:pin|passcode|pass code|password|otp|(?<!zip )(?<!area )(?<!error )(?<!postal )(?<!promo )code)\b",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"\b(?:zip(?: code)?|postal code|order|ticket|case|reference|ext|extension|year|born|dob|"
    r"birth(?:day| date)?)"
    r"(?:\s+(?:is|number|no|on))*[\s:#.,]*$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}")
_UNBROKEN = re.compile(rf"\d(?:[ _{UNSEEN}-]*\d){{12,18}}")
NEAR = 40
"""Characters between the word that names a secret and its digits."""


class Asked(StrEnum):
    """What the text may answer."""

    NOTHING = "nothing"
    PHONE = "phone"
    """Who the customer is: four to eight digits beside a phone number are taken for the PIN."""
    SECRET = "secret"  # noqa: S105 - the name of a kind, not a secret
    """A PIN or code of unknown length: four to eight digits are taken for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """Text safe to store, and how much of which kind was blanked."""

    text: str
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    start: int
    end: int
    kind: str


def redact(text: str, *, about: Asked = Asked.NOTHING) -> Redacted:
    """Blank every secret in `text` as `[card_number]`, `[security_code]`, ...; the rest is untouched.

    `about` is what was asked for: it decides over digits whose words do not say what they are.
    """
    spans = _spans(text, about)
    parts: list[str] = []
    position = 0
    counts: dict[str, int] = {}
    for span in spans:
        parts += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
        counts[span.kind] = counts.get(span.kind, 0) + 1
    parts.append(text[position:])
    return Redacted(
        text="".join(parts),
        redactions=tuple(Redaction(kind=kind, count=count) for kind, count in counts.items()),
    )


def named_secret(text: str, *, about: Asked = Asked.NOTHING) -> tuple[int, int] | None:
    """Where the digits of a PIN or code stand that somebody gives unasked; None without exactly one.

    Its words name it ("my pin is 4321"), or it follows a phone number.
    """
    digits = [(run.start, run.end) for run in digit_runs(text) for run in apart(run)]
    spans = [(span.start, span.end) for span in _spans(text, about) if span.kind == SECRET]
    return spans[0] if len(spans) == 1 and spans[0] in digits else None


def luhn_holds(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1 Annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def secret_asked(text: str, *, before: bool = False) -> bool:
    """Whether a PIN or code is awaited once an agent said `text`; `before` is whether one was already."""
    if _ASKS_FOR_SECRET.search(text):
        return True
    return before and not text.rstrip().endswith("?")


def _spans(text: str, about: Asked) -> list[_Span]:
    runs = digit_runs(text)
    found = [span for run in runs for span in _judged(text, run, about)]
    if about is not Asked.NOTHING:
        taken = [(span.start, span.end) for span in found]
        found += [
            _Span(start=run.start, end=run.end, kind=SECRET)
            for run in _likely(text, [part for run in runs for part in apart(run)], about)
            if not _overlaps(run.start, run.end, taken)
        ]
    taken = [(span.start, span.end) for span in found]
    for match in _SSN_FORM.finditer(text):
        if not _overlaps(match.start(), match.end(), taken):
            found.append(_Span(start=match.start(), end=match.end(), kind=SSN))
            taken.append((match.start(), match.end()))
    found += [
        _Span(start=match.start(2), end=match.end(2), kind=SECRET)
        for match in _PASSWORD_VALUE.finditer(text)
        if not _overlaps(match.start(2), match.end(2), taken)
    ]
    return sorted(found, key=lambda span: span.start)


def _judged(text: str, run: DigitRun, about: Asked) -> list[_Span]:
    """The secrets within a run; a number and a PIN typed side by side are told apart."""
    if _names_device(text, run):
        return []
    parts = apart(run)
    card = _card_within(text, run)
    if card is not None and (len(parts) == 1 or (run.digits[0] in "3456" and len(run.digits) in (15, 16))):
        return [card]
    if len(parts) == 1:
        if about is Asked.PHONE and (tail := _tail(run)) is not None:
            return [tail]
        span = _judge(text, run)
        return [] if span is None else [span]
    return [
        _Span(start=part.start, end=part.end, kind=SECRET)
        for part in parts
        if not is_phone(part)
        and len(part.pieces) == 1
        and len(part.digits) in (4, 6)
        and not is_amount(text, part)
    ]


def _names_device(text: str, run: DigitRun) -> bool:
    """The number of a phone or SIM card: as long as a payment card's, with the same check digit, and none."""
    before = text[max(0, run.start - NEAR) : run.start]
    is_phones = len(run.digits) in _PHONE_SERIAL_LENGTHS and _PHONE_SERIAL.search(before) is not None
    return is_phones or _SIM_SERIAL.fullmatch(run.digits) is not None


def _tail(run: DigitRun) -> _Span | None:
    """What follows the ten digits of a number said digit by digit or typed without a break."""
    number = 11 if run.digits[0] == "1" else 10
    if not number + 4 <= len(run.digits) <= number + 8:
        return None
    if len(run.pieces) == 1 and run.pieces[0].end - run.pieces[0].start == len(run.digits):
        return _Span(start=run.start + number, end=run.end, kind=SECRET)
    seen = 0
    for piece in run.pieces:
        if seen == number:
            return _Span(start=piece.start, end=run.end, kind=SECRET)
        seen += len(piece.digits)
    return None


def _likely(text: str, parts: list[DigitRun], about: Asked) -> list[DigitRun]:
    """Runs that are the secret by what was asked; amounts, ZIPs and dates are none."""
    if about is Asked.PHONE and not any(is_phone(part) for part in parts):
        return []
    return [
        part
        for part in parts
        if 4 <= len(part.digits) <= 8
        and [len(piece.digits) for piece in part.pieces] != [3, 4]
        and not is_amount(text, part)
        and not _OTHER_NUMBER.search(text[max(0, part.start - NEAR) : part.start])
        and not _DATE.fullmatch(text[part.start : part.end])
    ]


def _judge(text: str, run: DigitRun) -> _Span | None:
    """Which secret a run of digits is, if any; the context before it decides where length does not."""
    length = len(run.digits)
    before = text[max(0, run.start - NEAR) : run.start]
    after = text[run.end : run.end + NEAR]
    kind: str | None = None
    if length in CARD_LENGTHS and _CARD_WORDS.search(before):
        kind = CARD
    elif length in (3, 4) and (_CODE_WORDS.search(before) or _CODE_WORDS.match(after.lstrip())):
        kind = SECURITY_CODE
    elif length in (4, 9) and _SSN_WORDS.search(before):
        kind = SSN
    elif 4 <= length <= 8 and (_names_secret(before) or _is_called_secret(after)):
        kind = SECRET
    return None if kind is None else _Span(start=run.start, end=run.end, kind=kind)


def _names_secret(before: str) -> bool:
    """`my PIN is 4321` names one; `my PIN is wrong, I owe 4321` does not (another clause began)."""
    matches = list(_SECRET_WORDS.finditer(before))
    if not matches:
        return False
    between = before[matches[-1].end() :]
    return _LEADS_TO_VALUE.fullmatch(between) is not None


def _is_called_secret(after: str) -> bool:
    return _CALLED_SECRET.match(after) is not None


def _card_within(text: str, run: DigitRun) -> _Span | None:
    """A card number by its Luhn digit: the whole run, or the part of it typed without a break."""
    if len(run.digits) in CARD_LENGTHS and luhn_holds(run.digits):
        return _Span(start=run.start, end=run.end, kind=CARD)
    for match in _UNBROKEN.finditer(text[run.start : run.end]):
        digits = re.sub(r"\D", "", match.group())
        for length in sorted(CARD_LENGTHS, reverse=True):
            if length <= len(digits) and digits[0] in "3456" and luhn_holds(digits[:length]):
                return _Span(start=run.start, end=run.end, kind=CARD)
    return None


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)
