"""What a call is made of: handed in by whoever takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from conversation.words import Words
from voice_gateway.admission import Load
from voice_gateway.call.line import Line
from voice_gateway.call.watch import CallWatch, NobodyWatches
from voice_gateway.hearing.activity import VoiceActivity
from voice_gateway.hearing.recognition import SpeechToText
from voice_gateway.media import Media
from voice_gateway.meters import Meters
from voice_gateway.recording.call_recorder import CallRecorder
from voice_gateway.speaking.speech import TextToSpeech


@dataclass(frozen=True, slots=True, kw_only=True)
class CallParts:
    """What a call is made of."""

    media: Media
    line: Line
    recogniser: SpeechToText
    voice: TextToSpeech
    new_activity: Callable[[], VoiceActivity]
    words: Words
    meters: Meters
    watch: CallWatch = field(default_factory=NobodyWatches)
    recorder: CallRecorder | None = None
    """Null where no call is ever recorded."""
    listens: bool = True
    """False: nobody can listen now, so the caller goes straight to the team."""
    hears_languages: bool = True
    """False: the recogniser knows one language only, so callers are asked for theirs."""
    load: Load | None = None
    first_words: str = ""
    """Said before everything else, where we called them: who calls, and why."""
