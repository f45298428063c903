from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.holidays import Holiday
from desk.hours import Hours, Interval, overlapping

CHICAGO = Hours.daily(ZoneInfo("America/Chicago"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_doors_open_at_seven_and_close_at_nine_in_the_teams_own_zone():
    assert not CHICAGO.is_open(at("2026-07-20T06:59:00-05:00"))
    assert CHICAGO.is_open(at("2026-07-20T07:00:00-05:00"))
    assert CHICAGO.is_open(at("2026-07-21T01:59:00+00:00"))
    assert not CHICAGO.is_open(at("2026-07-20T21:00:00-05:00"))


def test_the_next_opening_is_today_before_seven_and_tomorrow_afterwards():
    assert CHICAGO.next_opening(at("2026-07-20T05:00:00-05:00")) == datetime(2026, 7, 20, 12, tzinfo=UTC)
    assert CHICAGO.next_opening(at("2026-07-20T12:00:00-05:00")) == datetime(2026, 7, 21, 12, tzinfo=UTC)


def test_the_change_of_clocks_moves_the_opening_in_utc_only():
    before = CHICAGO.next_opening(at("2026-10-30T22:00:00-05:00"))
    after = CHICAGO.next_opening(at("2026-11-01T22:00:00-06:00"))
    assert before == datetime(2026, 10, 31, 12, tzinfo=UTC)
    assert after == datetime(2026, 11, 2, 13, tzinfo=UTC)


def test_closed_days_are_passed_over():
    weekdays = Hours.daily(ZoneInfo("UTC"), opens=time(9), closes=time(17), weekdays=frozenset(range(5)))
    friday_evening = at("2026-07-17T18:00:00+00:00")
    assert not weekdays.is_open(at("2026-07-18T12:00:00+00:00"))
    assert weekdays.next_opening(friday_evening) == datetime(2026, 7, 20, 9, tzinfo=UTC)


def test_a_team_that_never_opens_has_no_next_opening():
    never = Hours.daily(ZoneInfo("UTC"), weekdays=frozenset())
    assert never.next_opening(at("2026-07-18T12:00:00+00:00")) is None


def minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def between(*spans: str) -> tuple[Interval, ...]:
    return tuple(Interval(opens=minutes(span[:5]), closes=minutes(span[6:])) for span in spans)


LUNCH = Hours(
    zone=ZoneInfo("America/New_York"),
    week=(between("08:00-12:30", "13:30-18:00"),) * 5 + ((), ()),
    holidays=(
        Holiday.read("Thanksgiving", "fourth thursday of november"),
        Holiday.read("Christmas Day", "12-25"),
        Holiday.read("Moving house", "2026-09-01"),
    ),
)
NIGHT = Hours(zone=ZoneInfo("America/Chicago"), week=((Interval(opens=22 * 60, closes=30 * 60),),) * 7)


def test_a_day_may_have_several_intervals():
    assert LUNCH.is_open(at("2026-07-20T12:29:00-04:00"))
    assert not LUNCH.is_open(at("2026-07-20T12:30:00-04:00"))
    assert LUNCH.next_opening(at("2026-07-20T12:45:00-04:00")) == at("2026-07-20T13:30:00-04:00")
    assert LUNCH.closes_at(at("2026-07-20T09:00:00-04:00")) == at("2026-07-20T12:30:00-04:00")


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    assert NIGHT.is_open(at("2026-07-21T05:59:00-05:00"))
    assert not NIGHT.is_open(at("2026-07-21T06:00:00-05:00"))
    assert NIGHT.closes_at(at("2026-07-20T23:00:00-05:00")) == at("2026-07-21T06:00:00-05:00")


def test_a_night_shift_keeps_its_wall_clock_over_both_changes_of_clocks():
    assert NIGHT.closes_at(at("2026-10-31T23:00:00-05:00")) == at("2026-11-01T06:00:00-06:00")
    assert NIGHT.closes_at(at("2026-03-07T23:00:00-06:00")) == at("2026-03-08T06:00:00-05:00")


def test_intervals_that_touch_over_midnight_count_as_one():
    always = Hours(zone=ZoneInfo("UTC"), week=(between("00:00-24:00"),) * 7)
    assert always.is_open(at("2026-07-20T00:00:00+00:00"))
    assert always.closes_at(at("2026-07-20T12:00:00+00:00")) >= at("2026-07-21T00:00:00+00:00")


def test_holidays_are_closed_and_passed_over():
    assert LUNCH.is_open(at("2026-11-19T10:00:00-05:00"))
    assert not LUNCH.is_open(at("2026-11-26T10:00:00-05:00"))
    assert LUNCH.holiday(at("2026-11-26T10:00:00-05:00")).name == "Thanksgiving"
    assert LUNCH.next_opening(at("2026-11-25T20:00:00-05:00")) == at("2026-11-27T08:00:00-05:00")
    assert not LUNCH.is_open(at("2026-09-01T10:00:00-04:00"))
    assert not LUNCH.is_open(at("2028-12-25T10:00:00-05:00"))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("last monday of may", date(2026, 5, 25)),
        ("first monday of september", date(2026, 9, 7)),
        ("fourth thursday of november", date(2027, 11, 25)),
        ("07-04", date(2031, 7, 4)),
        ("02-29", date(2028, 2, 29)),
    ],
)
def test_a_holiday_falls_on_one_day_of_its_year(written, day):
    holiday = Holiday.read("a day off", written)
    year = [date(day.year, 1, 1) + timedelta(days=number) for number in range(366)]
    assert [one for one in year if one.year == day.year and holiday.is_on(one)] == [day]


@pytest.mark.parametrize("written", ["13-01", "02-30", "next tuesday", "fifth monday of may", "2026-02-29"])
def test_a_day_that_does_not_exist_is_no_holiday(written):
    with pytest.raises(ValueError):
        Holiday.read("a day off", written)


def test_intervals_that_share_a_minute_overlap():
    assert overlapping(between("08:00-12:00", "11:59-13:00"))
    assert not overlapping(between("12:00-13:00", "08:00-12:00"))
