"""A caller who waits for a person: music, honest words about how long, keys for something else meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from conversation.expects import Expectation, ExpectsKind
from voice_gateway.call.line import Line
from voice_gateway.call.music import Music
from voice_gateway.call.speaker import Speaker
from voice_gateway.hearing.keypad import Keypad, Typed

TOLD_AFTER_S = (20.0, 45.0, 60.0)
"""From one telling to the next; the last one again and again."""
GIVES_UP_S = 180.0
"""Who has waited so long, and twice what was predicted, gets the assistant back, and keeps the place."""
NOBODY_S = 45.0
"""The same where nobody is signed in."""
COMES_S = 40.0
"""How often somebody whom an agent has taken hears that, until the agent is heard."""
ASSISTANT_KEY = "1"
"""Alone: no number here begins with it."""
SHORTEST_NUMBER = 10
_NUMBER = Expectation(kind=ExpectsKind.PHONE)


class WaitingRoom:
    """One caller's."""

    def __init__(self, speaker: Speaker, line: Line, music: Music, owed: Callable[[], None]) -> None:
        """`owed`: told when the assistant is to answer."""
        self._owed = owed
        self._speaker = speaker
        self._line = line
        self._music = music
        self._keypad = Keypad()
        self._since: float | None = None
        self._comes: str | None = None
        """The agent who has them and was not heard yet."""
        self._told_at = 0.0
        self._told = 0
        self._place: int | None = None
        self._minutes: int | None = None
        self._longest = 0
        """Minutes that were predicted at most."""
        self.company = False
        """The assistant answers meanwhile; the place in the line is kept."""

    @property
    def waits(self) -> bool:
        """Whether somebody waits in here."""
        return self._since is not None

    @property
    def due_at(self) -> float | None:
        """When `tick` has something to do."""
        if self._since is None:
            return self._told_at + COMES_S if self._comes else None
        pause = TOLD_AFTER_S[min(self._told, len(TOLD_AFTER_S) - 1)]
        dues = [self._told_at + pause, self._keypad.due_at]
        if not self.company:
            dues.append(self._gives_up_at)
        return min(due for due in dues if due is not None)

    @property
    def _gives_up_at(self) -> float:
        if self._minutes is None:
            return (self._since or 0.0) + NOBODY_S
        return (self._since or 0.0) + max(GIVES_UP_S, self._longest * 120.0)

    def enter(self) -> None:
        """They wait from now on; harmless when they do already."""
        if self._since is None:
            self._since = self._told_at = self._now()
            self._told = 0
            self.company = False
            self._music.start()

    def leave(self) -> None:
        """They wait no more."""
        self._since = self._comes = None
        self._keypad.clear()
        self._music.stop()

    def hold_on(self, agent: str) -> None:
        """Somebody has them and is about to speak: said now and again, music meanwhile, no word of places."""
        self.leave()
        self._comes = agent
        self._music.start()
        self._tell_who_comes()

    def written_to(self) -> None:
        """Somebody reads what they said, and answers in writing: music until then."""
        self._music.start()

    def _tell_who_comes(self) -> None:
        self._told_at = self._now()
        self._speaker.own("voice_agent_comes", agent=self._comes)

    def predicted(self, place: int, minutes: int | None) -> None:
        """Where they are, as the front door tells; who has come to the front is told at once."""
        came_up = self._place is not None and place < self._place and place == 1
        self._place, self._minutes = place, minutes
        self._longest = max(self._longest, minutes or 0)
        if self.waits and came_up and not self.company:
            self._tell()

    def spoken_to(self) -> None:
        """Somebody has just said something to them: the next telling waits."""
        if self.waits:
            self._told_at = self._now()

    async def key(self, key: str, *, elsewhere: bool) -> bool:
        """A key of theirs, and whether it was meant for us: 1 is the assistant, a number is to be called at.

        `elsewhere`: the assistant has asked them something that keys answer.
        """
        if not self.waits or (self.company and elsewhere):
            return False
        if key == "0":
            if not self._keypad.due_at:
                self._back_in_line()
                return False
        elif key == ASSISTANT_KEY and self._keypad.due_at is None:
            if not self.company:
                self._speaker.any_language()  # the assistant knows the usual one
                await self._with_assistant()
            return True
        self._music.stop()
        if self._speaker.mouth.interruptible:
            await self._speaker.cut()
        await self._typed(self._keypad.press(key, self._now(), _NUMBER))
        return True

    async def tick(self) -> None:
        """Something may be due."""
        now = self._now()
        if self._since is None:
            if self._comes and now >= self._told_at + COMES_S:
                self._tell_who_comes()
            return
        if (self._keypad.due_at or now + 1) <= now:
            await self._typed(self._keypad.expire(now))
        elif not self.company and now >= self._gives_up_at:
            self._speaker.own("voice_no_answer")
            await self._with_assistant()
        elif (self.due_at or now + 1) <= now:
            self._tell()

    def _tell(self) -> None:
        self._told += 1
        self._told_at = self._now()
        if self._minutes is None:
            self._speaker.own("voice_waiting_nobody")
        elif self._place == 1:
            self._speaker.own("voice_waiting_next", wait=self._wait())
        else:
            self._speaker.own("voice_waiting", place=self._place or 1, wait=self._wait())
        if self._told == 1 and not self.company:
            self._speaker.own("voice_waiting_keys")

    def _wait(self) -> str:
        words = self._speaker.words.labels["wait"]
        minutes = self._minutes or 0
        return words["one"] if minutes <= 1 else words["minutes"].format(minutes=minutes)

    async def _with_assistant(self) -> None:
        self.company = True
        self._told_at = self._now()
        self._music.stop()
        self._owed()
        await self._line.keep_company()

    def _back_in_line(self) -> None:
        self.company = False
        self._since = self._now()
        self._music.start()

    async def _typed(self, outcome: object) -> None:
        if isinstance(outcome, Typed):
            if len(outcome.digits) >= SHORTEST_NUMBER:
                await self._line.leave_number(outcome.digits)
            else:
                self._speaker.own("voice_no_such_key")
        if self._keypad.due_at is None and self.waits and not self.company:
            self._music.start()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
