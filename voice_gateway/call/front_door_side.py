"""The front door's side of a call: replies to be said, who holds the conversation, how long it takes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from conversation.owner import Owner
from conversation.protocol import (
    Problem,
    ReplyFrame,
    ServerFrame,
    StateChanged,
    TurnFrame,
    TypingNotice,
    Waiting,
    Welcome,
)
from voice_gateway.call.asked import Asked, asked_by, keys_hint, saying_of
from voice_gateway.call.caller_side import CallerSide
from voice_gateway.call.line import Opened
from voice_gateway.call.speaker import Speaker
from voice_gateway.media import Ending

SPEAKING = frozenset({Owner.ASSISTANT, Owner.AGENT})
PATIENCE_S = 30.0
"""How often somebody who waits is told how long it takes."""


class FrontDoorSide:
    """One call's."""

    def __init__(self, speaker: Speaker, caller: CallerSide, *, is_free: bool) -> None:
        self._speaker = speaker
        self._caller = caller
        self._is_free = is_free
        self._owner = Owner.ASSISTANT
        self._minutes: int | None = None
        self._told_at: float | None = None

    @property
    def due_at(self) -> float | None:
        """When somebody who waits is to be told again."""
        return None if self._told_at is None else self._told_at + PATIENCE_S

    def opened(self, opened: Opened) -> None:
        """The first words: the greeting of a new conversation, or where an old one stands."""
        replies = [frame for frame in opened.missed if isinstance(frame, ReplyFrame)]
        for frame in opened.missed:
            if isinstance(frame, Waiting):
                self._minutes = frame.minutes
        if opened.welcome.redial is not None:
            self._came_again(opened.welcome, replies[-1] if replies else None)
        else:
            self._greet(replies, has_begun=any(isinstance(frame, TurnFrame) for frame in opened.missed))
        self._held_by(opened.welcome.owner)

    def _greet(self, replies: list[ReplyFrame], *, has_begun: bool) -> None:
        """A conversation of its own is greeted; one that goes on from a page is joined."""
        if replies:
            self._caller.asked(asked_by(replies[-1]))
        if not has_begun:
            for place, frame in enumerate(replies):
                self._speaker.reply(saying_of(frame, self._speaker.words, disclosure=place == 0))
        else:
            self._speaker.own("voice_joined")
            if replies and replies[-1].expects:
                self._speaker.reply(saying_of(replies[-1], self._speaker.words))
        if not self._is_free:
            self._speaker.own((keys_hint(asked_by(replies[-1])) if replies else None) or "voice_few_words")

    def _came_again(self, welcome: Welcome, last: ReplyFrame | None) -> None:
        """A call that broke: the last words again, unless it may be somebody else who calls."""
        asked = asked_by(last) if last is not None else Asked()
        if welcome.redial == "unproved":
            self._caller.asked(replace(asked, choices=(), question=""))
            self._speaker.own("voice_redial_unproved")
        else:
            self._caller.asked(asked)
            self._speaker.own("voice_redial")
            if last is not None and welcome.owner in SPEAKING:
                self._speaker.reply(saying_of(last, self._speaker.words))

    async def frame(self, frame: ServerFrame) -> None:
        """What the front door tells."""
        match frame:
            case ReplyFrame():
                self._reply(frame)
            case StateChanged(owner=owner, agent=agent):
                self._caller.answered()
                self._held_by(owner)
                if agent is not None:
                    self._speaker.own("voice_agent_writes", agent=agent.name)
            case Waiting(minutes=minutes):
                self._minutes = minutes
            case TypingNotice(author="assistant", doing=doing):
                self._caller.doing = doing
            case Problem(code=code):
                self._problem(code)
            case _:
                pass  # what only a page can show

    def tick(self) -> None:
        """Tell somebody who waits that they are not forgotten."""
        due = self.due_at
        now = asyncio.get_running_loop().time()
        if due is None or now < due:
            return
        self._told_at = now
        if self._minutes is None:
            self._speaker.own("voice_waiting_nobody")
        else:
            self._speaker.own("voice_waiting", minutes=max(1, self._minutes))

    def _reply(self, frame: ReplyFrame) -> None:
        self._caller.answered()
        self._speaker.reply(saying_of(frame, self._speaker.words))
        if frame.last or frame.author != "assistant":
            self._ask(frame)
        if self._told_at is not None:
            self._told_at = asyncio.get_running_loop().time()
        if self._owner is Owner.CLOSED:
            self._speaker.leave(Ending.GOODBYE)

    def _ask(self, frame: ReplyFrame) -> None:
        asked = asked_by(frame)
        self._caller.asked(asked)
        hint = None if self._is_free else keys_hint(asked)
        if hint is not None:
            self._speaker.own(hint)

    def _held_by(self, owner: Owner) -> None:
        self._owner = owner
        waits = owner in {Owner.QUEUE, Owner.PARKED}
        self._caller.has_patience = waits or owner is Owner.AGENT
        self._told_at = asyncio.get_running_loop().time() if owner is Owner.QUEUE else None
        if owner is Owner.CLOSED:
            self._speaker.leave(Ending.GOODBYE)

    def _problem(self, code: str) -> None:
        if code in {"slow_down", "busy", "shutting_down"}:
            return  # the line sends it again
        self._caller.answered()
        self._speaker.own("voice_not_taken")
