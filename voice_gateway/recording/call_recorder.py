"""What of a call may be kept: both sides in step, words only once it is known what they were.

A side is held back until the utterance has been understood. The caller's is silence where it told a card
number or a secret, where keys were pressed, while a secret is asked for, and where nothing was understood;
an agent's where it told a card number or a secret.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from conversation.expects import Expectation, ExpectsKind
from conversation.redaction import redact
from conversation.spoken_digits import digit_runs
from voice_gateway.frames import FRAME_MS, SILENCE
from voice_gateway.recording.recordings import Recording, Recordings

HELD_FRAMES = 1_000 // FRAME_MS
"""So much is always held back: an utterance is known to have begun only after its beginning."""
MOST_HELD_FRAMES = 40_000 // FRAME_MS
KEY_FRAMES = 400 // FRAME_MS
"""Before and after a key: its tone can be told from the sound."""
TELLING_DIGITS = 4
"""So many in a row may be a piece of a card, unless they were asked for as something else."""
HARMLESS = frozenset({ExpectsKind.PHONE, ExpectsKind.ZIP, ExpectsKind.AMOUNT, ExpectsKind.DATE})


class Side(StrEnum):
    """Of the call."""

    CALLER = "caller"
    OURS = "ours"
    """The assistant and agents."""


@dataclass(slots=True)
class _Moment:
    """20 ms of both sides."""

    caller: bytes
    ours: bytes


@dataclass(slots=True)
class _Utterance:
    """What one side says at the moment."""

    talking: bool = False
    may_keep: bool = False


class CallRecorder:
    """One call's; does nothing until `begin`. The caller's frames are its clock."""

    def __init__(self, recordings: Recordings, call_ref: str) -> None:
        self._recordings = recordings
        self._call_ref = call_ref
        self._recording: Recording | None = None
        self._moments: deque[_Moment] = deque()
        self._to_play: deque[bytes] = deque()
        self._sides = {side: _Utterance() for side in Side}
        self._keys = 0
        self.secret_asked = False
        """The answer to come is a secret: the caller's side is silence."""
        self.deaf = False
        """Nobody takes down what is said between two people: both sides are silence."""

    @property
    def is_on(self) -> bool:
        """Whether the call is being kept."""
        return self._recording is not None

    def begin(self, conversation_id: str) -> None:
        """They have agreed."""
        if self._recording is None:
            self._recording = self._recordings.begin(conversation_id, self._call_ref)

    # -- sound -----------------------------------------------------------------------------------------

    def caller(self, frame: bytes) -> None:
        """20 ms of the caller's; what we said plays beside it."""
        ours = self._to_play.popleft() if self._to_play else SILENCE
        if self._recording is None:
            return
        self._keys = max(0, self._keys - 1)
        silent = self.secret_asked or self.deaf or self._keys > 0
        self._moments.append(_Moment(SILENCE if silent else frame, SILENCE if self.deaf else ours))
        self._release()

    def ours(self, frame: bytes) -> None:
        """20 ms on their way to the caller."""
        self._to_play.append(frame)

    def cleared(self) -> None:
        """What was on its way is not heard."""
        self._to_play.clear()

    def key(self) -> None:
        """A key: neither its tone before it was told, nor what follows, is kept."""
        self._keys = KEY_FRAMES
        self._silence(Side.CALLER, min(len(self._moments), KEY_FRAMES))

    # -- words -----------------------------------------------------------------------------------------

    def understood(self, text: str, expects: Expectation, side: Side = Side.CALLER) -> None:
        """What was said in the utterance that has just ended."""
        awaits_secret = side is Side.CALLER and self.secret_asked
        keeps = bool(text.strip()) and not awaits_secret and not tells_secret(text, expects)
        self._sides[side].may_keep = keeps

    def follow(self, side: Side = Side.CALLER, *, talking: bool) -> None:
        """Whether an utterance is under way; one that ends without words is not kept."""
        said = self._sides[side]
        if said.talking and not talking:
            if not said.may_keep:
                self._silence(side, len(self._moments))
            said.may_keep = False
        said.talking = talking

    async def close(self) -> None:
        """The call is over; an utterance that is under way is not kept."""
        if self._recording is None:
            return
        for side in Side:
            self.follow(side, talking=False)
        self._release(held=0)
        await self._recording.close()
        self._recording = None

    # -- inside ----------------------------------------------------------------------------------------

    def _silence(self, side: Side, count: int) -> None:
        for place in range(len(self._moments) - count, len(self._moments)):
            setattr(self._moments[place], side.value, SILENCE)

    def _release(self, held: int = HELD_FRAMES) -> None:
        talking = [side for side in Side if self._sides[side].talking]
        if talking and len(self._moments) < MOST_HELD_FRAMES:
            return
        for side in talking:
            self._silence(side, len(self._moments))
        ready = len(self._moments) - held
        if ready <= 0 or self._recording is None:
            return
        moments = [self._moments.popleft() for _ in range(ready)]
        self._recording.add(
            b"".join(moment.caller for moment in moments), b"".join(moment.ours for moment in moments)
        )


def tells_secret(text: str, expects: Expectation) -> bool:
    """Whether words hold a card number or a secret, or digits that may be a piece of one."""
    if redact(text).redactions:
        return True
    longest = max((len(run.digits) for run in digit_runs(text, misheard=True)), default=0)
    return longest >= TELLING_DIGITS and expects.kind not in HARMLESS
