"""One call: everything that happens to it comes through one queue and is dealt with in order.

The caller may leave in any state; then every task of the call ends and the conversation stays where it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from conversation.server_frames import Welcome
from voice_gateway.call.agent_side import (
    Agent,
    AgentCame,
    AgentEvent,
    AgentGone,
    AgentHeld,
    AgentSide,
    Ears,
)
from voice_gateway.call.bridge import Bridge
from voice_gateway.call.caller_side import CallerSide
from voice_gateway.call.events import EndNow, Event, FromFrontDoor, Guessed, LineGone, Tick, TransferTo
from voice_gateway.call.front_door_side import FrontDoorSide
from voice_gateway.call.line import Opened
from voice_gateway.call.moving import Moving
from voice_gateway.call.music import Music
from voice_gateway.call.parts import CallParts
from voice_gateway.call.recognising import Recognising
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.spoken_on_call import SpokenOnCall
from voice_gateway.call.waiting import WaitingRoom
from voice_gateway.errors import LineLost, LineRefused
from voice_gateway.hearing.listening import Listening
from voice_gateway.media import Audio, Ending, Gone, Key, OnHold, Played
from voice_gateway.recording.recorded_media import RecordedMedia
from voice_gateway.speaking.mouth import Mouth
from voice_gateway.speaking.saying import Spoken

__all__ = ["Call", "CallParts"]

BACKLOG = 100
"""Frames, two seconds, that may wait; more are dropped and counted."""


class Call:
    """`run` it; it returns how it ended."""

    def __init__(self, parts: CallParts) -> None:
        self._parts = parts
        self._inbox: asyncio.Queue[Event] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._group: asyncio.TaskGroup
        recorder = parts.recorder
        self._media = parts.media if recorder is None else RecordedMedia(parts.media, recorder)
        bridge = Bridge(self._media)
        self._mouth = Mouth(bridge, parts.voice, self._inbox.put)
        self._listening = Listening(parts.new_activity())
        self._speaker = Speaker(self._mouth, parts.line, parts.words, parts.meters)
        self._caller = CallerSide(
            self._speaker,
            self._listening,
            parts.line,
            parts.meters,
            is_free=parts.recogniser.is_free,
            is_filled=lambda: self._music.playing or self._agents.here,
            recorder=recorder,
        )
        self._music = Music(bridge, lambda: not (self._mouth.sounds or self._listening.speaking))
        self._moving = Moving(self._media, self._music)
        self._waiting = WaitingRoom(self._speaker, parts.line, self._music, self._caller.owed)
        self._spoken = SpokenOnCall(parts, self._speaker)
        ears = Ears(recogniser=parts.recogniser, new_activity=parts.new_activity, call=self._spoken)
        self._agents = AgentSide(
            bridge,
            self._speaker,
            parts.line,
            self._music,
            watch=parts.watch,
            ears=ears,
            recorder=recorder,
        )
        self._front_door = FrontDoorSide(
            self._speaker,
            self._caller,
            self._waiting,
            self._agents,
            is_free=parts.recogniser.is_free,
            asks_language=not parts.hears_languages,
            to_team=None if parts.listens else parts.line.want_person,
        )
        self._ending: Ending | None = None
        self._recognising = Recognising(parts, self._listening, self._start, self._inbox.put_nowait)

    @property
    def speaks(self) -> bool:
        """Whether something is being said to the caller, or waits to be."""
        return self._mouth.busy

    async def run(self) -> Ending:
        """Until the caller leaves or the call is over."""
        meters, media = self._parts.meters, self._media
        meters.began()
        ending = Ending.BROKEN
        try:
            ending = await self._serve_all()
        except asyncio.CancelledError:
            ending = Ending.DRAINED
            raise
        finally:
            meters.ended(ending)
            await media.hang_up(ending)
            await self._agents.close(ending)
            await self._parts.line.close()
            if self._parts.recorder is not None:
                await self._parts.recorder.close()
        return ending

    async def _serve_all(self) -> Ending:
        self._speaker.first(self._parts.first_words)
        self._caller.owed()
        async with asyncio.TaskGroup() as self._group:
            self._start(self._hear())
            self._start(self._follow())
            self._start(self._mouth.run())
            self._start(self._music.run())
            try:
                return await self._serve()
            finally:
                for task in self._tasks:
                    task.cancel()
                if self._ending is not Ending.TRANSFERRED:
                    self._moving.give_up()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    @property
    def listens(self) -> bool:
        """Whether the assistant listens to the caller."""
        return self._front_door.listens

    @property
    def takes_down(self) -> bool:
        """Whether what is said to an agent is taken down."""
        return self._spoken.is_followed

    def say_goodbye(self) -> None:
        """We go: say so, and end."""
        self._inbox.put_nowait(EndNow(Ending.DRAINED))

    def end(self, ending: Ending) -> None:
        """Let it end, now."""
        self._inbox.put_nowait(EndNow(ending))

    async def transfer(self, number: str) -> None:
        """Move the caller to a number outside.

        Raises:
            NotTransferred: the line cannot, or the far end would not; the call goes on.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._inbox.put_nowait(TransferTo(number, done))
        await done

    async def join(self, agent: Agent) -> None:
        """Let an agent's voice in; returns when it is in the call no more."""
        if self._ending is None:
            self._start(self._agents.serve(agent, self._inbox.put_nowait))
            await agent.over.wait()

    # -- what comes in ---------------------------------------------------------------------------------

    async def _hear(self) -> None:
        async for event in self._media.events():
            if isinstance(event, Audio) and self._inbox.qsize() > BACKLOG:
                self._parts.meters.dropped()
            else:
                self._inbox.put_nowait(event)

    async def _follow(self) -> None:
        try:
            self._inbox.put_nowait(await self._parts.line.open())
            async for frame in self._parts.line.frames():
                self._inbox.put_nowait(frame)
        except LineRefused:
            self._inbox.put_nowait(LineGone(Ending.REFUSED))
        except LineLost:
            self._inbox.put_nowait(LineGone(Ending.LOST))

    # -- one after the other ---------------------------------------------------------------------------

    async def _serve(self) -> Ending:
        while self._ending is None:
            await self._take(await self._next())
        return self._ending

    async def _next(self) -> Event:
        dues = [due for due in (self._caller.due_at, self._waiting.due_at) if due is not None]
        try:
            async with asyncio.timeout_at(min(dues, default=None)):
                return await self._inbox.get()
        except TimeoutError:
            return Tick()

    async def _take(self, event: Event) -> None:  # noqa: C901 - one line an event
        match event:
            case Audio(frame=frame):
                await self._audio(frame)
            case Key(key=key):
                await self._key(key)
            case Guessed():
                await self._caller.guessed(event)
            case Spoken(saying=saying):
                self._speaker.finished(saying)
                await self._caller.spoken(event)
            case Played(mark=mark):
                self._mouth.played(mark)
            case OnHold(held=held):
                await self._caller.on_hold(held=held)
            case Gone(ending=ending) | EndNow(ending=ending):
                await self._ends(ending)
            case Tick():
                await self._caller.tick()
                await self._waiting.tick()
            case AgentCame() | AgentHeld() | AgentGone():
                await self._agent(event)
            case other:
                await self._take_from_front_door(other)
        if self._ending is None:
            self._ending = self._speaker.over

    async def _ends(self, ending: Ending) -> None:
        """At once; when it is we who go, after a word."""
        if ending is Ending.DRAINED:
            await self._speaker.cut()
            self._speaker.farewell("voice_restart", ending)
        else:
            self._ending = ending

    async def _key(self, key: str) -> None:
        is_ours = self._caller.is_for_consent(key)
        if is_ours or not await self._waiting.key(key, elsewhere=self._caller.awaits_keys):
            await self._caller.key(key)

    async def _audio(self, frame: bytes) -> None:
        if self._agents.here:
            self._agents.caller_audio(frame)
            return
        is_heard = self.listens and self._spoken.is_heard
        if self._parts.recorder is not None:
            self._parts.recorder.deaf = not is_heard
        if is_heard:
            self._recognising.follow(await self._caller.audio(frame), self._spoken.language)
        elif self._listening.talking:
            self._listening.forget()

    async def _agent(self, event: AgentEvent) -> None:
        match event:
            case AgentCame(agent=agent):
                self._listening.forget()
                self._waiting.leave()
                await self._caller.agent_comes()
                self._agents.came(agent)
                self._front_door.agent_talks()
            case AgentHeld(agent=agent, on=on):
                await self._agents.held(agent, on=on)
            case AgentGone(agent=agent, ending=ending):
                self._ending = self._agents.gone(agent, ending)

    async def _take_from_front_door(self, event: FromFrontDoor) -> None:
        match event:
            case Opened():
                self._parts.watch.joined(event.welcome.conversation_id)
                await self._front_door.opened(event)
            case Welcome(conversation_id=conversation_id):
                self._parts.watch.joined(conversation_id)
            case TransferTo():
                self._moving.begin(event, self._group, heard=self._agents.here)
            case LineGone(ending=ending):
                self._line_gone(ending)
            case frame:
                await self._front_door.frame(frame)

    def _line_gone(self, ending: Ending) -> None:
        if ending is Ending.REFUSED:
            self._ending = ending
        else:
            self._speaker.farewell("voice_lost", ending)
