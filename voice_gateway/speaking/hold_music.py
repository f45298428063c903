"""Music for those who wait, of our own: four soft chords of plucked tones, made at the start and repeated."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from voice_gateway.frames import FRAME_BYTES, RATE, Samples, decode, encode, framed

BAR_S = 4.0
BEATS = 8
PEAK = 2_600
"""Of 32,767: well under a voice, so that a word over it is understood."""
FADE_FRAMES = 25

CHORDS = (
    (261.63, 329.63, 392.00, 493.88),
    (220.00, 261.63, 329.63, 392.00),
    (174.61, 261.63, 329.63, 440.00),
    (196.00, 246.94, 293.66, 440.00),
)
"""Hz: C major 7, A minor 7, F major 7, G 9; each tone is plucked on its own beat, up and down again."""
ORDER = (0, 1, 2, 3, 2, 1, 2, 1)


@cache
def hold_music() -> tuple[bytes, ...]:
    """Frames of one round; the last goes over into the first."""
    beat = round(BAR_S / BEATS * RATE)
    sound = np.zeros(beat * BEATS * len(CHORDS))
    for bar, chord in enumerate(CHORDS):
        for place, tone in enumerate(ORDER):
            _add(sound, _pluck(chord[tone]), (bar * BEATS + place) * beat)
        _add(sound, 0.5 * _pluck(chord[0] / 2), bar * BEATS * beat)
    return tuple(framed(encode(_as_samples(sound))))


def faded_in(frame: bytes, place: int) -> bytes:
    """The frame at this place since the music began: it comes in over half a second."""
    return frame if place >= FADE_FRAMES else _scaled(frame, place / FADE_FRAMES)


def _scaled(frame: bytes, gain: float) -> bytes:
    return encode((decode(frame) * gain).astype(np.int16))


def _pluck(hertz: float) -> npt.NDArray[np.float64]:
    """A soft string: few overtones, quick in, slow out."""
    seconds = np.arange(round(1.6 * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * hertz * n * seconds) * 0.45 ** (n - 1) for n in (1, 2, 3))
    envelope = np.minimum(seconds / 0.02, 1.0) * np.exp(-seconds / 0.55)
    plucked: npt.NDArray[np.float64] = tone * envelope
    return plucked


def _add(sound: npt.NDArray[np.float64], tone: npt.NDArray[np.float64], at: int) -> None:
    """What rings on past the end is heard at the beginning."""
    places = (at + np.arange(len(tone))) % len(sound)
    np.add.at(sound, places, tone)


def _as_samples(sound: npt.NDArray[np.float64]) -> Samples:
    whole = len(sound) // FRAME_BYTES * FRAME_BYTES
    scaled: Samples = (sound[:whole] / np.abs(sound).max() * PEAK).astype(np.int16)
    return scaled
