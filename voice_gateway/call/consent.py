"""Asking whether the call may be recorded; silence is a no, and other words are one, too.

Only what comes after the question was heard answers it; a question that was cut before is asked again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from voice_gateway.call.line import Line
from voice_gateway.call.speaker import Speaker
from voice_gateway.recording.call_recorder import CallRecorder
from voice_gateway.speaking.saying import Saying, Spoken

KEYS = {"1": True, "2": False}
_YES = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|sure|ok|okay|fine|of course|go ahead|i agree|i do|please do|that's fine"
    r"|no problem|you may|please|thanks|thank you|it is|with that|all right|alright"
    r"|sí|si|claro|está bien|de acuerdo|por favor|gracias)[\s,.!]*)+$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:(?:no|nope|nah|rather not|i'd|i would|not|don't|do not|please|thanks|thank you|record(?: me| this)?"
    r"|i do|no quiero|que no|gracias|por favor|prefiero)[\s,.!]*)+$",
    re.IGNORECASE,
)


def wording_of(text: str) -> str:
    """Names the words that were used: the first 12 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def answer_in(text: str) -> bool | None:
    """Yes, no, or neither; what could be either is none."""
    said = text.strip()
    yes, no = _YES.match(said) is not None, _NO.match(said) is not None
    return yes if yes is not no else None


def sentences_asking(saying: Saying) -> int:
    """So many sentences from the first to the one that asks; all, where none does."""
    places = (place for place, each in enumerate(saying.sentences, 1) if each.rstrip().endswith("?"))
    return next(places, len(saying.sentences))


class ConsentQuestion:
    """One call's."""

    def __init__(self, speaker: Speaker, line: Line, recorder: CallRecorder | None) -> None:
        """Without a recorder nothing is ever asked."""
        self._speaker = speaker
        self._line = line
        self._recorder = recorder
        self._conversation_id = ""
        self._wording = ""
        self._ask_again: Callable[[], str] = str
        self._saying: Saying | None = None
        """The question, from when it is to be said until it is answered."""
        self._is_heard = False

    def opened(self, conversation_id: str, agreed: str, question: Callable[[], str], *, later: bool) -> None:
        """The call is in this conversation; `agreed` is what was said to it before.

        `question` is what was asked before and is asked again afterwards; `later`: it is not asked now.
        """
        if self._recorder is None:
            return
        self._conversation_id, self._ask_again = conversation_id, question
        if agreed == "given":
            self._speaker.own("voice_record_goes_on")
            self._recorder.begin(conversation_id)
        elif agreed == "not_asked" and later:
            self._saying = Saying(sentences=())  # one that the mouth has not been given
        elif agreed == "not_asked":
            self._ask()

    def _ask(self) -> None:
        self._saying = self._speaker.own("voice_record_ask", whole=True)
        self._wording = wording_of(self._speaker.own_text)
        self._is_heard = False

    @property
    def is_asked(self) -> bool:
        """Whether the caller has heard the question and has not answered it."""
        return self._saying is not None and self._is_heard

    @property
    def is_to_come(self) -> bool:
        """Whether the question is still to be heard."""
        return self._saying is not None and not self._is_heard

    def is_for(self, key: str) -> bool:
        """Whether this key is meant for the question, which is open or just being asked."""
        being_asked = self._saying is not None and self._speaker.mouth.has_said(self._saying, 0)
        return key in KEYS and (self.is_asked or being_asked)

    def follow(self) -> bool:
        """Whether the question has been heard since this was asked last."""
        if self._saying is None or self._is_heard:
            return False
        self._is_heard = self._speaker.mouth.has_said(self._saying, sentences_asking(self._saying))
        return self._is_heard

    def spoken(self, spoken: Spoken) -> None:
        """A saying came to its end. A question that could not be spoken is not asked."""
        if spoken.saying is not self._saying:
            return
        self._is_heard = not spoken.left_out
        if spoken.left_out:
            self._saying = None

    def unheard(self) -> None:
        """What was said or typed into the question came too early to answer it: it is asked again."""
        if self._saying is not None:
            self._saying = replace(self._saying)  # one that the mouth has not been given
        self._is_heard = False

    def ask_if_cut(self) -> bool:
        """Ask once more what the caller was not told to its question mark; whether it was."""
        if self._saying is None or self._is_heard or self._speaker.mouth.holds(self._saying):
            return False
        self._ask()
        return True

    def again(self) -> bool:
        """Say the question that was heard once more; False where none is open."""
        if self._saying is None or not self._is_heard:
            return False
        self._speaker.mouth.say(self._saying)
        return True

    async def hears(self, text: str) -> bool:
        """Whether these words were the answer; others mean no and are for the assistant."""
        if not self.is_asked:
            return False
        if (given := answer_in(text)) is not None:
            await self._answered(given=given)
            return True
        await self.passed_over()
        return False

    def takes(self, key: str) -> bool:
        """Whether this key is the answer."""
        return self.is_asked and key in KEYS

    async def keyed(self, key: str) -> None:
        """A key that it takes."""
        await self._answered(given=KEYS[key])

    async def passed_over(self) -> None:
        """They said something else, or nothing."""
        if self.is_asked:
            self._saying = None
            await self._line.consent(self._wording, given=False)

    async def _answered(self, *, given: bool) -> None:
        self._saying = None
        await self._line.consent(self._wording, given=given)
        self._speaker.own("voice_record_yes" if given else "voice_record_no", self._ask_again())
        if given and self._recorder is not None:
            self._recorder.begin(self._conversation_id)
