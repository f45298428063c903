"""Slots on two clocks: the customer's and the team's, in every zone of the country and both nights of change."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.callbacks.slots import NotBookable, SlotBook
from desk.callbacks.tries import missed_at, next_try
from desk.clocks import QUARTER, ClockSpan, is_quarter, moments, next_quarter
from desk.hours import Hours, Interval
from desk.teams.callback_policy import CallbackPolicy
from tests.unit.desk.floors import EAST, TEAMS, WEST

ZONES = [
    *("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles"),
    *("America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam"),
    *("America/Indiana/Indianapolis", "America/Boise", "Asia/Kathmandu", "Australia/Lord_Howe"),
]
SPRING, AUTUMN = datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)

zones = st.sampled_from(ZONES).map(ZoneInfo)
near_change = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda night: st.integers(-3 * 1440, 3 * 1440).map(lambda minutes: night + timedelta(minutes=minutes))
)
any_moment = near_change | st.integers(0, 2 * 365 * 86_400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
quarters = st.integers(0, 95).map(lambda number: number * 15)


@st.composite
def weeks(draw):
    """A week of intervals, some over midnight, some none."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    week = []
    for _ in range(7):
        opens = draw(quarters)
        length = draw(st.integers(0, 40)) * 15
        week.append((Interval(opens=opens, closes=opens + length),) if length else ())
    return Hours(zone=zone, week=tuple(week))


def book(zone="America/Chicago", hours=None, **policy):
    team = replace(TEAMS[0], hours=hours or TEAMS[0].hours, callbacks=2)
    return SlotBook(
        team=team, zone=ZoneInfo(zone) if isinstance(zone, str) else zone, policy=CallbackPolicy(**policy)
    )


def nothing_taken(_at):
    return 0


@given(any_moment, zones)
def test_a_clock_time_is_found_at_the_moment_that_shows_it(at, zone):
    shown = at.astimezone(zone)
    clock = shown.time().replace(second=0, microsecond=0, fold=0)
    found = moments(shown.date(), clock, zone)
    assert at.replace(second=0, microsecond=0) in found
    assert all(
        moment.astimezone(zone).replace(tzinfo=None, fold=0) == datetime.combine(shown.date(), clock)
        for moment in found
    )


def test_a_time_in_the_gap_never_comes_and_one_in_the_fold_comes_twice():
    chicago = ZoneInfo("America/Chicago")
    assert moments(date(2026, 3, 8), time(2, 30), chicago) == ()
    first, second = moments(date(2026, 11, 1), time(1, 30), chicago)
    assert second - first == timedelta(hours=1)
    assert len(moments(date(2026, 3, 8), time(2, 30), ZoneInfo("Pacific/Honolulu"))) == 1


@given(any_moment)
def test_the_next_quarter_is_the_first_one_not_before(at):
    quarter = next_quarter(at)
    assert is_quarter(quarter)
    assert timedelta(0) <= quarter - at < QUARTER


@settings(max_examples=40)
@given(any_moment, zones, weeks())
def test_every_slot_lies_inside_both_clocks_from_its_first_minute_to_its_last(now, zone, hours):
    slots = book(zone, hours, days_ahead=3)
    for slot in slots.offered(now, nothing_taken):
        assert slots.refusal(slot.at, now, 0) is None
        shown = slot.at.astimezone(zone)
        last = (slot.at + QUARTER - timedelta(minutes=1)).astimezone(zone)
        assert time(7) <= shown.time()
        assert last.time() < time(21)
        assert hours.is_open(slot.at)
        assert hours.is_open(slot.at + QUARTER - timedelta(seconds=1))
        assert slot.at >= now + timedelta(minutes=15)


@settings(max_examples=40)
@given(any_moment, zones, weeks())
def test_every_quarter_that_is_not_offered_is_refused_with_its_reason(now, zone, hours):
    slots = book(zone, hours, days_ahead=1)
    offered = [slot.at for slot in slots.offered(now, nothing_taken)]
    assert offered == sorted(set(offered))
    at, end = next_quarter(now), now + timedelta(days=1)
    refused = {}
    while at <= end:
        refused[at] = slots.refusal(at, now, 0)
        at += QUARTER
    assert offered == [moment for moment, why in refused.items() if why is None]


