"""The caller's side of a call: words, keys and silence become turns, commands or nothing."""

from __future__ import annotations

from typing import assert_never

from conversation.expects import ExpectsKind
from conversation.language import ENGLISH, SPANISH, language_wanted
from conversation.server_frames import Welcome
from voice_gateway.call.asked import Asked, keys_hint
from voice_gateway.call.consent import ConsentQuestion, answer_in
from voice_gateway.call.events import Guessed
from voice_gateway.call.fillers import Fillers
from voice_gateway.call.held import HeldBack
from voice_gateway.call.keys import Keys
from voice_gateway.call.line import CallersTurn, Line
from voice_gateway.call.manners import mannered
from voice_gateway.call.read_back import YES_NO, ReadBack
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.turn_taking import TurnTaking
from voice_gateway.hearing.interruptions import NOISE_MS, Command, Verdict, command_in, judge
from voice_gateway.hearing.keypad import PERSON
from voice_gateway.hearing.listening import Began, Ended, Guess, Listening, WentOn
from voice_gateway.hearing.listening import Event as ListeningEvent
from voice_gateway.hearing.recognition import Recognition
from voice_gateway.meters import Meters
from voice_gateway.recording.call_recorder import CallRecorder
from voice_gateway.speaking.mouth import Spoken

UNCLEAR_TIMES = 3


class CallerSide:
    """One caller's."""

    def __init__(
        self,
        speaker: Speaker,
        listening: Listening,
        line: Line,
        meters: Meters,
        *,
        is_free: bool,
        recorder: CallRecorder | None = None,
    ) -> None:
        """`is_free`: the recogniser takes down free speech."""
        self._speaker = speaker
        self._mouth = speaker.mouth
        self._listening = listening
        self._line = line
        self._is_free = is_free
        self._held = HeldBack()
        self._unclear = 0
        self._recorder = recorder
        self._consent = ConsentQuestion(speaker, line, recorder)
        read_back = ReadBack(needed=not is_free)
        self._turns = TurnTaking(speaker, line, meters, read_back, listening)
        self._keys = Keys(speaker, line, self._turns, self._consent, lambda: self._command(Command.REPEAT))
        self._is_held = False

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
        if self._listening.talking and self._mouth.interruptible and not self._turns.filling:
            await self._mouth.pause()
        if self._consent.follow():
            self._listening.awaited = YES_NO
        if self._held and self._mouth.interruptible:
            await self._next_held()
        return [event for event in events if isinstance(event, Guess)]

    async def _take(self, event: ListeningEvent) -> None:
        match event:
            case Began():
                self._turns.active()
            case Guess():
                self._turns.paused()
            case WentOn():
                await self._turns.went_on()
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
            await self._ended(ended)
            self._turns.fillers.pause_over()
            self._ask_for_consent()

    async def _next_held(self) -> None:
        held = self._held.next()
        if isinstance(held.what, str):
            if held.is_early:
                self._consent.unheard()
            await self._keys.key(held.what)
        elif not (held.is_early and self._said_too_early(held.what)):
            await self._ended(held.what)
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

    async def _ended(self, ended: Ended) -> None:
        text = ended.recognition.text.strip()
        if command := command_in(text):
            await self._command(command)
            return
        match self._verdict(text, ended.speech_ms):
            case Verdict.NOISE | Verdict.BACK_CHANNEL:
                self._mouth.resume()
                if self._turns.fillers.promised:
                    self._speaker.own("voice_unclear")
                self._turns.callers_turn()
            case Verdict.UNCLEAR:
                await self._make_way()
                await self._did_not_hear()
            case Verdict.INTERRUPTION:
                cut = await self._make_way()
                await self._said(ended.recognition, interrupted=cut)
            case verdict:
                assert_never(verdict)

    async def _make_way(self) -> bool:
        """Stop what we say, unless it was only said into their pause; whether anything was cut."""
        return not self._turns.filling and await self._speaker.cut()

    def _verdict(self, text: str, speech_ms: int) -> Verdict:
        if self._mouth.busy and not self._turns.filling:
            return judge(text, speech_ms, YES_NO if self._consent.is_asked else self._turns.asked.awaited)
        if text:
            return Verdict.INTERRUPTION
        return Verdict.UNCLEAR if speech_ms > NOISE_MS else Verdict.NOISE

    async def _said(self, heard: Recognition, *, interrupted: bool) -> None:
        """Words that are meant for the assistant."""
        self._unclear = 0
        self._speaks(heard)
        asked, read_back = self._turns.asked, self._turns.read_back
        answered = await self._consent.hears(heard.text)
        self._listening.awaited = asked.awaited
        if answered:
            return
        if self._is_spoken_secret(heard.text):
            self._speaker.own("voice_use_keypad")
            return
        answer = read_back.heard(heard.text, asked.expects)
        if answer.ask is not None:
            self._speaker.own("voice_read_back", digits=answer.ask)
            self._listening.awaited = answer.awaited
            return
        if answer.text is None:
            self._speaker.own("voice_read_back_wrong")
            return
        sure = 1.0 if answer.confirmed else heard.confidence
        await self._turns.send(
            CallersTurn(
                text=answer.text, confidence=sure, alternatives=heard.alternatives, interrupted=interrupted
            ),
            "speech",
        )

    def _speaks(self, heard: Recognition) -> None:
        """The language they ask for where we have a voice for it, else the one they were heard to speak."""
        wanted = language_wanted(heard.text)
        language = wanted if wanted in {ENGLISH, SPANISH} else heard.language
        if language is not None:
            self._speaker.speak(language)

    def _is_spoken_secret(self, text: str) -> bool:
        """A recogniser of few words would mistake a digit and spend one of the caller's guesses."""
        digits = any(word.isdigit() for word in text.split()) or self._turns.read_back.digits_in(text)
        return not self._is_free and self._turns.asked.expects.kind is ExpectsKind.SECRET and bool(digits)

    async def _did_not_hear(self) -> None:
        self._unclear += 1
        asked = self._turns.asked
        if self._unclear >= UNCLEAR_TIMES:
            self._unclear = 0
            await self._line.want_person()
        elif not self._is_free:
            self._speaker.own(keys_hint(asked) or "voice_few_words", asked.question)
        else:
            self._speaker.own("voice_unclear" if self._unclear == 1 else "voice_unclear_help")

    async def _command(self, command: Command) -> None:
        await self._speaker.cut()
        self._mouth.manner = mannered(self._mouth.manner, command)
        if not self._consent.again() and not self._speaker.again():
            self._turns.callers_turn()

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

    def opening(self) -> None:
        """The line is up, and we are owed the first words: no silence until they come."""
        self._turns.owed()

    def opened(self, welcome: Welcome) -> None:
        """The call has its conversation: may it be recorded?"""
        self._consent.opened(welcome.conversation_id, welcome.recording, lambda: self._turns.asked.question)

    def asked(self, asked: Asked) -> None:
        """A reply left this question open."""
        self._turns.asked = asked
        self._turns.read_back.clear()
        self._listening.awaited = asked.awaited
        if self._recorder is not None:
            self._recorder.secret_asked = asked.expects.kind is ExpectsKind.SECRET

    def waits(self, *, patiently: bool) -> None:
        """Whether silence is all right: they wait for a person, or talk to one."""
        self._turns.has_patience = patiently

    def answered(self) -> None:
        """A reply came."""
        self._turns.answered()

    async def spoken(self, spoken: Spoken) -> None:
        """We have said something to its end."""
        self._consent.spoken(spoken)
        if self._mouth.busy:
            return
        self._turns.quiet()
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
