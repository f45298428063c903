"""The caller's side of a call: words, keys and silence become turns, commands or nothing."""

from __future__ import annotations

from collections.abc import Callable

from conversation.expects import ExpectsKind
from conversation.server_frames import Welcome
from voice_gateway.call.asked import Asked
from voice_gateway.call.callers_words import CallersWords
from voice_gateway.call.consent import ConsentQuestion, answer_in
from voice_gateway.call.events import Guessed
from voice_gateway.call.fillers import Fillers
from voice_gateway.call.held import HeldBack
from voice_gateway.call.keys import Keys
from voice_gateway.call.line import Line
from voice_gateway.call.read_back import YES_NO, ReadBack
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.turn_taking import TurnTaking
from voice_gateway.hearing.interruptions import Command, command_in
from voice_gateway.hearing.keypad import PERSON
from voice_gateway.hearing.listening import Began, Ended, Guess, Listening, WentOn
from voice_gateway.hearing.listening import Event as ListeningEvent
from voice_gateway.meters import Meters
from voice_gateway.recording.call_recorder import CallRecorder
from voice_gateway.speaking.saying import Spoken


class CallerSide:
    """One caller's."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        speaker: Speaker,
        listening: Listening,
        line: Line,
        meters: Meters,
        *,
        is_free: bool,
        is_filled: Callable[[], bool],
        recorder: CallRecorder | None = None,
    ) -> None:
        """`is_free`: the recogniser takes down free speech; `is_filled`: music or an agent is heard."""
        self._speaker = speaker
        self._mouth = speaker.mouth
        self._listening = listening
        self._held = HeldBack()
        self._recorder = recorder
        self._consent = ConsentQuestion(speaker, line, recorder)
        read_back = ReadBack(needed=not is_free)
        self._turns = TurnTaking(speaker, line, meters, read_back, listening, is_filled)
        self._words = CallersWords(speaker, listening, line, self._turns, self._consent, is_free=is_free)
        self._keys = Keys(speaker, self._turns, self._consent, lambda: self._words.command(Command.REPEAT))
        self._is_held = False
        self._is_filled = is_filled
        self._agent_comes = False
        """An agent is in the call, and that was not said to its end."""

    @property
    def due_at(self) -> float | None:
        """When `tick` has something to do."""
        return None if self._is_held else self._turns.due_at

    @property
    def awaits_keys(self) -> bool:
        """Whether keys answer what was asked."""
        asked = self._turns.asked
        return bool(asked.choices) or asked.expects.kind is not ExpectsKind.FREE

    @property
    def fillers(self) -> Fillers:
        """What is said while an answer is slow."""
        return self._turns.fillers

    # -- sound -----------------------------------------------------------------------------------------

    async def audio(self, frame: bytes) -> list[Guess]:
        """A frame; what is to be recognised."""
        events = self._listening.feed(frame)
        for event in events:
            await self._take(event)
        if self._recorder is not None:
            self._recorder.follow(talking=self._listening.talking)
        if self._listening.talking and self._mouth.interruptible:
            await self._mouth.pause()
        if self._consent.follow():
            self._listening.awaited = YES_NO
        if self._held and self._mouth.interruptible:
            await self._next_held()
        return [event for event in events if isinstance(event, Guess)]

    async def _take(self, event: ListeningEvent) -> None:
        match event:
            case Began() | WentOn():
                await self._turns.speaks()
            case Guess():
                self._turns.paused()
            case Ended():
                await self._heard(event)

    async def guessed(self, guessed: Guessed) -> None:
        """Words came back from the recogniser."""
        if guessed.failed:
            self._listening.forget()
            self._turns.fillers.pause_over()
            if self._mouth.interruptible:
                await self._speaker.cut()
            self._speaker.own("voice_deaf")
            self._ask_for_consent()
            return
        for event in self._listening.guessed(guessed.number, guessed.recognition):
            if isinstance(event, Ended):
                await self._heard(event)

    async def _heard(self, ended: Ended) -> None:
        """An utterance, when it ends: dealt with at once, or after words that must not be cut."""
        if self._recorder is not None:
            self._recorder.understood(ended.recognition.text, self._turns.asked.expects)
            self._recorder.follow(talking=False)
        if self._mouth.busy and not self._mouth.interruptible:
            self._turns.fillers.pause_over()
            self._held.keep(ended, is_early=self._consent.is_to_come)
        else:
            await self._words.take(ended)
            self._turns.fillers.pause_over()
            self._ask_for_consent()

    async def _next_held(self) -> None:
        held = self._held.next()
        if isinstance(held.what, str):
            if held.is_early:
                self._consent.unheard()
            await self._keys.key(held.what)
        elif not (held.is_early and self._said_too_early(held.what)):
            await self._words.take(held.what)
        self._ask_for_consent()

    def _said_too_early(self, ended: Ended) -> bool:
        """Said into the question about recording; whether it was no more than an answer to it."""
        if not self._consent.is_asked:
            return False
        text = ended.recognition.text
        if text.strip() and command_in(text) is None:
            self._consent.unheard()
        return answer_in(text) is not None

    def _ask_for_consent(self) -> None:
        """Where the question about recording was cut: now, or once an answer that is owed has been said."""
        if self._turns.is_between and self._consent.ask_if_cut():
            self._turns.active()

    # -- keys, hold ------------------------------------------------------------------------------------

    async def key(self, key: str) -> None:
        """A key, dealt with at once or after words that must not be cut."""
        self._consent.follow()
        if self._keys.waits(key):
            self._held.keep(key, is_early=self._consent.is_to_come)
            return
        if key == PERSON:
            self._held.drop_keys()
            self._turns.person_wanted()
        await self._keys.key(key)
        if key != PERSON:
            self._ask_for_consent()

    def is_for_consent(self, key: str) -> bool:
        """Whether this key is meant for the question about recording."""
        return self._consent.is_for(key)

    async def on_hold(self, *, held: bool) -> None:
        """While they listen to somebody else we wait, and go on where we were."""
        self._is_held = held
        if held:
            self._listening.forget()
            self._turns.fillers.pause_over()
            await self._mouth.hold()
        else:
            self._turns.active()
            self._mouth.unhold()
            self._turns.callers_turn()

    # -- turns and silence -----------------------------------------------------------------------------

    def owed(self) -> None:
        """Words are to come, the first of the call or more of an answer: no silence until they do."""
        self._turns.owed()

    def opened(self, welcome: Welcome, *, with_agent: bool) -> None:
        """The call has its conversation: may it be recorded? Not asked while an agent is heard."""
        self._consent.opened(
            welcome.conversation_id, welcome.recording, self._question_again, later=with_agent
        )

    def _question_again(self) -> str:
        """What the assistant has asked; nothing where somebody else is talked to or waited for."""
        return "" if self._is_filled() else self._turns.asked.question

    async def agent_comes(self) -> None:
        """A person speaks from now on: nothing of ours stands before that."""
        self._agent_comes = True
        await self._speaker.leave_floor()

    def asked(self, asked: Asked) -> None:
        """A reply left this question open."""
        self._turns.ask(asked)
        self._turns.read_back.clear()
        self._listening.awaited = asked.awaited
        if self._recorder is not None:
            self._recorder.secret_asked = asked.expects.kind is ExpectsKind.SECRET

    def waits(self, *, patiently: bool, stays: bool) -> None:
        """Whether silence is all right (they wait for a person, or talk to one); `stays`: it ends no call."""
        self._turns.waits(patiently=patiently, stays=stays)

    def answered(self) -> None:
        """A reply came."""
        self._turns.answered()

    async def spoken(self, spoken: Spoken) -> None:
        """We have said something to its end."""
        if self._agent_comes and not spoken.aside:
            self._agent_comes = False
            await self._consent.passed_over()
        self._consent.spoken(spoken)
        if not spoken.aside:
            self._turns.fillers.spoken()
        if self._mouth.busy:
            return
        if self._held:
            await self._next_held()
        else:
            self._ask_for_consent()
            self._turns.callers_turn()

    async def tick(self) -> None:
        """Something may be due."""
        if await self._keys.expired() or self._turns.fill():
            return
        if (rung := self._turns.climb()) is not None:
            await self._consent.passed_over()
            self._turns.break_silence(rung)
