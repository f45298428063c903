"""What the call says: replies, words of the gateway's own, and the truth about what was heard of them."""

from __future__ import annotations

from collections import Counter

from conversation.words import Words
from voice_gateway.call.line import Line
from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.speaking.mouth import Mouth
from voice_gateway.speaking.saying import HeardPart, Saying
from voice_gateway.speaking.sentences import sentences, spoken_in


class Speaker:
    """One caller's."""

    def __init__(self, mouth: Mouth, line: Line, words: Words, meters: Meters) -> None:
        self.mouth = mouth
        self.words = words
        self.usual_language = words.language
        self.language: str | None = None
        """ISO 639-1, that the caller chose or was heard to speak: kept for the call."""
        self._line = line
        self._meters = meters
        self._used: Counter[str] = Counter()
        self._first: Saying | None = None
        self._last: Saying | None = None
        self.own_text = ""
        """Our own words of last, as they stand in the file of words."""
        self._farewell: tuple[Saying, Ending] | None = None
        self.over: Ending | None = None
        """Set once the farewell has been said."""

    def speak(self, language: str) -> None:
        """This language from now on; English where there are no words for it."""
        self.language = language
        self.words = Words.load(language)

    def any_language(self) -> None:
        """Nothing is known of the caller's language any more."""
        self.language = None
        self.words = Words.load(self.usual_language)

    def reply(self, saying: Saying) -> None:
        """Words from the front door."""
        if saying.sentences:
            self._last = saying
            if self.language is None and saying.language != self.words.language:
                self.words = Words.load(saying.language)
            self.mouth.say(saying)

    def own(self, key: str, *more: str, whole: bool = False, **values: object) -> Saying:
        """Words of the gateway's own, with perhaps a question said again after them.

        `whole`: they cannot be cut.
        """
        text = self.own_text = self._wording(key, **values)
        said = (*sentences(text, self.words.language), *(each for each in more if each))
        saying = Saying(
            sentences=said, language=spoken_in(text, self.words.language), protected=len(said) if whole else 0
        )
        self.mouth.say(saying)
        return saying

    def aside(self, key: str) -> None:
        """Words of the gateway's own in between: they are no part of what is said and answered."""
        self.aside_text(self._wording(key))

    def aside_text(self, text: str) -> None:
        """The same, with words that were handed to us."""
        if said := sentences(text, self.words.language):
            self.mouth.say_aside(Saying(sentences=said, language=spoken_in(text, self.words.language)))

    def _wording(self, key: str, **values: object) -> str:
        text = self.words.say(key, used=self._used, **values)
        self._used[text] += 1
        return text

    def in_other_language(self, language: str, key: str, **values: object) -> None:
        """Words for those who would rather speak another language than the one of the call."""
        text = Words.load(language).say(key, used=self._used, **values)
        self.mouth.say(Saying(sentences=sentences(text, language), language=language))

    def first(self, text: str) -> None:
        """The very first words, that were handed to us: who calls, and why."""
        if said := sentences(text, self.words.language):
            self._first = Saying(sentences=said, language=spoken_in(text, self.words.language))
            self.mouth.say(self._first)

    def again(self) -> bool:
        """The last reply once more; False when there was none."""
        if self._last is None:
            return False
        self.mouth.say(
            Saying(sentences=self._last.sentences, seq=self._last.seq, language=self._last.language)
        )
        return True

    def farewell(self, key: str, ending: Ending) -> None:
        """The last words; then the call is over."""
        if self._farewell is None:
            self._farewell = (self.own(key), ending)

    def leave(self, ending: Ending) -> None:
        """End once everything has been said, without words of our own."""
        if sayings := self.mouth.sayings:
            self._farewell = (sayings[-1], ending)
        else:
            self.over = ending

    def finished(self, saying: Saying) -> None:
        """A saying came to its end."""
        if self._farewell is not None and saying is self._farewell[0]:
            self.over = self._farewell[1]

    async def cut(self) -> bool:
        """Stop, and put on record what was heard of each reply; whether anything was cut."""
        await self.mouth.drop_aside()
        return await self.make_way()

    async def leave_floor(self) -> None:
        """To a person, who speaks from now on; who calls is still said to its end."""
        if self._first is not None and self.mouth.holds(self._first):
            await self.mouth.drop_waiting()
        else:
            await self.cut()

    async def make_way(self) -> bool:
        """The same, but for an aside, which is said to its end."""
        parts = [part for part in await self.mouth.drop() if not part.whole]
        told: dict[int, str] = {}
        for part in parts:
            if part.saying.seq is not None and part.saying.seq not in told:
                told[part.saying.seq] = part.words
        for seq, words in told.items():
            await self._line.heard(seq, words)
        if parts:
            self._meters.interrupted()
            self._stop_leaving(parts)
        return bool(parts)

    def _stop_leaving(self, parts: list[HeardPart]) -> None:
        """Whoever speaks into the farewell stays, unless the front door is gone."""
        if self._farewell is not None and any(part.saying is self._farewell[0] for part in parts):
            saying, ending = self._farewell
            if ending is Ending.GOODBYE:
                self._farewell = None
            else:
                self.mouth.say(saying)
