"""Callers who pause in the middle: a suite of our own, half of it never looked at while the rules were made."""

import pytest

from tests.harness.pauses import cut_share, heard, mean_wait_ms, utterances

TIMES = 6


@pytest.mark.parametrize("held_out", [False, True])
def test_few_are_cut_in_mid_turn_and_nobody_waits_long(held_out):
    results = [heard(*one) for one in utterances(held_out=held_out)]
    assert cut_share(results) <= 0.05
    assert mean_wait_ms(results) <= 600


def test_knowing_what_was_asked_beats_a_fixed_silence_of_the_same_length():
    told = list(utterances(held_out=True, times=TIMES))
    ours = [heard(*one) for one in told]
    fixed = [heard(*one, patience=lambda _awaited, _text: 600) for one in told]
    assert cut_share(ours) < cut_share(fixed) / 3
