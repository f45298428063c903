"""Whose turn it is: the open question, what the caller was sent on with, and how long nobody has spoken."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Literal

from voice_gateway.call.asked import Asked
from voice_gateway.call.fillers import Fillers
from voice_gateway.call.line import CallersTurn, Line
from voice_gateway.call.read_back import ReadBack
from voice_gateway.call.silence import Rung, SilenceLadder
from voice_gateway.call.speaker import Speaker
from voice_gateway.hearing.keypad import Keypad
from voice_gateway.hearing.listening import Listening
from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.speaking.mouth import Saying


class TurnTaking:
    """One call's; words and keys share it."""

    def __init__(
        self, speaker: Speaker, line: Line, meters: Meters, read_back: ReadBack, listening: Listening
    ) -> None:
        self._speaker = speaker
        self._line = line
        self._meters = meters
        self._listening = listening
        self._ladder = SilenceLadder()
        self.asked = Asked()
        self.keypad = Keypad()
        self.read_back = read_back
        self.fillers = Fillers()
        self._filler: Saying | None = None
        """Said into a pause of the caller's."""
        self.has_patience = False
        """Silence is all right: they wait for a person, or talk to one."""

    @property
    def due_at(self) -> float | None:
        """When silence or a slow answer is to be dealt with, or typed keys are taken as they are."""
        dues = (self.keypad.due_at, None if self.has_patience else self._ladder.due_at, self._filler_due_at)
        return min((due for due in dues if due is not None), default=None)

    async def send(self, turn: CallersTurn, by: Literal["speech", "keys"]) -> None:
        """On its way to the front door, in the language of the call where that is known."""
        self._ladder.reset()
        self.keypad.clear()
        self.read_back.clear()
        if by == "keys":
            self.fillers.pause_over()
        self.fillers.sent(self._now())
        self._meters.turn(by)
        await self._line.say(replace(turn, language=self._speaker.language))

    def owed(self) -> None:
        """Words are to come, though nothing was said yet."""
        self.fillers.sent(self._now())

    def answered(self) -> None:
        """A reply came."""
        if self.fillers.sent_at is not None:
            self._meters.answered(self._now() - self.fillers.sent_at)
        self.fillers.answered()
        self._ladder.hold(self._now())

    def callers_turn(self) -> None:
        """We wait for them, if nobody speaks and nothing is owed to them."""
        if not self._speaker.mouth.busy and self.fillers.sent_at is None and not self._listening.talking:
            self._ladder.callers_turn(self._now())

    @property
    def is_between(self) -> bool:
        """Whether the caller neither talks nor types nor waits for anybody, and is owed no answer."""
        is_typing = self.keypad.due_at is not None
        return not (
            self.has_patience or is_typing or self._listening.talking or self.fillers.sent_at is not None
        )

    def person_wanted(self) -> None:
        """Who waits for one already goes back to the music: an answer is no more what they wait for."""
        if self.has_patience:
            self.fillers.answered()

    def quiet(self) -> None:
        """We have said something to its end."""
        self.fillers.quiet(self._now())

    def active(self) -> None:
        """The caller did something."""
        self._ladder.reset()
        self._filler = None

    # -- pauses of the caller's ------------------------------------------------------------------------

    @property
    def filling(self) -> bool:
        """Whether nothing is said but words of ours into a pause: what the caller says cuts no reply."""
        said = self._speaker.mouth.sayings
        return self._filler is not None and len(said) == 1 and said[0] is self._filler

    def paused(self) -> None:
        """The caller has fallen silent, and may have finished."""
        self.fillers.paused(self._now() - (self._listening.pause_ms or 0) / 1_000)

    async def went_on(self) -> None:
        """They had not finished: what we said into the pause is no part of the talk."""
        if self.filling:
            await self._speaker.mouth.stop()
        self.fillers.pause_over()
        self.active()

    # -- what is due -----------------------------------------------------------------------------------

    def fill(self) -> bool:
        """Words while an answer is slow or a pause is long, where they are due; whether they were."""
        now = self._now()
        if (self._filler_due_at or now + 1) > now:
            return False
        if self._sounds_unfinished:
            self._filler = self._speaker.own(self.fillers.nod())
            return True
        words = self.fillers.next(now)
        if self.fillers.doing and not self._listening.talking:
            self._speaker.text(self.fillers.doing)
            self.fillers.doing = None
        else:
            said = self._speaker.own(words)
            self._filler = said if self._listening.talking else None
        return True

    @property
    def _filler_due_at(self) -> float | None:
        if self._speaker.mouth.busy:
            return None
        if not self._listening.talking:
            return self.fillers.due_at if self.fillers.sent_at is not None else None
        if self._listening.pause_ms is None or self.has_patience:
            return None
        return self.fillers.nod_at if self._sounds_unfinished else self.fillers.due_at

    @property
    def _sounds_unfinished(self) -> bool:
        """Their words are known, and more seem to come."""
        return self._listening.pause_ms is not None and self._listening.wanted is None

    def climb(self) -> Rung | None:
        """The rung of silence that is reached now."""
        if self.has_patience or (rung := self._ladder.climb(self._now())) is None:
            return None
        self._ladder.hold(self._now())
        return rung

    def break_silence(self, rung: Rung) -> None:
        """Say what belongs to it."""
        match rung:
            case Rung.ASK_AGAIN:
                self._speaker.own("voice_still_there", self.asked.question)
            case Rung.OFFER_HELP:
                self._speaker.own("voice_silent_help")
            case Rung.GOODBYE:
                self._speaker.farewell("voice_silent_goodbye", Ending.GOODBYE)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
