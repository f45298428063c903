"""What can fail in a call.

VoiceError
├── RecognitionUnavailable   the recogniser broke or is gone: say so and offer keys and a person
├── SpeechUnavailable        the voice broke: go on without this sentence
├── LineRefused              the front door does not take this call: tell the caller's page and end
├── LineLost                 the front door cannot be reached any more: end with a word to the caller
├── NotTransferred           the call could not be moved outside: it goes on here
└── NotAnswered              a number that was called: busy, nobody there, not reached (`placing.py`)
"""


class VoiceError(Exception):
    """Root of what the gateway raises."""


class RecognitionUnavailable(VoiceError):
    """The recogniser broke or is gone: say so and offer keys and a person."""


class SpeechUnavailable(VoiceError):
    """The voice broke: go on without this sentence."""


class LineRefused(VoiceError):
    """The front door does not take this call (its ticket is spent, for one)."""


class LineLost(VoiceError):
    """The front door cannot be reached any more."""


class NotTransferred(VoiceError):
    """The call could not be moved outside; it goes on here."""
