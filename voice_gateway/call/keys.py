"""A caller's keys become turns, a wish for a person, another language, or words said again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import assert_never

from conversation.language import SPANISH, own_name
from voice_gateway.call.asked import Asked
from voice_gateway.call.consent import ConsentQuestion
from voice_gateway.call.line import CallersTurn
from voice_gateway.call.speaker import Speaker
from voice_gateway.call.turn_taking import TurnTaking
from voice_gateway.hearing.keypad import PERSON, Outcome, Picked, Repeat, Typed, WantsPerson, are_digits

YES_NO_KEYS = {1: "yes", 2: "no"}
LANGUAGE_KEY = 9
"""The other language, wherever no choice and no answer in digits lies on it."""


class Keys:
    """One caller's."""

    def __init__(
        self,
        speaker: Speaker,
        turns: TurnTaking,
        consent: ConsentQuestion,
        again: Callable[[], Awaitable[None]],
    ) -> None:
        """`again` says what was said last once more."""
        self._speaker = speaker
        self._mouth = speaker.mouth
        self._turns = turns
        self._consent = consent
        self._again = again

    async def key(self, key: str) -> None:
        """A key: whoever types is not spoken to."""
        self._turns.active()
        if self._consent.takes(key):
            await self._speaker.cut()
            await self._consent.keyed(key)
            return
        asked = self._turns.asked
        outcome = self._turns.keypad.press(
            key, self._now(), asked.expects, len(asked.choices), spare=LANGUAGE_KEY
        )
        if not isinstance(outcome, Repeat):
            await self._consent.passed_over()
            if self._mouth.busy:
                await self._speaker.cut()
        await self._keyed(outcome)

    def waits(self, key: str) -> bool:
        """Whether this key must wait until what is being said was heard.

        A wish for a person never waits, nor does the answer to what is being asked.
        """
        if self._mouth.yields_to_keys or self._consent.takes(key):
            return False
        return key != PERSON or are_digits(self._turns.asked.expects)

    async def expired(self) -> bool:
        """Take keys as they are after a pause; whether there were any."""
        typed = self._turns.keypad.expire(self._now())
        if typed is None:
            return False
        await self._keyed(typed)
        return True

    async def _keyed(self, outcome: Outcome | None) -> None:
        match outcome:
            case None:
                if not self._mouth.busy and self._turns.keypad.due_at is None:
                    self._turns.callers_turn()
            case WantsPerson():
                await self._turns.want_person()
            case Repeat():
                await self._again()
            case Typed(digits=digits):
                await self._turns.send(CallersTurn(text=digits, dtmf=True), "keys")
            case Picked(place=place):
                await self._picked(self._turns.asked, place)
            case other:
                assert_never(other)

    async def _picked(self, asked: Asked, place: int) -> None:
        choices = asked.choices
        if 0 < place <= len(choices):
            choice = choices[place - 1]
            turn = CallersTurn(choice_id=choice.id, text=choice.title, dtmf=True)
            await self._turns.send(turn, "keys")
        elif place == LANGUAGE_KEY:
            await self._other_language()
        elif not choices and place in YES_NO_KEYS:
            await self._turns.send(CallersTurn(text=YES_NO_KEYS[place], dtmf=True), "keys")
        else:
            self._speaker.own("voice_no_such_key", asked.question)

    async def _other_language(self) -> None:
        """As if they had named it."""
        usual = self._speaker.usual_language
        language = usual if self._speaker.words.language != usual else SPANISH
        self._speaker.speak(language)
        await self._turns.send(CallersTurn(text=own_name(language), dtmf=True), "keys")

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
