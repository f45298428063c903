"""Markets: parts of the country, found from a ZIP code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from desk.teams.yaml_entries import Entry, Mistake

AREAS = re.compile(r"(\d{3}|\d{5})(?:-(\d{3}|\d{5}))?")
ZIP = re.compile(r"\s*(\d{5})(?:-?\d{4})?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """A part of the country one team looks after; `within` names the metropolitan area it is a part of."""

    market_id: str
    name: str
    team_id: str
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Markets:
    """All markets; a whole ZIP code goes before its first three digits."""

    all: tuple[Market, ...]
    by_area: Mapping[str, Market]
    """Market of a ZIP code (five digits) or of all that begin with three digits."""

    def at(self, zip_code: str | None) -> Market | None:
        """The market of this ZIP code (ZIP+4 as well); None for no ZIP code, and for one in no market."""
        found = ZIP.fullmatch(zip_code or "")
        if found is None:
            return None
        return self.by_area.get(found[1]) or self.by_area.get(found[1][:3])

    def of_team(self, team_id: str) -> tuple[Market, ...]:
        """The markets a team looks after."""
        return tuple(market for market in self.all if market.team_id == team_id)


def read_markets(file: Entry, teams: Sequence[str], mistakes: list[str]) -> Markets:
    """The markets of `markets.yml`; everything wrong is added to `mistakes`."""
    by_area: dict[str, Market] = {}

    def one(entry: Entry) -> Market:
        market = Market(
            market_id=entry.text("id"),
            name=entry.text("name"),
            team_id=entry.one_of("team", teams),
            within=entry.text_or_none("within"),
        )
        areas = list(_areas(entry))
        if not areas:
            raise entry.mistake(f"{market.market_id} has no areas, so nobody is ever found to live there")
        for area in areas:
            if (before := by_area.setdefault(area, market)) is not market:
                raise entry.mistake(f"{area} belongs to {before.market_id} already", "areas")
        return market

    found = file.each("markets", one, mistakes)
    names = [market.market_id for market in found]
    mistakes += [
        f"{file.file}: two markets are called {name}" for name in sorted(set(names)) if names.count(name) > 1
    ]
    return Markets(all=tuple(found), by_area=by_area)


def _areas(entry: Entry) -> Iterator[str]:
    """Each ZIP code or ZIP3, ranges written out."""
    for written in entry.texts("areas"):
        found = AREAS.fullmatch(written.strip())
        first, last = (found[1], found[2] or found[1]) if found else ("", "")
        if not first or len(first) != len(last) or first > last:
            raise _no_area(entry, written)
        yield from (f"{number:0{len(first)}d}" for number in range(int(first), int(last) + 1))


def _no_area(entry: Entry, written: str) -> Mistake:
    return entry.mistake(f"“{written}” is no area: write 551, 553-567, 10463 or 10463-10471", "areas")
