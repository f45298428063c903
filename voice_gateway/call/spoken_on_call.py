"""What is spoken on a call, and whether anybody can take it down."""

from __future__ import annotations

from voice_gateway.call.parts import CallParts
from voice_gateway.call.speaker import Speaker


class SpokenOnCall:
    """One call's."""

    def __init__(self, parts: CallParts, speaker: Speaker) -> None:
        self._parts = parts
        self._speaker = speaker

    @property
    def language(self) -> str | None:
        """ISO 639-1; None while nobody has chosen one or was surely heard to speak another than the usual."""
        return self._speaker.language

    @property
    def is_heard(self) -> bool:
        """Whether the recogniser knows this language: of any other it would put nonsense on record."""
        return self._parts.hears_languages or self.language in {None, self._speaker.usual_language}

    @property
    def is_followed(self) -> bool:
        """Whether whole sentences can be taken down."""
        return self._parts.recogniser.is_free and self.is_heard
