"""What Whisper is told beforehand, and which of its words are believed."""

from __future__ import annotations

import re

from conversation.expects import ExpectsKind
from conversation.glossary import words
from voice_gateway.hearing.recognition import Awaited

NO_SPEECH = 0.6
UNSURE = -1.0
"""Mean log probability of the tokens."""
SUSPECT_NO_SPEECH = 0.25
CIRCLES = 2.4
"""Text that packs better than this says the same again and again."""

_INVENTED = re.compile(
    r"^(?:thanks? (?:you )?(?:so much |very much )?(?:for watching|for listening)|please subscribe|subscribe"
    r"|you|thank you|thank you very much|bye|bye bye|music|applause|subtitles by .*|.*amara\.org.*|\W*)"
    r"[\s.!]*$",
    re.IGNORECASE,
)
_HINTS = {
    ExpectsKind.PHONE: "The phone number is 555-123-0101.",
    ExpectsKind.ZIP: "The ZIP code is 55101.",
    ExpectsKind.DIGITS: "The digits are 4 8 2 1.",
    ExpectsKind.SECRET: "The digits are 4 8 2 1.",
    ExpectsKind.YES_NO: "Yes. No. Yes, please. No, thanks.",
    ExpectsKind.DATE: "On July 3, 1984.",
    ExpectsKind.AMOUNT: "$82.14.",
}


def prompt_for(awaited: Awaited) -> str:
    """Words of our trade, how such an answer is written, and the choices on offer."""
    parts = [", ".join(words()) + "."]
    if awaited.choices:
        parts.append(". ".join(awaited.choices) + ".")
    if awaited.expects.kind in _HINTS:
        parts.append(_HINTS[awaited.expects.kind])
    return " ".join(parts)


def trusted(text: str, *, no_speech: float, logprob: float, compression: float) -> str:
    """The words, or none where Whisper is known to make them up: over silence, noise, or in circles."""
    said = text.strip()
    if no_speech > NO_SPEECH and logprob < UNSURE:
        return ""
    if compression > CIRCLES:
        return ""
    if no_speech > SUSPECT_NO_SPEECH and _INVENTED.match(said):
        return ""
    return said if re.search(r"\w", said) else ""
