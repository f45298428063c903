"""The leads' switches, kept in the desk's database: every one, with who threw it; the newest is in force."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from desk.agents import AgentIdentity
from desk.continuity import Banner, Continuity, Mode
from front_door.desk_console.store import DeskStore

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """One that was thrown."""

    at: datetime
    by: str
    what: str


class Switches:
    """Reads and appends. Every method raises DeskUnavailable."""

    def __init__(self, store: DeskStore) -> None:
        self._store = store

    async def in_force(self) -> Continuity:
        """As switched last."""

        def work(db: sqlite3.Connection) -> Continuity:
            row = db.execute("SELECT continuity FROM switches ORDER BY number DESC LIMIT 1").fetchone()
            return _read(row["continuity"]) if row else Continuity()

        return await self._store.run(work)

    async def throw(self, continuity: Continuity, what: str, by: AgentIdentity, at: datetime) -> None:
        """From now on it stands so."""
        values = (at.isoformat(), by.agent_id, by.name, what, _written(continuity))

        def work(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO switches (at, agent_id, agent_name, what, continuity) VALUES (?, ?, ?, ?, ?)",
                values,
            )

        await self._store.run(work)

    async def newest(self) -> list[Switch]:
        """The last ones, the newest first."""

        def work(db: sqlite3.Connection) -> list[Switch]:
            rows = db.execute("SELECT * FROM switches ORDER BY number DESC LIMIT ?", (SHOWN,))
            return [
                Switch(at=datetime.fromisoformat(row["at"]), by=row["agent_name"], what=row["what"])
                for row in rows
            ]

        return await self._store.run(work)


def _written(continuity: Continuity) -> str:
    banners = [
        {"text": banner.text, "market_id": banner.market_id, "until": _iso(banner.until)}
        for banner in continuity.banners
    ]
    return json.dumps(
        {
            "mode": continuity.mode.value,
            "until": _iso(continuity.until),
            "dark_sites": sorted(continuity.dark_sites),
            "banners": banners,
        }
    )


def _read(text: str) -> Continuity:
    raw = json.loads(text)
    return Continuity(
        mode=Mode(raw["mode"]),
        until=_at(raw["until"]),
        dark_sites=frozenset(raw["dark_sites"]),
        banners=tuple(
            Banner(text=banner["text"], market_id=banner["market_id"], until=_at(banner["until"]))
            for banner in raw["banners"]
        ),
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
