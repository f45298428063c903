"""The agent's side of a call: their voice comes and goes, and what both say is taken down."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from conversation.expects import Expectation, ExpectsKind
from conversation.owner import Owner
from voice_gateway.call.bridge import AgentEnd, Bridge
from voice_gateway.call.line import CallersTurn, Line
from voice_gateway.call.music import Music
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.transcriber import SpokenOnCall, Transcriber
from voice_gateway.call.watch import CallWatch
from voice_gateway.hearing.activity import VoiceActivity
from voice_gateway.hearing.listening import Listening
from voice_gateway.hearing.recognition import Recognition, SpeechToText
from voice_gateway.media import Audio, Ending, Gone, Media, OnHold
from voice_gateway.recording.call_recorder import CallRecorder, Side

FREE = Expectation(kind=ExpectsKind.FREE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agent:
    """Whose voice it is."""

    media: Media
    """A page's microphone, or their own phone: `Gone(STEPPED_OUT)` leaves the call to go on without them."""
    agent_id: str
    name: str
    end: AgentEnd = field(init=False)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once they are in the call no more."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "end", AgentEnd(self.media))


@dataclass(frozen=True, slots=True)
class AgentCame:
    """An agent's voice is to join."""

    agent: Agent


@dataclass(frozen=True, slots=True)
class AgentHeld:
    """Hold, on or off."""

    agent: Agent
    on: bool


@dataclass(frozen=True, slots=True)
class AgentGone:
    """Their line is over."""

    agent: Agent
    ending: Ending


AgentEvent = AgentCame | AgentHeld | AgentGone


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What takes down what is said."""

    recogniser: SpeechToText
    new_activity: Callable[[], VoiceActivity]
    call: SpokenOnCall

    def transcriber(
        self, take: Callable[[Recognition], Awaitable[None]], told: Callable[[str], None]
    ) -> Transcriber:
        """For one voice."""
        return Transcriber(Listening(self.new_activity()), self.recogniser, take, told, self.call)


class AgentSide:
    """One call's."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        bridge: Bridge,
        speaker: Speaker,
        line: Line,
        music: Music,
        *,
        watch: CallWatch,
        ears: Ears,
        recorder: CallRecorder | None = None,
    ) -> None:
        self._bridge = bridge
        self._speaker = speaker
        self._line = line
        self._music = music
        self._watch = watch
        self._ears = ears
        self._agent: Agent | None = None
        self._recorder = recorder
        self._of_caller = ears.transcriber(self._caller_said, partial(self._understood, Side.CALLER))
        self._announced = ""

    @property
    def here(self) -> bool:
        """Whether an agent's voice is in the call."""
        return self._agent is not None

    # -- coming and going ------------------------------------------------------------------------------

    def came(self, agent: Agent) -> None:
        """Let them in; whoever was in before leaves."""
        self._leave("replaced")
        self._agent = agent
        self._bridge.join(agent.end)
        self._music.stop()
        self._speaker.mouth.resume()
        self._speaker.own(
            "voice_agent_back" if self._announced == agent.name else "voice_agent_here", agent=agent.name
        )
        self._announced = agent.name
        self._watch.agent_joined(agent.agent_id)

    async def held(self, agent: Agent, *, on: bool) -> None:
        """The caller waits for the agent, and hears so; or goes on."""
        if agent is not self._agent or agent.end.on_hold == on:
            return
        agent.end.on_hold = on
        if on:
            self._speaker.own("voice_on_hold", agent=agent.name)
            self._music.start()
        else:
            self._music.stop()
            await self._speaker.cut()

    def gone(self, agent: Agent, ending: Ending) -> Ending | None:
        """Their line is over; how the whole call ends, when it does with it."""
        if agent is not self._agent:
            return None
        if ending is Ending.LINE_DROPPED:
            self._leave("dropped")
            self._speaker.own("voice_agent_lost", agent=agent.name)
            self._music.start()
            return None
        self._leave("left")
        if ending is Ending.STEPPED_OUT:
            self._speaker.own("voice_agent_writes", agent=agent.name)
            self._music.start()
            return None
        return Ending.HUNG_UP

    async def held_by(self, owner: Owner, agent: str | None) -> None:
        """The conversation is somebody's by now: an agent who lost it is let go."""
        left = self._agent
        if left is None or (owner is Owner.AGENT and agent == left.name):
            return
        self._leave("replaced")
        self._announced = ""
        await left.media.hang_up(Ending.TRANSFERRED)

    async def close(self, ending: Ending) -> None:
        """The call is over."""
        agent, self._agent = self._agent, None
        if agent is not None:
            agent.over.set()
            await agent.media.hang_up(ending)

    def _leave(self, why: Literal["left", "dropped", "replaced"]) -> None:
        agent, self._agent = self._agent, None
        if agent is None:
            return
        self._bridge.join(None)
        if self._recorder is not None:
            self._recorder.deaf = False
            self._recorder.follow(Side.OURS, talking=False)
        agent.over.set()
        self._watch.agent_left(agent.agent_id, why)

    # -- sound -----------------------------------------------------------------------------------------

    def caller_audio(self, frame: bytes) -> None:
        """A frame of the caller's, while an agent is here."""
        self._bridge.from_caller(frame)
        listens = self._agent is not None and not self._agent.end.on_hold
        if listens:
            self._of_caller.feed(frame)
        if self._recorder is not None:
            self._recorder.deaf = not listens or not self._ears.call.is_followed
            self._recorder.follow(talking=self._of_caller.talking)

    async def serve(self, agent: Agent, put: Callable[[AgentEvent], None]) -> None:
        """Their line from its first frame to its last; `put` is told what changes something."""
        of_agent = self._ears.transcriber(
            lambda heard: self._line.agent_said(agent.agent_id, heard), partial(self._understood, Side.OURS)
        )
        put(AgentCame(agent))
        sending = asyncio.ensure_future(agent.end.run())
        try:
            async for event in agent.media.events():
                match event:
                    case Audio(frame=frame):
                        await self._bridge.from_agent(agent.end, frame)
                        if agent is self._agent and not agent.end.on_hold:
                            of_agent.feed(frame)
                            self._follow_agent(of_agent)
                    case OnHold(held=on):
                        put(AgentHeld(agent, on))
                    case Gone(ending=ending):
                        put(AgentGone(agent, ending))
                    case _:
                        pass
        finally:
            sending.cancel()
            await of_agent.close()

    def _follow_agent(self, of_agent: Transcriber) -> None:
        if self._recorder is not None:
            self._recorder.follow(Side.OURS, talking=of_agent.talking)

    def _understood(self, side: Side, text: str) -> None:
        if self._recorder is not None:
            self._recorder.understood(text, FREE, side)

    async def _caller_said(self, heard: Recognition) -> None:
        if heard.language is not None:
            self._speaker.speak(heard.language)
        await self._line.say(
            CallersTurn(
                text=heard.text,
                confidence=heard.confidence,
                alternatives=heard.alternatives,
                language=self._speaker.language,
            )
        )
