"""Another rate, the same sound."""

import numpy as np
import pytest

from voice_gateway.resampling import resampled


def tone(hertz, rate, seconds=0.5):
    return (10_000 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype(np.int16)


@pytest.mark.parametrize(("before", "after"), [(22_050, 8_000), (8_000, 16_000)])
@pytest.mark.parametrize("hertz", [200, 1_000, 3_000])
def test_a_tone_stays_a_tone_of_its_pitch_and_loudness(before, after, hertz):
    middle = slice(after // 10, after * 4 // 10)
    got = resampled(tone(hertz, before), before, after)[middle].astype(float)
    want = tone(hertz, after)[middle].astype(float)
    assert np.sqrt(np.mean((got - want) ** 2)) < 0.01 * np.sqrt(np.mean(want**2))


def test_what_the_telephone_band_cannot_hold_does_not_fold_back_into_it():
    folded = resampled(tone(5_500, 22_050), 22_050, 8_000)
    assert np.abs(folded[800:-800]).max() < 60
