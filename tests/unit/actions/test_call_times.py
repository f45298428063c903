"""A wish for a time in a customer's words, on the customer's own clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.words.call_times import call_time_heard, fitting, nearest, wants_at_once

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 7, 20, 15, 2, tzinfo=UTC)
"""Monday, 10:02 in Chicago."""


def slots():
    """Every quarter hour from 7 to 21 for two weeks."""
    midnight = datetime(2026, 7, 20, tzinfo=CHICAGO)
    days = (midnight + timedelta(days=ahead) for ahead in range(15))
    quarters = (day.replace(hour=q // 4, minute=q % 4 * 15) for day in days for q in range(28, 84))
    return [at.astimezone(UTC) for at in quarters if at > NOW]


def first(text):
    wish = call_time_heard(text, now=NOW, zone=CHICAGO)
    found = fitting(wish, slots(), CHICAGO) if wish else []
    return f"{found[0].astimezone(CHICAGO):%a %d %H:%M}" if found else None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("call me tomorrow after five", "Tue 21 17:00"),
        ("Friday morning", "Fri 24 07:00"),
        ("in two hours", "Mon 20 12:00"),
        ("in an hour and a half please", "Mon 20 11:30"),
        ("next week, not Monday", "Tue 28 07:00"),
        ("at 5", "Mon 20 17:00"),
        ("tomorrow at five fifteen p.m.", "Tue 21 17:15"),
        ("half past six", "Mon 20 18:30"),
        ("quarter to four", "Mon 20 15:45"),
        ("between 3 and 5 on wednesday", "Wed 22 15:00"),
        ("the day after tomorrow around noon", "Wed 22 12:00"),
        ("call me at 555-123-0101 tomorrow at ten", "Tue 21 10:00"),
        ("on the 24th at 9", "Fri 24 09:00"),
        ("July 29 in the evening", "Wed 29 17:00"),
        ("the twenty fourth of july at noon", "Fri 24 12:00"),
        ("7/23 at 10:30 am", "Thu 23 10:30"),
        ("after work on thursday", "Thu 23 17:00"),
        ("after seven tonight", "Mon 20 19:00"),
        ("monday or tuesday afternoon", "Mon 20 12:00"),
        ("not today", "Tue 21 07:00"),
        ("make it six", "Mon 20 18:00"),
        ("at nine", "Tue 21 09:00"),
        ("8", "Mon 20 20:00"),
        ("any time is fine", "Mon 20 10:15"),
        ("sometime this afternoon", "Mon 20 12:00"),
        ("first thing on wednesday", "Wed 22 07:00"),
    ],
)
def test_words_of_every_day_name_a_time(text, at):
    assert first(text) == at


@pytest.mark.parametrize(
    "text",
    ["call me back", "555-123-0177", "i have two lines", "can you call me on my other number", "later", "no"],
)
def test_words_without_a_time_name_none(text):
    assert call_time_heard(text, now=NOW, zone=CHICAGO) is None


def test_hours_are_those_of_the_customers_clock():
    wish = call_time_heard("tomorrow at five", now=NOW, zone=ZoneInfo("Pacific/Honolulu"))
    at = datetime(2026, 7, 22, 3, 0, tzinfo=UTC)
    assert fitting(wish, [at], ZoneInfo("Pacific/Honolulu")) == [at]
    assert fitting(wish, [at], CHICAGO) == []


def test_a_correction_of_the_hour_keeps_the_day_and_of_the_day_the_hour():
    said = call_time_heard("friday at three", now=NOW, zone=CHICAGO)
    later = call_time_heard("four rather", now=NOW, zone=CHICAGO).with_day_of(said)
    assert f"{fitting(later, slots(), CHICAGO)[0].astimezone(CHICAGO):%a %H:%M}" == "Fri 16:00"
    other = call_time_heard("no, on wednesday", now=NOW, zone=CHICAGO).with_day_of(said)
    assert f"{fitting(other, slots(), CHICAGO)[0].astimezone(CHICAGO):%a %H:%M}" == "Wed 15:00"


def test_what_cannot_be_had_is_answered_with_what_is_near():
    wish = call_time_heard("tomorrow at eleven pm", now=NOW, zone=CHICAGO)
    assert fitting(wish, slots(), CHICAGO) == []
    near = nearest(wish, slots(), CHICAGO, now=NOW)
    assert [f"{at.astimezone(CHICAGO):%a %H:%M}" for at in near] == ["Tue 20:30", "Tue 20:45"]


def test_as_soon_as_somebody_is_free_is_no_time_but_a_wish_of_its_own():
    assert wants_at_once("as soon as possible")
    assert wants_at_once("when somebody is free")
    assert not wants_at_once("tomorrow at noon")
