"""A customer's turn made safe before anything is stored: stripped, redacted, sealed, its choice resolved."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from conversation.care import MoodLabel
from conversation.client_frames import MAX_TEXT as KEPT_TEXT
from conversation.expects import ExpectsKind, parse_expects
from conversation.ids import new_turn_id
from conversation.language import ENGLISH, language_of, language_wanted, primary
from conversation.mood import mood_of
from conversation.payloads.turns import IssuedChoice, Redaction, Turn
from conversation.places import place_said
from conversation.redaction import Asked, named_secret, redact
from conversation.sealing import LONGEST, Sealer
from conversation.spoken_digits import digit_runs
from front_door.assistants.assistant import MAX_TEXT
from front_door.conversations.state import SEALED, ConversationState
from front_door.conversations.turns import IncomingTurn, TurnRefused

REGION = "US"
US_CODE = 1
TEN_DIGITS = re.compile(r"[2-9]\d{9}")
"""An area code, which begins with no 0 or 1, and seven digits."""
EMOJI_JOINER = "\u200d"
"""Without width too, but families and flags are made with it."""
PART = "[digits]"
WEAK_RECOGNITION = 0.4
"""Recognition confidence below which words are not relied upon."""
NUMERIC = frozenset(
    {ExpectsKind.DIGITS, ExpectsKind.SECRET, ExpectsKind.PHONE, ExpectsKind.AMOUNT, ExpectsKind.ZIP}
)
"""Where a number typed is an answer, never the place of a choice."""
IDENTITY = frozenset({ExpectsKind.PHONE, ExpectsKind.NAME})
"""What is asked to know who the customer is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Safe:
    text: str
    sealed: str | None
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Awaited:
    secret: int | None = None
    """Digits of the secret asked for just now."""
    older_secret: int | None = None
    """Digits of one asked for earlier and not given since."""
    about: Asked = Asked.NOTHING
    unasked: bool = False
    """A secret that is given before it is asked for is kept for when it is: the assistant listens."""


def prepare(incoming: IncomingTurn, state: ConversationState, sealer: Sealer) -> Turn:
    """The turn as it may be stored.

    Raises:
        TurnRefused: `empty_turn`, `too_long` or `unknown_choice`.
    """
    text = printable(incoming.text)
    choice = _choice(incoming, text, state)
    if choice is not None:
        text = text or choice.title
    if not text:
        raise TurnRefused("empty_turn")
    if len(text) > KEPT_TEXT:
        raise TurnRefused("too_long")
    awaited = _awaited(state)
    safe = _safe(text, awaited, sealer)
    is_clear = incoming.confidence is None or incoming.confidence >= WEAK_RECOGNITION
    return Turn(
        turn_id=new_turn_id(),
        client_id=incoming.client_id,
        text=safe.text,
        choice_id=choice.id if choice else None,
        payload=choice.payload if choice else None,
        confidence=incoming.confidence,
        alternatives=[
            _safe(alternative, awaited, sealer).text
            for alternative in map(printable, incoming.alternatives)
            if alternative
        ],
        interrupted=incoming.interrupted,
        dtmf=incoming.dtmf,
        sealed=safe.sealed if state.assistant_answers else None,
        redactions=list(safe.redactions),
        mood=MoodLabel.NEUTRAL if choice else mood_of(safe.text),
        language=None if choice else _turned_to(safe.text if is_clear else "", incoming.language, state),
        cut=len(safe.text) > MAX_TEXT,
    )


def _turned_to(text: str, heard: str | None, state: ConversationState) -> str | None:
    """The language of a turn; None as well for English where English was spoken before.

    What a recogniser makes of Spanish may look English, so on a call what is `heard` goes before the words.
    """
    language = language_wanted(text) or heard or language_of(text)
    return None if language == ENGLISH and primary(state.language) == ENGLISH else language


def printable(text: str) -> str:
    """Without control characters, hidden ones, outer blanks and the slashes of commands to the assistant."""
    plain = ""
    for character in text:
        seen = character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
        if seen or (character == EMOJI_JOINER and _ends_in_emoji(plain)):
            plain += character
    stripped = plain.strip()
    while stripped.startswith("/"):
        stripped = stripped.lstrip("/").lstrip()
    return stripped


