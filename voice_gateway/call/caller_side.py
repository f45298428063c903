"""The caller's side of a call: words, keys and silence become turns, commands or nothing."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import assert_never

from conversation.expects import ExpectsKind
from conversation.server_frames import Welcome
from voice_gateway.call.asked import Asked, keys_hint
from voice_gateway.call.consent import ConsentQuestion
from voice_gateway.call.events import Guessed
from voice_gateway.call.fillers import Fillers
from voice_gateway.call.line import CallersTurn, Line
from voice_gateway.call.manners import mannered
from voice_gateway.call.read_back import YES_NO, ReadBack
from voice_gateway.call.silence import Rung, SilenceLadder
from voice_gateway.call.speaker import Speaker
from voice_gateway.hearing.interruptions import NOISE_MS, Command, Verdict, command_in, judge
from voice_gateway.hearing.keypad import Keypad, Outcome, Picked, Repeat, Typed, WantsPerson
from voice_gateway.hearing.listening import Ended, Guess, Listening
from voice_gateway.hearing.recognition import Recognition
from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.recording.call_recorder import CallRecorder

UNCLEAR_TIMES = 3
YES_NO_KEYS = {1: "yes", 2: "no"}


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
        self._meters = meters
        self._is_free = is_free
        self._asked = Asked()
        self._keypad = Keypad()
        self._ladder = SilenceLadder()
        self._read_back = ReadBack(needed=not is_free)
        self._held: deque[Ended] = deque()
        self._unclear = 0
        self._recorder = recorder
        self._consent = ConsentQuestion(speaker, line, recorder)
        self.fillers = Fillers()
        self._is_held = False
        self.has_patience = False
        """Silence is all right: they wait for a person, or talk to one."""

    @property
    def due_at(self) -> float | None:
        """When `tick` has something to do."""
        if self._is_held:
            return None
        filler = None if self._mouth.busy else self.fillers.due_at
        dues = (self._keypad.due_at, None if self.has_patience else self._ladder.due_at, filler)
        return min((due for due in dues if due is not None), default=None)

    @property
    def awaits_keys(self) -> bool:
        """Whether keys answer what was asked."""
        return bool(self._asked.choices) or self._asked.expects.kind is not ExpectsKind.FREE

    # -- sound -----------------------------------------------------------------------------------------

    async def audio(self, frame: bytes) -> list[Guess]:
        """A frame; what is to be recognised."""
        guesses: list[Guess] = []
        for event in self._listening.feed(frame):
            if isinstance(event, Guess):
                guesses.append(event)
            elif isinstance(event, Ended):
                await self._heard(event)
            else:
                self._ladder.reset()
        if self._recorder is not None:
            self._recorder.follow(talking=self._listening.talking)
        if self._listening.talking and self._mouth.busy and self._mouth.interruptible:
            await self._mouth.pause()
        if self._held and self._mouth.interruptible:
            await self._ended(self._held.popleft())
        return guesses

    async def guessed(self, guessed: Guessed) -> None:
        """Words came back from the recogniser."""
        if guessed.failed:
            self._listening.forget()
            await self._speaker.cut()
            self._speaker.own("voice_deaf")
            return
        for event in self._listening.guessed(guessed.number, guessed.recognition):
            if isinstance(event, Ended):
                await self._heard(event)

    async def _heard(self, ended: Ended) -> None:
        """An utterance, when it ends: dealt with at once, or after words that must not be cut."""
        if self._recorder is not None:
            self._recorder.understood(ended.recognition.text, self._asked.expects)
            self._recorder.follow(talking=False)
        await self._ended(ended)

    async def _ended(self, ended: Ended) -> None:
        if self._mouth.busy and not self._mouth.interruptible:
            self._held.append(ended)
            return
        text = ended.recognition.text.strip()
        if command := command_in(text):
            await self._command(command)
            return
        match self._verdict(text, ended.speech_ms):
            case Verdict.NOISE | Verdict.BACK_CHANNEL:
                self._mouth.resume()
                self._callers_turn()
            case Verdict.UNCLEAR:
                await self._speaker.cut()
                await self._did_not_hear()
            case Verdict.INTERRUPTION:
                cut = await self._speaker.cut()
                await self._said(ended.recognition, interrupted=cut)
            case verdict:
                assert_never(verdict)

    def _verdict(self, text: str, speech_ms: int) -> Verdict:
        if self._mouth.busy:
            return judge(text, speech_ms, YES_NO if self._consent.is_open else self._asked.awaited)
        if text:
            return Verdict.INTERRUPTION
        return Verdict.UNCLEAR if speech_ms > NOISE_MS else Verdict.NOISE

    async def _said(self, heard: Recognition, *, interrupted: bool) -> None:
        """Words that are meant for the assistant."""
        self._unclear = 0
        answered = await self._consent.hears(heard.text)
        self._listening.awaited = self._asked.awaited
        if answered:
            return
        if self._is_spoken_secret(heard.text):
            self._speaker.own("voice_use_keypad")
            return
        answer = self._read_back.heard(heard.text, self._asked.expects)
        if answer.ask is not None:
            self._speaker.own("voice_read_back", digits=answer.ask)
            self._listening.awaited = answer.awaited
            return
        if answer.text is None:
            self._speaker.own("voice_read_back_wrong")
            return
        sure = 1.0 if answer.confirmed else heard.confidence
        await self._send(
            CallersTurn(
                text=answer.text, confidence=sure, alternatives=heard.alternatives, interrupted=interrupted
            ),
            "speech",
        )

    def _is_spoken_secret(self, text: str) -> bool:
        """A recogniser of few words would mistake a digit and spend one of the caller's guesses."""
        digits = any(word.isdigit() for word in text.split()) or self._read_back.digits_in(text)
        return not self._is_free and self._asked.expects.kind is ExpectsKind.SECRET and bool(digits)

    async def _did_not_hear(self) -> None:
        self._unclear += 1
        if self._unclear >= UNCLEAR_TIMES:
            self._unclear = 0
            await self._line.want_person()
        elif not self._is_free:
            self._speaker.own(keys_hint(self._asked) or "voice_few_words", self._asked.question)
        else:
            self._speaker.own("voice_unclear" if self._unclear == 1 else "voice_unclear_help")

    async def _command(self, command: Command) -> None:
        await self._speaker.cut()
        self._mouth.manner = mannered(self._mouth.manner, command)
        if not self._speaker.again():
            self._callers_turn()

    # -- keys ------------------------------------------------------------------------------------------

    async def key(self, key: str) -> None:
        """A key: whoever types is not spoken to."""
        self._ladder.reset()
        if self._consent.is_open:
            await self._speaker.cut()
            if await self._consent.keyed(key):
                return
            await self._consent.passed_over()
        outcome = self._keypad.press(key, self._now(), self._asked.expects, len(self._asked.choices))
        if self._mouth.busy and not isinstance(outcome, Repeat):
            await self._speaker.cut()
        await self._keyed(outcome)

    async def _keyed(self, outcome: Outcome | None) -> None:
        match outcome:
            case None:
                if not self._mouth.busy and self._keypad.due_at is None:
                    self._callers_turn()
            case WantsPerson():
                await self._line.want_person()
            case Repeat():
                await self._command(Command.REPEAT)
            case Typed(digits=digits):
                await self._send(CallersTurn(text=digits, dtmf=True), "keys")
            case Picked(place=place):
                await self._picked(place)
            case other:
                assert_never(other)

    async def _picked(self, place: int) -> None:
        choices = self._asked.choices
        if 0 < place <= len(choices):
            choice = choices[place - 1]
            await self._send(CallersTurn(choice_id=choice.id, text=choice.title, dtmf=True), "keys")
        elif not choices and place in YES_NO_KEYS:
            await self._send(CallersTurn(text=YES_NO_KEYS[place], dtmf=True), "keys")
        else:
            self._speaker.own("voice_no_such_key", self._asked.question)

    async def on_hold(self, *, held: bool) -> None:
        """While they listen to somebody else we wait, and go on where we were."""
        self._is_held = held
        if held:
            self._listening.forget()
            await self._mouth.hold()
        else:
            self._ladder.reset()
            self._mouth.unhold()
            self._callers_turn()

    # -- turns and silence -----------------------------------------------------------------------------

    async def _send(self, turn: CallersTurn, by: str) -> None:
        self._ladder.reset()
        self._keypad.clear()
        self._read_back.clear()
        self.fillers.sent(self._now())
        self._meters.turn(by)
        await self._line.say(turn)

    def opened(self, welcome: Welcome) -> None:
        """The call has its conversation: may it be recorded?"""
        self._consent.opened(welcome.conversation_id, welcome.recording, lambda: self._asked.question)
        if self._consent.is_open:
            self._listening.awaited = YES_NO

    def asked(self, asked: Asked) -> None:
        """A reply left this question open."""
        self._asked = asked
        self._read_back.clear()
        self._listening.awaited = asked.awaited
        if self._recorder is not None:
            self._recorder.secret_asked = asked.expects.kind is ExpectsKind.SECRET

    def answered(self) -> None:
        """A reply came."""
        if self.fillers.sent_at is not None:
            self._meters.answered(self._now() - self.fillers.sent_at)
        self.fillers.answered()
        self._ladder.hold(self._now())

    async def spoken(self) -> None:
        """We have said something to its end."""
        if self._mouth.busy:
            return
        self.fillers.quiet(self._now())
        if self._held:
            await self._ended(self._held.popleft())
        else:
            self._callers_turn()

    async def tick(self) -> None:
        """Something may be due."""
        now = self._now()
        if (typed := self._keypad.expire(now)) is not None:
            await self._keyed(typed)
        elif not self._mouth.busy and (self.fillers.due_at or now + 1) <= now:
            self._fill(now)
        elif not self.has_patience and (rung := self._ladder.climb(now)) is not None:
            self._ladder.hold(now)
            await self._climb(rung)

    def _fill(self, now: float) -> None:
        words = self.fillers.next(now)
        if self.fillers.doing:
            self._speaker.text(self.fillers.doing)
            self.fillers.doing = None
        else:
            self._speaker.own(words)

    async def _climb(self, rung: Rung) -> None:
        await self._consent.passed_over()
        match rung:
            case Rung.ASK_AGAIN:
                self._speaker.own("voice_still_there", self._asked.question)
            case Rung.OFFER_HELP:
                self._speaker.own("voice_silent_help")
            case Rung.GOODBYE:
                self._speaker.farewell("voice_silent_goodbye", Ending.GOODBYE)

    def _callers_turn(self) -> None:
        if not self._mouth.busy and self.fillers.sent_at is None and not self._listening.talking:
            self._ladder.callers_turn(self._now())

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
