from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from desk.hours import Hours

CHICAGO = Hours(zone=ZoneInfo("America/Chicago"))


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
    weekdays = Hours(zone=ZoneInfo("UTC"), opens=time(9), closes=time(17), weekdays=frozenset(range(5)))
    friday_evening = at("2026-07-17T18:00:00+00:00")
    assert not weekdays.is_open(at("2026-07-18T12:00:00+00:00"))
    assert weekdays.next_opening(friday_evening) == datetime(2026, 7, 20, 9, tzinfo=UTC)


def test_a_team_that_never_opens_has_no_next_opening():
    never = Hours(zone=ZoneInfo("UTC"), weekdays=frozenset())
    assert never.next_opening(at("2026-07-18T12:00:00+00:00")) is None
