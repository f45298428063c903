"""What an assistant's text asks the customer, understood by ordinary words."""

from __future__ import annotations

import re
from enum import StrEnum

from tests.worlds.understanding import pattern, patterns, plain


class Ask(StrEnum):
    """Kinds of questions."""

    NUMBER = "phone number"
    NAME = "full name"
    BORN = "date of birth"
    PIN = "PIN"
    CODE = "one-time code"
    ZIP = "ZIP code"
    ABROAD = "abroad"
    DEVICE = "kind of phone"
    SIM_LOCKED = "SIM locked"
    SIM_SEATED = "SIM seated"
    CALLS = "calls work"
    SERVICE = "signal back"
    DATA = "page loads"
    SPEED = "speed"
    PICTURES = "picture goes out"
    HELPED = "did it help"
    STATE = "state of a switch"
    MODE = "network mode"
    PERMISSIONS = "permissions"
    MMSC = "MMSC"
    GIGABYTES = "how much data"
    CHARGE = "which charge"
    PLAN = "which plan"
    AGREE_PAY = "agree to pay"
    AGREE_TOPUP = "agree to a top-up"
    AGREE_PERSON = "agree to a person"
    AGREE_BLOCK = "agree to a suspension"
    AGREE = "agree to something"
    MORE = "anything else"
    WHAT = "what is the matter"
    SYMPTOM = "which symptom"


FACTS = frozenset({Ask.NUMBER, Ask.NAME, Ask.BORN, Ask.ZIP, Ask.ABROAD, Ask.DEVICE})
"""What does not change while one talks: to ask it again is to have forgotten."""

_ASKS = [(Ask(name), compiled) for name, compiled in patterns("asks").items()]
_OFFERED = pattern("offers")
_AGREED = (Ask.AGREE_PERSON, Ask.AGREE_BLOCK, Ask.AGREE_TOPUP, Ask.AGREE_PAY, Ask.MORE, Ask.WHAT, Ask.AGREE)
_BARE_OFFER = re.compile(
    r"(?:send|request|add|pay|settle|proceed|go on|go ahead|start|ready|pass it on|continue)\b"
)
_WANTS_NEWS = pattern("wants_news")
_BEGS = pattern("begs")
_BEGGED = (Ask.CHARGE, Ask.PLAN, Ask.PIN, Ask.ZIP, Ask.CODE, Ask.NAME, Ask.BORN, Ask.NUMBER)


def asked(sentences: list[str]) -> tuple[Ask | None, str]:
    """The question to answer, the last one, and its sentence; else what is begged for without a question mark."""
    for sentence in reversed(sentences):
        text = plain(sentence)
        if not text.endswith("?"):
            continue
        kind = _question(text)
        if kind is Ask.WHAT and re.match(r"which (?:one|is it)", text):
            break
        if kind is not None:
            return kind, sentence
    return _begged(sentences)


def _question(text: str) -> Ask | None:
    if _BARE_OFFER.match(text):
        return Ask.AGREE
    offers = _OFFERED.search(text) and not re.search(r"(?:^|[,:] )(?:what|which|where|who|how)\b", text)
    return _kind(text, among=_AGREED) if offers else _kind(text)


def _begged(sentences: list[str]) -> tuple[Ask | None, str]:
    for sentence in reversed(sentences):
        text = plain(sentence)
        if _WANTS_NEWS.search(text):
            return Ask.HELPED, sentence
        kind = _kind(text, among=_BEGGED) if _BEGS.search(text) else None
        if kind is not None:
            return kind, sentence
    return None, ""


def _kind(text: str, among: tuple[Ask, ...] | None = None) -> Ask | None:
    return next((ask for ask, fits in _ASKS if (among is None or ask in among) and fits.search(text)), None)
