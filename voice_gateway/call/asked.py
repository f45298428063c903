"""What the caller was asked last, and a reply as something to be said."""

from __future__ import annotations

from dataclasses import dataclass, field

from conversation.care import Choice
from conversation.expects import Expectation, ExpectsKind, parse_expects
from conversation.server_frames import ReplyFrame
from conversation.words import Words
from voice_gateway.hearing.endpointing import digits_awaited
from voice_gateway.hearing.keypad import are_digits
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.speaking.saying import Saying
from voice_gateway.speaking.sentences import sentences, spoken_in

MOST_CHOICES = 4
"""Nobody keeps more in mind."""
PROTECTED = frozenset({ExpectsKind.SECRET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The open question, if there is one."""

    awaited: Awaited = field(default_factory=Awaited)
    choices: tuple[Choice, ...] = ()
    question: str = ""
    """Its last sentence, to be said again."""

    @property
    def expects(self) -> Expectation:
        """What kind of answer."""
        return self.awaited.expects


def asked_by(frame: ReplyFrame) -> Asked:
    """The question a reply leaves open."""
    expects = (
        parse_expects(frame.expects)
        if frame.expects
        else Expectation(kind=ExpectsKind.CHOICE if frame.choices else ExpectsKind.FREE)
    )
    said = sentences(frame.spoken or frame.text)
    return Asked(
        awaited=Awaited(expects=expects, choices=tuple(choice.title for choice in frame.choices)),
        choices=tuple(frame.choices),
        question=next((each for each in reversed(said) if each.endswith("?")), said[-1] if said else ""),
    )


def keys_hint(asked: Asked) -> str | None:
    """Which words of ours send a caller to the keypad, where a recogniser of few words would guess."""
    if asked.expects.kind is ExpectsKind.SECRET:
        return "voice_use_keypad"
    if digits_awaited(asked.expects) is not None:
        return "voice_type_digits"
    return "voice_yes_no_keys" if asked.expects.kind is ExpectsKind.YES_NO else None


def _choices_said(frame: ReplyFrame, words: Words, *, by_keys: bool) -> tuple[str, ...]:
    """Choices as they are read out: by their words, and by keys where words or keys alone would not do."""
    titles = [choice.title.rstrip(".?! ") for choice in frame.choices]
    if not titles or len(titles) > MOST_CHOICES:
        return ()
    if frame.expects and are_digits(parse_expects(frame.expects)):
        told = [
            words.say("voice_choice_key", title=title, number=place) for place, title in enumerate(titles, 1)
        ]
    elif len(titles) == 1:
        return ()
    else:
        told = [words.say("voice_choices", rest=", ".join(titles[:-1]), last=titles[-1])]
        told += [words.say("voice_choices_order")] if by_keys else []
    return tuple(each for text in told for each in sentences(text, words.language))


def saying_of(frame: ReplyFrame, words: Words, *, disclosure: bool = False, by_keys: bool = False) -> Saying:
    """A reply to be said, its choices read out.

    `disclosure` keeps its first sentence from being cut; `by_keys`: words are followed poorly on this line.
    """
    text = frame.spoken or frame.text
    said = sentences(text, words.language) + _choices_said(frame, words, by_keys=by_keys)
    secret = bool(frame.expects) and parse_expects(frame.expects or "").kind in PROTECTED
    return Saying(
        sentences=said,
        seq=frame.seq,
        language=spoken_in(text, words.language),
        protected=len(said) if secret else int(disclosure),
        asks_keys=secret,
    )
