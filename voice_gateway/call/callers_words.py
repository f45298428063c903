"""What a caller has said: a turn, a command to the voice, an answer to us, or nothing at all."""

from __future__ import annotations

from typing import assert_never

from conversation.expects import ExpectsKind
from conversation.language import ENGLISH, SPANISH, language_wanted
from voice_gateway.call.asked import keys_hint
from voice_gateway.call.consent import ConsentQuestion
from voice_gateway.call.line import CallersTurn, Line
from voice_gateway.call.manners import mannered
from voice_gateway.call.read_back import YES_NO
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.turn_taking import TurnTaking
from voice_gateway.hearing.interruptions import NOISE_MS, Command, Verdict, command_in, judge
from voice_gateway.hearing.listening import Ended, Listening
from voice_gateway.hearing.recognition import Awaited, Recognition

UNCLEAR_TIMES = 3


class CallersWords:
    """One caller's."""

    def __init__(
        self,
        speaker: Speaker,
        listening: Listening,
        line: Line,
        turns: TurnTaking,
        consent: ConsentQuestion,
        *,
        is_free: bool,
    ) -> None:
        """`is_free`: the recogniser takes down free speech."""
        self._speaker = speaker
        self._mouth = speaker.mouth
        self._listening = listening
        self._line = line
        self._turns = turns
        self._consent = consent
        self._is_free = is_free
        self._unclear = 0

    async def take(self, ended: Ended) -> None:
        """An utterance that has ended, and that nothing uninterruptible stands before."""
        text = ended.recognition.text.strip()
        if self._turns.was_said_before_person():
            await self._said_late(ended.recognition)
            return
        if command := command_in(text):
            await self.command(command)
            return
        match self._verdict(text, ended.speech_ms):
            case Verdict.NOISE | Verdict.BACK_CHANNEL:
                self._go_on()
            case Verdict.UNCLEAR:
                await self._speaker.make_way()
                await self._did_not_hear()
            case Verdict.INTERRUPTION:
                cut = await self._speaker.make_way()
                await self._said(ended.recognition, interrupted=cut)
            case verdict:
                assert_never(verdict)

    async def command(self, command: Command) -> None:
        """The voice itself is told something: what was said last comes again, so spoken."""
        await self._speaker.cut()
        self._mouth.manner = mannered(self._mouth.manner, command)
        if not self._consent.again() and not self._speaker.again():
            self._turns.callers_turn()

    def _go_on(self) -> None:
        """They only listen, or it was no word: where we were; who was told to wait for nothing is asked."""
        was_cut = self._mouth.paused
        self._mouth.resume()
        if self._turns.fillers.promised and not was_cut and self._turns.fillers.sent_at is None:
            self._speaker.own("voice_unclear")
        self._turns.callers_turn()

    def _verdict(self, text: str, speech_ms: int) -> Verdict:
        """Who speaks into our words, or while they wait for some, may only show that they listen."""
        if self._mouth.sayings or self._turns.fillers.sent_at is not None:
            return judge(text, speech_ms, YES_NO if self._consent.is_asked else self._turns.awaited)
        if text:
            return Verdict.INTERRUPTION
        return Verdict.UNCLEAR if speech_ms > NOISE_MS else Verdict.NOISE

    async def _said_late(self, heard: Recognition) -> None:
        """Made out after they have asked for a person: it is for whoever comes, and cuts no word of ours."""
        text = heard.text.strip()
        self._mouth.resume()
        if self._is_free and judge(text, 0, Awaited()) is Verdict.INTERRUPTION and command_in(text) is None:
            self._speaks(heard)
            turn = CallersTurn(text=text, confidence=heard.confidence, alternatives=heard.alternatives)
            await self._turns.send(turn, "speech")
        else:
            self._turns.callers_turn()

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
            await self._turns.want_person()
        elif not self._is_free:
            self._speaker.own(keys_hint(asked) or "voice_few_words", asked.question)
        else:
            self._speaker.own("voice_unclear" if self._unclear == 1 else "voice_unclear_help")
