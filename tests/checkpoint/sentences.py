"""What the checkpoint is taught: sentences of a carrier's callers, put together from parts; one in twelve is kept back."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product
from zlib import crc32

from conversation.expects import ExpectsKind, parse_expects
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.hearing.whisper_words import prompt_for

_PATTERNS = (
    (
        "Why is my {} {} {}?",
        ("bill", "payment", "balance", "internet", "phone"),
        ("so high", "higher", "wrong", "slow", "late"),
        ("this month", "again", "in July", "since Monday"),
    ),
    (
        "I want to {} {}.",
        (
            "pay my bill", "change my plan", "cancel my plan", "talk to a person", "turn on autopay", "buy more data",
            "change my address", "see my bill", "move the payment date", "talk to an agent", "add a line", "get a new phone",
        ),
        ("today", "now", "please", "this week", "before Friday"),
    ),
    (
        "My {} {} {}.",
        ("phone", "internet", "signal", "voicemail", "SIM card", "hotspot"),
        ("does not work", "is very slow", "is gone", "stopped yesterday", "works again"),
        ("at home", "at work", "in the car", "since this morning", "in Chicago"),
    ),
    (
        "How much {} do I {} {}?",
        ("data", "money", "roaming data"),
        ("have left", "need", "owe", "use"),
        ("this month", "today", "on my plan", "for two lines"),
    ),
    (
        "Can {} {} {}?",
        ("I", "you", "somebody"),
        ("check my bill", "send me a new SIM card", "call me back", "help me with roaming", "restart my phone"),
        ("today", "tomorrow", "right away", "in the morning"),
    ),
    (
        "I {} my {} {}.",
        ("lost", "broke", "found", "sold"),
        ("phone", "SIM card", "old phone"),
        ("yesterday", "in Chicago", "last week", "at work"),
    ),
    (
        "What is {} {}?",
        ("my balance", "the price", "my plan", "the due date", "the fee"),
        ("now", "this month", "for one line", "for the new plan", "please"),
    ),
    (
        "I {} {} {}.",
        ("already paid", "did not get", "do not understand"),
        ("the bill", "the fee", "the text message", "the new price", "that"),
        ("yesterday", "last month", "again", "today"),
    ),
    (
        "There is {} {}.",
        ("no signal", "no internet", "a wrong fee", "a new charge", "a second line"),
        ("at home", "on my bill", "in my area", "since yesterday", "on my phone"),
    ),
)  # fmt: skip
_SHORT = (
    "Yes.", "No.", "Yes, please.", "No, thanks.", "That is right.", "That is wrong.", "A person, please.", "My bill.",
    "No signal.", "I do not know.", "It works now.", "It still does not work.", "Say that again.", "Slower, please.",
    "Wait.", "Stop.", "Hello.", "Thank you.", "Good morning.", "The first one.", "The second one.", "Done.",
)  # fmt: skip
STRANGE = (
    "My daughter dropped her handset into the swimming pool.",
    "Somebody opened an account under my name.",
    "The tower behind our church seems broken.",
    "I was overcharged for international minutes in Portugal.",
    "Please explain the insurance deductible.",
    "We are moving to Wisconsin next weekend.",
)
"""Written by hand, in words that are not taught."""


@dataclass(frozen=True, slots=True)
class Taught:
    """All sentences, and those kept back."""

    seen: tuple[str, ...]
    kept_back: tuple[str, ...]
    prompts: tuple[str, ...] = field(default=())


def taught() -> Taught:
    """The same every time."""
    whole = [pattern.format(*parts) for pattern, *slots in _PATTERNS for parts in product(*slots)]
    kept_back = [sentence for sentence in whole if crc32(sentence.encode()) % 12 == 0]
    seen = [sentence for sentence in whole if crc32(sentence.encode()) % 12]
    return Taught((*seen, *_SHORT), tuple(kept_back), _prompts())


def number(dice: random.Random) -> str:
    """Digits, one by one."""
    return " ".join(dice.choice("0123456789") for _ in range(dice.choice((4, 5, 5, 7, 10, 10))))


def _prompts() -> tuple[str, ...]:
    """What the product tells Whisper beforehand."""
    kinds = [kind.value for kind in ExpectsKind if kind not in {ExpectsKind.DIGITS, ExpectsKind.SECRET}]
    awaited = [Awaited(expects=parse_expects(kind)) for kind in [*kinds, "digits:4", "secret:4"]]
    return tuple(dict.fromkeys(prompt_for(each) for each in awaited))
