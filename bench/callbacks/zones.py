"""Time zones of the United States, Alaska to Puerto Rico, and how a clock that forgets them would read."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

US_ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "America/New_York",
        "America/Indiana/Indianapolis",
        "America/Chicago",
        "America/Denver",
        "America/Boise",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "America/Adak",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
        "Pacific/Guam",
    )
)


def with_fixed_offset(at: datetime, booked_at: datetime, zone: ZoneInfo) -> datetime:
    """When the call would come if the offset of the day of booking were kept for the wall clock promised.

    What a booking that stores a local time with that day's offset does: an hour off after a change of clocks.
    """
    then = booked_at.astimezone(zone).utcoffset() or timedelta(0)
    wall = at.astimezone(zone).replace(tzinfo=None)
    return (wall - then).replace(tzinfo=at.tzinfo)
