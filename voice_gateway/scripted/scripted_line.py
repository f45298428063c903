"""A front door of a few lines: keeps what a call sends, and answers by a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from conversation.owner import Owner
from conversation.payloads.calls import Recording
from conversation.server_frames import AgentFace, ReplyFrame, ServerFrame, Welcome
from voice_gateway.call.line import CallersTurn, Opened
from voice_gateway.errors import LineLost, LineRefused, VoiceError
from voice_gateway.hearing.recognition import Recognition

Answers = Callable[["ScriptedLine", CallersTurn], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Sent:
    """What a call has sent."""

    turns: list[CallersTurn] = field(default_factory=list)
    heard: list[tuple[int, str]] = field(default_factory=list)
    person: int = 0
    company: int = 0
    numbers: list[str] = field(default_factory=list)
    agents: list[tuple[str, str]] = field(default_factory=list)
    """What agents said with their own voice, by agent."""
    consents: list[tuple[str, bool]] = field(default_factory=list)


class ScriptedLine:
    """`answers` is told of each turn and replies by `tell`."""

    def __init__(
        self,
        answers: Answers,
        *missed: ServerFrame,
        owner: Owner = Owner.ASSISTANT,
        redial: Literal["whole", "unproved"] | None = None,
        agent: AgentFace | None = None,
        recording: Recording = "not_asked",
        language: str = "en",
    ) -> None:
        self.sent = Sent()
        self.closed = False
        self.refuses = False
        self._answers = answers
        self._missed = missed
        self._owner = owner
        self._redial = redial
        self._agent = agent
        self._recording = recording
        self._language = language
        self._frames: asyncio.Queue[ServerFrame | VoiceError] = asyncio.Queue()

    async def open(self) -> Opened:
        if self.refuses:
            raise LineRefused("told to")
        welcome = Welcome(
            conversation_id="conversation_1",
            reference="A-1",
            resume_token="a" * 20,
            head=len(self._missed),
            owner=self._owner,
            redial=self._redial,
            agent=self._agent,
            recording=self._recording,
            language=self._language,
        )
        return Opened(welcome=welcome, missed=self._missed)

    async def frames(self) -> AsyncIterator[ServerFrame]:
        while True:
            frame = await self._frames.get()
            if isinstance(frame, VoiceError):
                raise frame
            yield frame

    async def say(self, turn: CallersTurn) -> None:
        self.sent.turns.append(turn)
        await self._answers(self, turn)

    async def heard(self, seq: int, words: str) -> None:
        self.sent.heard.append((seq, words))

    async def consent(self, wording: str, *, given: bool) -> None:
        self.sent.consents.append((wording, given))

    async def want_person(self) -> None:
        self.sent.person += 1

    async def keep_company(self) -> None:
        self.sent.company += 1

    async def leave_number(self, number: str) -> None:
        self.sent.numbers.append(number)

    async def agent_said(self, agent_id: str, heard: Recognition) -> None:
        self.sent.agents.append((agent_id, heard.text))

    async def close(self) -> None:
        self.closed = True

    def tell(self, *frames: ServerFrame) -> None:
        """Frames of the front door."""
        for frame in frames:
            self._frames.put_nowait(frame)

    def break_down(self) -> None:
        """The front door is gone."""
        self._frames.put_nowait(LineLost("told to be"))


def reply(seq: int, text: str, **more: object) -> ReplyFrame:
    """Words of the assistant."""
    return ReplyFrame.model_validate(
        {"seq": seq, "author": "assistant", "text": text, "at": "2026-07-20T12:00:00Z", **more}
    )