def _ends_in_emoji(text: str) -> bool:
    return text.endswith("\ufe0f") or unicodedata.category(text[-1:] or " ") in {"So", "Sk"}


def phone_number(text: str) -> str | None:
    """A number that can be called from anywhere, as `+15551234567`; None when the text is anything else.

    Area codes and exchanges need not be in use (555 numbers are taken); an area code must be there.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == US_CODE and not TEN_DIGITS.fullmatch(str(number.national_number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_only_a_number(text: str) -> bool:
    """Whether a turn is a phone number and nothing else."""
    return all(character.isdigit() or character in "+()-. " for character in text)


def _choice(incoming: IncomingTurn, text: str, state: ConversationState) -> IssuedChoice | None:
    """The choice taken: by its id, else by its title or number among those offered last."""
    if incoming.choice_id is not None:
        choice = state.issued.get(incoming.choice_id)
        if choice is None:
            raise TurnRefused("unknown_choice")
        return choice
    wanted = text.casefold().rstrip(".)")
    numbered = state.expects is None or parse_expects(state.expects).kind not in NUMERIC
    for place, choice in enumerate(state.choices, start=1):
        if _is_called(choice, wanted) or (numbered and wanted == str(place)):
            return choice
    if numbered and len(state.choices) > 1 and (meant := place_said(text, of=len(state.choices))):
        return state.choices[meant - 1]
    return next((door for door in state.doors if _is_called(door, wanted)), None)


def _is_called(choice: IssuedChoice, wanted: str) -> bool:
    return wanted in {choice.title.casefold(), choice.payload.casefold().lstrip("/")}


def _awaited(state: ConversationState) -> _Awaited:
    """What the digits of the next turn may be.

    A question for a secret stays open over a burst, a question back and a handoff; a newer question for
    anything else ends it.
    """
    expected = parse_expects(state.expects) if state.expects is not None else None
    if expected is not None and expected.kind is ExpectsKind.SECRET:
        return _Awaited(secret=expected.length or 4)
    older = parse_expects(state.awaited_secret).length if state.awaited_secret is not None else None
    if state.agent_asked_secret:
        about = Asked.SECRET
    elif older is not None or (expected is not None and expected.kind in IDENTITY):
        about = Asked.PHONE
    else:
        about = Asked.NOTHING
    return _Awaited(older_secret=older, about=about, unasked=state.assistant_answers)


def _safe(text: str, awaited: _Awaited, sealer: Sealer) -> _Safe:
    """Sealed when a secret was asked for, redacted in any case."""
    if awaited.secret is not None:
        return _answer_to_secret(text, awaited.secret, sealer)
    sealed = sealer.seal_exact(text, awaited.older_secret) if awaited.older_secret else None
    if sealed is None and awaited.unasked and (place := named_secret(text, about=awaited.about)):
        sealed = sealer.seal_at(text, *place)
    redacted = redact(sealed.text if sealed else text, about=awaited.about)
    counts = [*redacted.redactions]
    if sealed:
        counts.append(Redaction(kind=SEALED, count=1))
    return _Safe(text=redacted.text, sealed=sealed.token if sealed else None, redactions=tuple(counts))


def _answer_to_secret(text: str, length: int, sealer: Sealer) -> _Safe:
    sealed = sealer.seal(text, length)
    redacted = redact(sealed.text if sealed else text)
    whole, parts = _without_digits(redacted.text)
    counts = [*redacted.redactions]
    if sealed:
        counts.append(Redaction(kind=SEALED, count=1))
    if parts:
        counts.append(Redaction(kind="part_of_secret", count=parts))
    return _Safe(text=whole, sealed=sealed.token if sealed else None, redactions=tuple(counts))


def _without_digits(text: str) -> tuple[str, int]:
    """An answer to a secret keeps no short runs of digits: they may be its first half."""
    runs = [run for run in digit_runs(text) if len(run.digits) <= LONGEST]
    for run in reversed(runs):
        text = text[: run.start] + PART + text[run.end :]
    return text, len(runs)
