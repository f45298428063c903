"""Whose turn it is: the open question, what the caller was sent on with, and how long nobody has spoken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from voice_gateway.call.asked import Asked
from voice_gateway.call.fillers import LONGEST_SILENCE_S, Fillers
from voice_gateway.call.line import CallersTurn, Line
from voice_gateway.call.read_back import ReadBack
from voice_gateway.call.silence import Rung, SilenceLadder
from voice_gateway.call.speaker import Speaker
from voice_gateway.hearing.endpointing import is_answer
from voice_gateway.hearing.keypad import Keypad
from voice_gateway.hearing.listening import Listening
from voice_gateway.hearing.recognition import Awaited
from voice_gateway.media import Ending
from voice_gateway.meters import Meters


class TurnTaking:
    """One call's; words and keys share it."""

    def __init__(
        self,
        speaker: Speaker,
        line: Line,
        meters: Meters,
        read_back: ReadBack,
        listening: Listening,
        is_filled: Callable[[], bool],
    ) -> None:
        """`is_filled`: something else than our words is heard meanwhile: music, or an agent."""
        self._speaker = speaker
        self._is_filled = is_filled
        self._line = line
        self._meters = meters
        self._listening = listening
        self._ladder = SilenceLadder()
        self._asked = Asked()
        self._is_answered = False
        self._said_before_person = False
        self.keypad = Keypad()
        self.read_back = read_back
        self.fillers = Fillers()
        self.has_patience = False
        """Silence is all right: they wait for a person, or talk to one."""

    @property
    def asked(self) -> Asked:
        """The open question."""
        return self._asked

    def ask(self, asked: Asked) -> None:
        """This is the open question from now on."""
        self._asked, self._is_answered = asked, False

    @property
    def awaited(self) -> Awaited:
        """What would answer the open question; nothing any more once an answer is on its way."""
        return Awaited() if self._is_answered else self._asked.awaited

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
            self.fillers.active(self._now())
        self.fillers.sent(self._now())
        awaited = self._asked.awaited
        self._is_answered |= by == "keys" or is_answer(awaited.expects, turn.text, awaited.choices)
        self._meters.turn(by)
        await self._line.say(replace(turn, language=self._speaker.language))

    async def want_person(self) -> None:
        """The caller is to have one: words are to come, unless they wait for one already."""
        if not self.has_patience:
            self.owed()
        self._said_before_person = self._listening.talking
        await self._line.want_person()

    def was_said_before_person(self) -> bool:
        """Whether the utterance that has ended now was under way when a person was asked for by a key."""
        was, self._said_before_person = self._said_before_person, False
        return was

    def waits(self, *, patiently: bool, stays: bool) -> None:
        """They wait for a person or talk to one; `stays`: silence ends no call."""
        self.has_patience = patiently
        self._ladder.may_end = not stays

    def owed(self) -> None:
        """Words are to come, though nothing was said."""
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

    def active(self) -> None:
        """The caller did something."""
        self._ladder.reset()
        self.fillers.active(self._now())

    # -- pauses of the caller's ------------------------------------------------------------------------

    def paused(self) -> None:
        """The caller has fallen silent, and may have finished."""
        self.fillers.paused(self._now() - (self._listening.pause_ms or 0) / 1_000)

    async def speaks(self) -> None:
        """They begin, or had not finished: what we said in between is no part of the talk."""
        await self._speaker.mouth.drop_aside()
        self._said_before_person = False
        self.fillers.pause_over()
        self.active()

    # -- what is due -----------------------------------------------------------------------------------

    def fill(self) -> bool:
        """Words while an answer, its sound or the caller's own words are awaited; whether they were due."""
        now = self._now()
        if (self._filler_due_at or now + 1) > now:
            return False
        if self._listening.talking and self._is_left_the_floor:
            self._speaker.aside(self.fillers.nod())
            return True
        words = self.fillers.next(now)
        if self.fillers.doing and self.fillers.sent_at is not None and not self._listening.talking:
            self._speaker.aside_text(self.fillers.doing)
            self.fillers.doing = None
        else:
            self._speaker.aside(words)
        return True

    @property
    def _filler_due_at(self) -> float | None:
        mouth = self._speaker.mouth
        if mouth.aside is not None or self._is_filled():
            return None
        if mouth.sayings and not mouth.paused:
            late_from = mouth.late_from
            return None if late_from is None else self.fillers.late_due_at(mouth.quiet_since, late_from)
        if not self._listening.talking:
            return self.fillers.due_at(mouth.quiet_since) if self.fillers.sent_at is not None else None
        if self._listening.pause_ms is None:
            return None
        if self._listening.wanted is not None:
            return self.fillers.due_at(mouth.quiet_since)
        return self.fillers.nod_at if self._is_left_the_floor else None

    @property
    def _is_left_the_floor(self) -> bool:
        """Their words are known, and they get so long for more that our silence would be felt."""
        return (self._listening.patience_ms or 0) > LONGEST_SILENCE_S * 1_000

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
