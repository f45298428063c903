"""Asking once whether the call may be recorded; silence is a no, and other words are one, too."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from voice_gateway.call.line import Line
from voice_gateway.call.speaker import Speaker
from voice_gateway.recording.call_recorder import CallRecorder

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
        self.is_open = False
        """Asked, and not answered."""

    def opened(self, conversation_id: str, agreed: str, question: Callable[[], str]) -> None:
        """The call is in this conversation; `agreed` is what was said to it before.

        `question` is what was asked before and is asked again afterwards.
        """
        if self._recorder is None:
            return
        self._conversation_id, self._ask_again = conversation_id, question
        if agreed == "given":
            self._speaker.own("voice_record_goes_on")
            self._recorder.begin(conversation_id)
        elif agreed == "not_asked":
            self._speaker.own("voice_record_ask", whole=True)
            self._wording = wording_of(self._speaker.own_text)
            self.is_open = True

    async def hears(self, text: str) -> bool:
        """Whether these words were the answer; others mean no and are for the assistant."""
        if not self.is_open:
            return False
        if (given := answer_in(text)) is not None:
            await self._answered(given=given)
            return True
        await self.passed_over()
        return False

    async def keyed(self, key: str) -> bool:
        """Whether this key was the answer."""
        if not self.is_open or key not in KEYS:
            return False
        await self._answered(given=KEYS[key])
        return True

    async def passed_over(self) -> None:
        """They said something else, or nothing."""
        if self.is_open:
            self.is_open = False
            await self._line.consent(self._wording, given=False)

    async def _answered(self, *, given: bool) -> None:
        self.is_open = False
        await self._line.consent(self._wording, given=given)
        self._speaker.own("voice_record_yes" if given else "voice_record_no", self._ask_again())
        if given and self._recorder is not None:
            self._recorder.begin(self._conversation_id)
