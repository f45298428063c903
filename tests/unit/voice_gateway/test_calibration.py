"""How sure the recogniser says it is, against how often it is right."""

import random

import pytest

from voice_gateway.hearing.calibration import Calibration, error, fitted


def test_a_model_that_is_too_sure_of_itself_is_taken_down_to_what_is_true():
    dice = random.Random(4)
    told = [dice.uniform(0.6, 0.999) for _ in range(600)]
    right = [dice.random() < sure**4 for sure in told]
    calibration = fitted(told, right)
    after = [calibration.of(sure) for sure in told]
    assert error(told, right) > 0.2
    assert error(after, right) < 0.06
    assert sorted(after) == [calibration.of(sure) for sure in sorted(told)]


def test_all_right_or_all_wrong_stays_within_reason():
    assert fitted([0.9, 0.95, 0.99], [True] * 3).of(0.95) > 0.6
    assert fitted([0.9, 0.95, 0.99], [False] * 3).of(0.95) < 0.4


def test_a_model_without_a_calibration_is_taken_at_its_word(tmp_path):
    assert Calibration.beside(tmp_path / "base.en.pt").of(0.73) == pytest.approx(0.73)


def test_it_is_kept_beside_the_weights_and_read_again(tmp_path):
    made = Calibration(slope=0.5, offset=-1.25, utterances=40)
    made.keep_beside(tmp_path / "base.en.pt")
    assert Calibration.beside(tmp_path / "base.en.ct2") == made
    (tmp_path / "base.en.calibration.json").write_text("[]")
    with pytest.raises(ValueError, match="no calibration"):
        Calibration.beside(tmp_path / "base.en.pt")
