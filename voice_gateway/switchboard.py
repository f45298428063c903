"""Takes calls from any line, as many as there is room for, and ends them when the process ends."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Literal

import aiohttp
import structlog

from conversation.gateway_protocol import (
    AgentJoined,
    AgentLeft,
    CallBegan,
    CallChanged,
    CallOnLine,
    CallState,
    GatewayFrame,
)
from conversation.words import Words
from voice_gateway.admission import Admission, Limits, Load
from voice_gateway.call.call import Call, CallParts
from voice_gateway.call.line import Arrival
from voice_gateway.call.websocket_line import Address, WebSocketLine
from voice_gateway.engines import Engines
from voice_gateway.media import Ending, Media
from voice_gateway.meters import Meters
from voice_gateway.recording.call_recorder import CallRecorder
from voice_gateway.recording.recordings import Recordings

News = Callable[[GatewayFrame], None]


class _Running:
    """A call in progress; watches it for the front door."""

    def __init__(self, on_line: CallOnLine, tell: News) -> None:
        self.on_line = on_line
        self.call: Call
        self.task: asyncio.Task[Ending]
        self._tell = tell

    def joined(self, conversation_id: str) -> None:
        self.on_line = self.on_line.model_copy(update={"conversation_id": conversation_id})
        self._tell(CallBegan(call=self.on_line))

    def agent_joined(self, agent_id: str) -> None:
        self.on_line = self.on_line.model_copy(update={"agent_id": agent_id})
        self._tell(AgentJoined(call_ref=self.on_line.call_ref, agent_id=agent_id))

    def agent_left(self, agent_id: str, why: Literal["left", "dropped", "replaced"]) -> None:
        self.on_line = self.on_line.model_copy(update={"agent_id": None})
        self._tell(AgentLeft(call_ref=self.on_line.call_ref, agent_id=agent_id, why=why))


def _nobody_listens(_frame: GatewayFrame) -> None:
    """Until the control link is there."""


class Switchboard:
    """One for the process."""

    def __init__(
        self, engines: Engines, address: Address, meters: Meters, *, limits: Limits, language: str
    ) -> None:
        self._engines = engines
        self._address = address
        self._meters = meters
        self.load = Load(engines.queue)
        self._admission = Admission(limits, self.load)
        self._words = Words.load(language)
        self.recordings: Recordings | None = None
        """Where calls are kept whose callers agree; None: nobody is asked."""
        self._calls: dict[str, _Running] = {}
        self.tell: News = _nobody_listens
        """Where news of calls goes."""
        self._sessions: aiohttp.ClientSession | None = None
        self._closing = False
        self._log = structlog.get_logger()

    @property
    def in_progress(self) -> int:
        """Calls now."""
        return len(self._calls)

    @property
    def listened_to(self) -> int:
        """Callers the assistant listens to."""
        return sum(running.call.listens for running in self._calls.values())

    @property
    def room(self) -> int:
        """Callers more the assistant could listen to now."""
        return 0 if self._closing else self._admission.seats(self.listened_to)

    @property
    def lines(self) -> int:
        """Calls that could be taken now, for the team where the assistant cannot listen."""
        return 0 if self._closing else self._admission.lines(len(self._calls))

    @property
    def closing(self) -> bool:
        """No call is taken any more."""
        return self._closing

    @property
    def on_line(self) -> tuple[CallOnLine, ...]:
        """Calls now, as the front door knows them."""
        return tuple(running.on_line for running in self._calls.values())

    def call(self, call_ref: str) -> Call | None:
        """The call of this name, while it goes on."""
        running = self._calls.get(call_ref)
        return None if running is None else running.call

    def shut(self) -> None:
        """Take no calls from now on."""
        self._closing = True

    async def drain(self, within_s: float = 0.0) -> None:
        """Tell every caller that we go, let them hear it out, and end what is left; conversations stay."""
        self.shut()
        running = {running.task: running.call for running in self._calls.values()}
        if not running:
            return
        if within_s:
            for call in running.values():
                call.say_goodbye()
            await asyncio.wait(running, timeout=within_s)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def close(self) -> None:
        """Let go of the front door."""
        if self._sessions is not None:
            await self._sessions.close()

    async def take(
        self, media: Media, arrival: Arrival, *, call_ref: str | None = None, words: str = ""
    ) -> Ending:
        """A call on any line, from its first word to its last; how it ended.

        `call_ref` names one that the front door asked for, and `words` are said before all others.
        """
        call_id = call_ref or uuid.uuid4().hex[:12]
        listens = call_ref is not None or self.room > 0
        if not listens:
            self._meters.sent_on()
        running = _Running(on_line=CallOnLine(call_ref=call_id), tell=self._news)
        running.call = self._call(media, arrival, running, words, listens=listens)
        running.task = asyncio.get_running_loop().create_task(running.call.run())
        self._calls[call_id] = running
        self._log.info("call.began", call_id=call_id, listens=listens)
        try:
            ending = await asyncio.shield(running.task)
        except asyncio.CancelledError:
            running.task.cancel()
            ending = Ending.DRAINED
        except Exception:  # noqa: BLE001 - the edge of a call: it ends, the others go on
            self._log.exception("call.failed", call_id=call_id)
            ending = Ending.BROKEN
        finally:
            del self._calls[call_id]
        self._log.info("call.ended", call_id=call_id, ending=ending.value)
        state = CallState.TRANSFERRED if ending is Ending.TRANSFERRED else CallState.ENDED
        self.tell(CallChanged(call_ref=call_id, state=state, why=ending.value))
        return ending

    def _news(self, frame: GatewayFrame) -> None:
        self.tell(frame)

    def _call(self, media: Media, arrival: Arrival, watch: _Running, words: str, *, listens: bool) -> Call:
        kept = self.recordings
        return Call(
            CallParts(
                media=media,
                line=WebSocketLine(self.session(), self._address, uuid.uuid4().hex[:12], arrival),
                recogniser=self._engines.recogniser,
                voice=self._engines.voice,
                new_activity=self._engines.new_activity,
                words=self._words,
                meters=self._meters,
                watch=watch,
                recorder=CallRecorder(kept, watch.on_line.call_ref) if kept is not None else None,
                first_words=words,
                listens=listens,
                hears_languages=self._engines.hears_languages(),
                load=self.load,
            )
        )

    def session(self) -> aiohttp.ClientSession:
        """Towards the front door."""
        if self._sessions is None:
            self._sessions = aiohttp.ClientSession(trust_env=False)
        return self._sessions
