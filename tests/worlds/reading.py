"""What one reply says to the customer: what to do, what is asked, which choices stand there, what was told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.worlds.instructions import Do, Thing, instructions, things
from tests.worlds.questions import Ask, asked

_CHOICE = re.compile(r"^\s*(\d+)[).]\s+(.+)$")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[\"'“A-Z0-9])|\n+|\s+[–—]\s+")
_MONEY = re.compile(r"\$\s?([\d,]+(?:\.\d+)?)")
_SENT = re.compile(
    r"\brequest\b.*\b(?:sent|way|phone|waiting|waits|open|approv\w*)|\bapprov\w*.*\bphone|on your phone now"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply, understood."""

    text: str
    dos: list[Do]
    ask: Ask | None
    question: str
    about: list[Thing]
    """What the question names."""
    choices: list[str]
    amounts: list[str]
    request_sent: bool
    """It speaks of a payment request that waits on the phone."""


_AGREEMENTS = (
    (Ask.AGREE_BLOCK, r"\b(?:suspend|block|lock) (?:it|the line|this line|your line)|stolen|\blost\b"),
    (Ask.AGREE_TOPUP, r"\d ?gb\b|gigabyte|top[ -]?up|more data|add (?:some )?data"),
    (Ask.AGREE_PAY, r"payment|\bpay\b|\bbill\b|request"),
    (Ask.AGREE_PERSON, r"\b(?:a person|somebody|your team|human|agent|colleague)\b"),
)


def _agree_to(text: str) -> Ask:
    """What a bare "shall I?" is about: the nearest thing said before it."""
    if re.search(_AGREEMENTS[1][1], text) and "$" in text:
        return Ask.AGREE_TOPUP
    found = [
        (max(match.start() for match in matches), kind)
        for kind, pattern in _AGREEMENTS
        if (matches := list(re.finditer(pattern, text)))
    ]
    return max(found)[1] if found else Ask.AGREE


def read(text: str) -> Reading:
    """Understand a reply."""
    lines = text.splitlines()
    choices = [match.group(2).strip() for line in lines if (match := _CHOICE.match(line))]
    prose = "\n".join(line for line in lines if not _CHOICE.match(line))
    sentences = [part.strip() for part in _SENTENCE.split(prose) if part.strip()]
    ask, question = asked(sentences)
    low = prose.casefold().replace("’", "'")
    if ask in (None, Ask.WHAT) and any(choice.casefold().startswith("yes") for choice in choices):
        ask = Ask.AGREE
    if ask is Ask.AGREE:
        ask = _agree_to(low)
    return Reading(
        text=text,
        dos=instructions(sentences),
        ask=ask,
        question=question,
        about=things(question),
        choices=choices,
        amounts=[amount.replace(",", "") for amount in _MONEY.findall(prose)],
        request_sent=bool(_SENT.search(low)) and ask not in (Ask.AGREE_PAY, Ask.AGREE),
    )
