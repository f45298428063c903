"""Teams as `teams.yml`, `holidays.yml` and the rosters tell of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.holidays import WEEKDAYS, Holiday
from desk.hours import MINUTES_A_DAY, Hours, Interval, overlapping
from desk.portraits import Traits, traits_for
from desk.teams.skills import LEVELS, SPECIALIST
from desk.teams.team import RosterAgent, Site, Team
from desk.teams.yaml_entries import Entry, Mistake, open_file

_INTERVAL = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_AGENT_ID = re.compile(r"agent_[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2}")
ROSTERS = "rosters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a team's entry may name."""

    folder: Path
    sites: Mapping[str, Site]
    holidays: Mapping[str, tuple[Holiday, ...]]
    skills: Sequence[str]
    mistakes: list[str]


def read_holidays(file: Entry, mistakes: list[str]) -> dict[str, tuple[Holiday, ...]]:
    """The lists of `holidays.yml` by name."""

    def day(entry: Entry) -> Holiday:
        try:
            return Holiday.read(entry.text("name"), entry.text("on"))
        except Mistake:
            raise
        except ValueError as error:
            raise entry.mistake(str(error), "on") from error

    return {name: tuple(file.each(name, day, mistakes)) for name in file.names()}


def read_site(entry: Entry) -> Site:
    """One site."""
    try:
        zone = ZoneInfo(entry.text("zone"))
    except (KeyError, ValueError, OSError) as error:
        raise entry.mistake(
            f"there is no IANA time zone {entry.text('zone')}, such as America/Chicago", "zone"
        ) from error
    return Site(site_id=entry.text("id"), name=entry.text("name"), zone=zone)


def read_team(entry: Entry, around: Surroundings) -> Team:
    """One team with its roster; sister and night cover are names still."""
    team_id = entry.text("id")
    site = around.sites[entry.one_of("site", around.sites)]
    holidays = entry.text_or_none("holidays")
    if holidays is not None:
        entry.one_of("holidays", around.holidays)
    languages = frozenset(_languages(entry)) or frozenset({"en"})
    return Team(
        team_id=team_id,
        name=entry.text("name"),
        site=site,
        hours=Hours(
            zone=site.zone,
            week=_week(entry.entry("hours")),
            holidays=around.holidays.get(holidays or "", ()),
        ),
        sister=entry.text_or_none("sister"),
        night_cover=entry.text_or_none("night_cover"),
        languages=languages,
        agents=_roster(team_id, around),
        callbacks=entry.whole("callbacks", most=1_000) if "callbacks" in entry else None,
    )


def _week(entry: Entry) -> tuple[tuple[Interval, ...], ...]:
    """Keys are days (`monday`) or spans of days (`monday-friday`); a day that is not named is closed."""
    week: dict[int, tuple[Interval, ...]] = {}
    for key in entry.names():
        first, _, last = key.partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise entry.mistake(f"{key} is no day: write monday, or monday-friday", key)
        intervals = tuple(_interval(entry, key, written) for written in entry.texts(key))
        if overlapping(intervals):
            raise entry.mistake(f"the intervals of {key} overlap", key)
        for day in range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1):
            if day in week:
                raise entry.mistake(f"{WEEKDAYS[day]} has hours already", key)
            week[day] = intervals
    return tuple(week.get(day, ()) for day in range(7))


def _interval(entry: Entry, key: str, written: str) -> Interval:
    found = _INTERVAL.fullmatch(written.strip())
    numbers = [int(part) for part in found.groups()] if found else [99] * 4
    opens, closes = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if max(numbers[1], numbers[3]) > 59 or opens >= MINUTES_A_DAY or closes > MINUTES_A_DAY:
        raise entry.mistake(f"“{written}” is no interval: write 07:00-21:00", key)
    return Interval(opens=opens, closes=closes if closes > opens else closes + MINUTES_A_DAY)


def _roster(team_id: str, around: Surroundings) -> tuple[RosterAgent, ...]:
    try:
        file = open_file(around.folder, f"{ROSTERS}/{team_id}.yml")
        found = file.each("agents", lambda entry: _agent(entry, team_id, around), around.mistakes)
        file.done()
    except Mistake as mistake:
        around.mistakes.append(str(mistake))
        return ()
    return tuple(found)


def _agent(entry: Entry, team_id: str, around: Surroundings) -> RosterAgent:
    agent_id = entry.text("id")
    if _AGENT_ID.fullmatch(agent_id) is None:
        raise entry.mistake(f"{agent_id} is no agent's id: write agent_ and then a-z, 0-9 or _", "id")
    levels = entry.entry_or_none("skills")
    skills = {skill: levels.whole(skill, 1, most=LEVELS) if levels else 1 for skill in around.skills}
    if levels is not None:
        levels.done()
    return RosterAgent(
        agent_id=agent_id,
        name=entry.text("name"),
        title=entry.text("title"),
        team_id=team_id,
        tier=entry.whole("tier", 1, least=1, most=SPECIALIST),
        skills=skills,
        languages=frozenset(_languages(entry)) or frozenset({"en"}),
        traits=_traits(entry, agent_id),
        login=entry.text_or_none("login"),
        lead=entry.flag("lead"),
        shift=_interval(entry, "shift", entry.text("shift")) if "shift" in entry else None,
    )


def _traits(entry: Entry, agent_id: str) -> Traits:
    drawn = entry.entry_or_none("portrait")
    if drawn is None:
        return traits_for(agent_id)
    given: dict[str, object] = {
        name: drawn.text(name) for name in ("hair", "hair_colour", "top", "backdrop") if name in drawn
    }
    given |= {name: drawn.flag(name) for name in ("beard", "glasses")}
    given["skin"] = drawn.whole("skin", 3, least=1, most=6)
    drawn.done()
    try:
        return Traits(**given)  # type: ignore[arg-type]  # Traits checks each word itself
    except ValueError as error:
        raise entry.mistake(str(error), "portrait") from error


def _languages(entry: Entry) -> list[str]:
    for written in (found := entry.texts("languages")):
        if _LANGUAGE.fullmatch(written) is None:
            raise entry.mistake(f"“{written}” is no language: write en, es …", "languages")
    return found
