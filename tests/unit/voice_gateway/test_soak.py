"""Two thousand callers who hang up whenever they like; `make bench NAME=voice_soak` plays ten thousand."""

from tests.harness.soak import soak

CALLS = 2_000
STATES = {"is greeted", "hears the answer", "speaks", "both speak", "waits", "is silent"}


def test_callers_who_hang_up_at_any_moment_leave_nothing_behind():
    left = soak(CALLS, with_memory=False)
    assert (left.running, left.lines_open, left.descriptors, left.children) == (0, 0, 0, 0)
    assert left.ended_otherwise == 0
    assert set(left.states) >= STATES


def test_memory_stays_flat():
    assert soak(200).memory_kib < 256
