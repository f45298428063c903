"""The nights in which clocks are changed, lived through by many customers before the real booking and timers."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.callbacks.__main__ import simulate


@pytest.mark.parametrize("begins", [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
async def test_nobody_is_called_at_another_time_than_promised_or_forgotten(begins):
    found = await simulate(customers=60, seed=3, begins=begins, lasts=timedelta(days=10))
    assert found.booked >= 50
    assert found.fixed_offset_wrong > 0, "the change of clocks lies between booking and call for some"
    assert found.off_the_promise == 0
    assert found.outside_window == found.outside_quiet_hours == found.double_booked == 0
    assert found.refused_and_called == found.stuck == 0
    assert found.missed > 0
    assert found.worst_escalation_s <= 60