@given(any_moment, st.lists(st.integers(0, 60), max_size=40))
def test_no_quarter_is_ever_promised_to_more_customers_than_are_called_in_it(now, picks):
    slots = book(days_ahead=1)
    taken = Counter()
    for pick in picks:
        free = list(slots.offered(now, taken.__getitem__))
        if free:
            taken[free[pick % len(free)].at] += 1
    assert all(count <= slots.places for count in taken.values())
    assert all(
        slots.refusal(at, now, count) is NotBookable.FULL
        for at, count in taken.items()
        if count == slots.places
    )


@given(any_moment, zones, weeks(), st.integers(1, 2))
def test_a_further_try_keeps_quiet_hours_and_the_teams_doors(tried_at, zone, hours, tries):
    slots = book(zone, hours)
    again = next_try(slots, tried_at, tries)
    if again is not None:
        assert again >= tried_at + slots.policy.retry
        assert time(8) <= again.astimezone(zone).time() < time(21)
        assert hours.is_open(again)


def test_after_the_third_call_in_vain_there_is_no_fourth():
    noon = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert next_try(book(), noon, 2) == noon + timedelta(minutes=30)
    assert next_try(book(), noon, 3) is None


def test_a_promise_is_missed_when_its_quarter_is_over():
    due = datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert missed_at(due) == due + timedelta(minutes=15)


def test_hawaii_is_called_on_its_own_clock_by_a_team_on_the_mainland():
    slots = book("Pacific/Honolulu", Hours.daily(WEST.zone))
    offered = [slot.at for slot in slots.offered(datetime(2026, 7, 1, tzinfo=UTC), nothing_taken)]
    shown = {at.astimezone(ZoneInfo("Pacific/Honolulu")).hour for at in offered}
    assert shown == set(range(7, 18)), (
        "7 h in Honolulu until the team's 21 h in Los Angeles, which is 18 h there"
    )


@pytest.mark.parametrize(("days", "opens"), [(SPRING, 11), (AUTUMN, 12)])
def test_the_day_of_the_change_begins_at_seven_on_the_new_clock(days, opens):
    slots = book("America/New_York", Hours.daily(EAST.zone), days_ahead=1)
    midnight = moments(days.date(), time(0), ZoneInfo("America/New_York"))[0]
    first = next(iter(slots.offered(midnight, nothing_taken)))
    assert first.at == days.replace(hour=opens)
    assert first.at.astimezone(ZoneInfo("America/New_York")).time() == time(7)


def test_places_follow_the_roster_unless_the_team_names_a_number():
    assert book().places == 2
    roster = replace(TEAMS[0], callbacks=None, agents=tuple(range(38)))
    assert SlotBook(team=roster, zone=EAST.zone, policy=CallbackPolicy()).places == 3
    nobody = replace(TEAMS[0], callbacks=None, agents=())
    assert SlotBook(team=nobody, zone=EAST.zone, policy=CallbackPolicy()).places == 1


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-07-01T17:05", NotBookable.OFF_THE_QUARTER),
        ("2026-07-01T17:00", NotBookable.TOO_SOON),
        ("2026-08-01T17:00", NotBookable.TOO_FAR),
        ("2026-07-02T11:45", NotBookable.OUTSIDE_WINDOW),
        ("2026-07-03T01:30", NotBookable.TEAM_CLOSED),
        ("2026-07-02T17:00", NotBookable.FULL),
    ],
)
def test_a_moment_that_is_no_slot_says_why(at, why):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert book().refusal(moment, datetime(2026, 7, 1, 16, 58, tzinfo=UTC), 2) is why


def test_a_span_stands_on_quarter_hours():
    with pytest.raises(ValueError, match="quarter"):
        ClockSpan(opens=7 * 60 + 5, closes=21 * 60)
