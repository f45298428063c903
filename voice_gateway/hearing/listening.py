"""From frames to utterances: when the caller begins, pauses, goes on and has finished.

Time is counted in frames, so the same sound gives the same turns on any clock. Recognition is asked for early
in a pause and thrown away if the caller goes on; so the words are ready when the pause is long enough.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from voice_gateway.frames import FRAME_MS
from voice_gateway.hearing.activity import VoiceActivity
from voice_gateway.hearing.endpointing import patience_ms, shortest_patience_ms
from voice_gateway.hearing.recognition import Awaited, Recognition

ONSET_FRAMES = 7
ONSET_WINDOW = 9
"""Speech in 7 of 9 frames, 140 of 180 ms, is somebody who begins."""
BEFORE_FRAMES = 15
"""300 ms from before the onset belong to the utterance."""
GUESS_MS = 220
LONGEST_MS = 30_000


@dataclass(frozen=True, slots=True)
class Began:
    """The caller has begun to speak."""


@dataclass(frozen=True, slots=True)
class WentOn:
    """The caller speaks again after a pause that was asked about."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A pause: recognise this, and answer with `guessed`."""

    number: int
    sound: bytes
    due_ms: int
    """When the pause may be long enough, if the words answer what was asked."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The caller has finished."""

    recognition: Recognition
    speech_ms: int
    """How long they spoke, pauses left out."""


Patience = Callable[[Awaited, str], int]
Event = Began | WentOn | Guess | Ended


class Listening:
    """Follows one caller."""

    def __init__(self, activity: VoiceActivity, patience: Patience = patience_ms) -> None:
        """`patience` tells how long a pause ends the caller's turn."""
        self._patience = patience
        self._activity = activity
        self.awaited = Awaited()
        self._recent: deque[bool] = deque(maxlen=ONSET_WINDOW)
        self._before: deque[bytes] = deque(maxlen=BEFORE_FRAMES)
        self._sound: list[bytes] = []
        self._talking = False
        self._speech_frames = 0
        self._silent_frames = 0
        self._number = 0
        self._asked = False
        self._guess: Recognition | None = None

    @property
    def talking(self) -> bool:
        """Whether an utterance is under way, its pauses included."""
        return self._talking

    @property
    def speaking(self) -> bool:
        """Whether an utterance is under way, and not in a pause that was asked about."""
        return self._talking and not self._asked

    @property
    def wanted(self) -> int | None:
        """The guess whose words are waited for; None when nobody has paused, or has gone on."""
        return self._number if self._talking and self._asked and self._guess is None else None

    @property
    def pause_ms(self) -> int | None:
        """How long the pause in an utterance lasts; None while they speak, and between utterances."""
        return self._silence_ms if self._talking and self._asked else None

    @property
    def patience_ms(self) -> int | None:
        """How long this pause must last to end the turn; None while its words are not known."""
        return self._patience(self.awaited, self._guess.text) if self._talking and self._guess else None

    def feed(self, frame: bytes) -> list[Event]:
        """The next 20 ms."""
        speech = self._activity.is_speech(frame)
        self._recent.append(speech)
        if not self._talking:
            self._before.append(frame)
            return self._begin() if sum(self._recent) >= ONSET_FRAMES else []
        self._sound.append(frame)
        return self._follow(speech=speech)

    def guessed(self, number: int, recognition: Recognition) -> list[Event]:
        """The words of a guess; those of an outdated one are dropped."""
        if not self._talking or number != self._number or not self._asked:
            return []
        self._guess = recognition
        return self._end_if_finished()

    def forget(self) -> None:
        """Drop what is being said."""
        self._talking = False
        self._recent.clear()
        self._before.clear()
        self._sound = []
        self._number += 1

    def _begin(self) -> list[Event]:
        self._talking = True
        self._sound = list(self._before)
        self._speech_frames = sum(self._recent)
        self._silent_frames = 0
        self._asked = False
        self._guess = None
        self._number += 1
        return [Began()]

    def _follow(self, *, speech: bool) -> list[Event]:
        if speech:
            self._speech_frames += 1
        if speech and (self._silent_frames == 0 or self._speaks_again()):
            self._silent_frames = 0
            if self._asked:
                self._number += 1
                self._asked, self._guess = False, None
                return [WentOn()]
        else:
            self._silent_frames += 1
        if self._silence_ms >= GUESS_MS or len(self._sound) * FRAME_MS >= LONGEST_MS:
            return self._ask() if not self._asked else self._end_if_finished()
        return []

    def _speaks_again(self) -> bool:
        """One frame alone is a click; two of three are a voice."""
        return sum(list(self._recent)[-3:]) >= 2

    @property
    def _silence_ms(self) -> int:
        return self._silent_frames * FRAME_MS

    def _ask(self) -> list[Event]:
        self._asked = True
        due_ms = max(0, shortest_patience_ms(self.awaited.expects) - self._silence_ms)
        return [Guess(self._number, b"".join(self._sound), due_ms)]

    def _end_if_finished(self) -> list[Event]:
        if self._guess is None:
            return []
        too_long = len(self._sound) * FRAME_MS >= LONGEST_MS
        if not too_long and self._silence_ms < self._patience(self.awaited, self._guess.text):
            return []
        ended = Ended(self._guess, self._speech_frames * FRAME_MS)
        self.forget()
        return [ended]
