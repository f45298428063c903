"""The front door's side of a call: replies to be said, who holds the conversation, how long it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from conversation.language import ENGLISH, SPANISH, primary
from conversation.owner import Owner
from conversation.server_frames import (
    Problem,
    ReplyFrame,
    ServerFrame,
    StateChanged,
    TurnFrame,
    TypingNotice,
    Waiting,
    Welcome,
)
from voice_gateway.call.agent_side import AgentSide
from voice_gateway.call.asked import Asked, asked_by, keys_hint, saying_of
from voice_gateway.call.caller_side import CallerSide
from voice_gateway.call.keys import LANGUAGE_KEY
from voice_gateway.call.line import Opened
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.waiting import WaitingRoom
from voice_gateway.media import Ending
from voice_gateway.speaking.saying import Saying

VOICED = frozenset({ENGLISH, SPANISH})
SPEAKING = frozenset({Owner.ASSISTANT, Owner.AGENT})
HANDED_ON = {Owner.ASSISTANT: "voice_handed_back", Owner.PARKED: "voice_parked"}
"""What is said of a conversation that an agent held."""


class FrontDoorSide:
    """One call's."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        speaker: Speaker,
        caller: CallerSide,
        waiting: WaitingRoom,
        agents: AgentSide,
        *,
        is_free: bool,
        asks_language: bool = False,
        to_team: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`asks_language`: it cannot be heard, so a key is told for it.

        `to_team`: nobody can listen to this caller now, and this asks for a person.
        """
        self._speaker = speaker
        self._caller = caller
        self._waiting = waiting
        self._agents = agents
        self._is_free = is_free
        self._asks_language = asks_language
        self._to_team = to_team
        self._owner = Owner.ASSISTANT
        self._writer: str | None = None
        """The agent who holds it and has not been heard yet."""

    @property
    def listens(self) -> bool:
        """Whether the assistant can be talked to."""
        return self._to_team is None

    async def opened(self, opened: Opened) -> None:
        """The first words: the greeting of a new conversation, or where an old one stands."""
        replies = [frame for frame in opened.missed if isinstance(frame, ReplyFrame)]
        self._caller.fillers.answered()
        self._speaks(opened.welcome)
        for frame in opened.missed:
            if isinstance(frame, Waiting):
                self._waiting.predicted(frame.place, frame.minutes)
        if self._to_team is not None:
            self._speaker.own("voice_all_busy", whole=True)
            await self._to_team()
        elif opened.welcome.redial is not None:
            self._came_again(opened.welcome, replies[-1] if replies else None)
        elif opened.welcome.owner is not Owner.AGENT:
            self._greet(replies, has_begun=any(isinstance(frame, TurnFrame) for frame in opened.missed))
        agent = opened.welcome.agent
        await self._held_by(opened.welcome.owner, agent.name if agent else None)
        if self.listens:
            self._caller.opened(opened.welcome, with_agent=self._agents.here)

    def _speaks(self, welcome: Welcome) -> None:
        """Whoever has a language already is not asked for it."""
        known = primary(welcome.language)
        if known != self._speaker.usual_language and known in VOICED:
            self._speaker.speak(known)

    def _greet(self, replies: list[ReplyFrame], *, has_begun: bool) -> None:
        """A conversation of its own is greeted; one that goes on from a page is joined."""
        if replies:
            self._caller.asked(asked_by(replies[-1]))
        if not has_begun:
            for place, frame in enumerate(replies):
                self._speaker.reply(self._saying(frame, disclosure=place == 0))
            if self._asks_language and self._speaker.language is None:
                self._speaker.in_other_language(SPANISH, "voice_language_key", number=LANGUAGE_KEY)
        else:
            self._speaker.own("voice_joined")
            if replies and replies[-1].expects:
                self._speaker.reply(self._saying(replies[-1]))
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
                self._speaker.reply(self._saying(last))

    async def frame(self, frame: ServerFrame) -> None:
        """What the front door tells."""
        match frame:
            case ReplyFrame():
                self._reply(frame)
            case TurnFrame() if self._is_written_to:
                self._caller.answered()
                self._waiting.written_to()
            case StateChanged(owner=owner, agent=agent):
                self._caller.answered()
                self._leaves_agent(owner)
                await self._held_by(owner, agent.name if agent else None)
            case Waiting(place=place, minutes=minutes):
                self._waiting.predicted(place, minutes)
            case TypingNotice(author="assistant", doing=doing):
                self._caller.fillers.doing = doing
            case Problem(code=code):
                self._problem(code)
            case _:
                pass  # what only a page can show

    def agent_talks(self) -> None:
        """The agent who holds it speaks with their own voice."""
        self._writer = None

    def _reply(self, frame: ReplyFrame) -> None:
        self._caller.answered()
        if frame.voiced:
            return  # it was heard as it was said
        if frame.author == "agent" and self._is_written_to:
            self._waiting.leave()
        if frame.author == "agent" and self._writer is not None:
            self._speaker.own("voice_agent_writes", agent=self._writer)
            self._writer = None
        self._speaker.reply(self._saying(frame))
        if not frame.last:
            self._caller.owed()
        if frame.last or frame.author != "assistant":
            self._ask(frame)
        self._waiting.spoken_to()
        if self._owner is Owner.CLOSED:
            self._speaker.leave(Ending.GOODBYE)

    def _saying(self, frame: ReplyFrame, *, disclosure: bool = False) -> Saying:
        return saying_of(frame, self._speaker.words, disclosure=disclosure, by_keys=not self._is_free)

    def _ask(self, frame: ReplyFrame) -> None:
        asked = asked_by(frame)
        self._caller.asked(asked)
        hint = None if self._is_free else keys_hint(asked)
        if hint is not None:
            self._speaker.own(hint)

    @property
    def _is_written_to(self) -> bool:
        """Whether an agent holds it without their voice."""
        return self._owner is Owner.AGENT and not self._agents.here

    def _leaves_agent(self, owner: Owner) -> None:
        """From a person to nobody who is about to speak: it is said, for nothing else shows it on a phone."""
        key = HANDED_ON.get(owner)
        if self._owner is Owner.AGENT and key is not None:
            self._caller.asked(Asked())
            self._speaker.own(key)

    async def _held_by(self, owner: Owner, agent: str | None) -> None:
        if owner is Owner.AGENT:
            self._to_team = None  # whoever is talked to once is listened to from then on
        self._owner = owner
        self._caller.waits(patiently=owner in {Owner.QUEUE, Owner.AGENT}, stays=owner is Owner.PARKED)
        await self._agents.held_by(owner, agent)
        self._writer = agent if owner is Owner.AGENT and not self._agents.here else None
        if owner is Owner.QUEUE:
            self._waiting.enter()
        elif self._writer is not None:
            self._waiting.hold_on(self._writer)
        else:
            self._waiting.leave()
        if owner is Owner.CLOSED:
            self._speaker.leave(Ending.GOODBYE)

    def _problem(self, code: str) -> None:
        if code in {"slow_down", "busy", "shutting_down"}:
            return  # the line sends it again
        self._caller.answered()
        self._speaker.own("voice_bad_number" if code == "bad_number" else "voice_not_taken")
