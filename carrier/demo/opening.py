"""Opening the demo back office on a database file, which is filled when it is empty."""

import sqlite3
from datetime import date
from pathlib import Path

from carrier.demo.database import SCHEMA_VERSION, connect, read_meta
from carrier.demo.office import Office
from carrier.demo.seeding import DEFAULT_SEED, reseed, seed_if_empty
from carrier.enums import Capability

DEFAULT_BUSINESS_DATE = date(2026, 7, 20)


class DatabaseUnusable(Exception):
    """The file is no database of this back office; the message says what to do."""


def open_office(
    path: Path,
    *,
    business_date: date = DEFAULT_BUSINESS_DATE,
    seed: int = DEFAULT_SEED,
    offers: frozenset[Capability] = frozenset(Capability),
    tells_capabilities: bool = True,
    pays_after_s: float | None = None,
) -> Office:
    """The office over the file at `path`. Date and seed count when it is filled; later the file's own hold.

    Raises DatabaseUnusable.
    """
    try:
        connection = connect(path)
        seed_if_empty(connection, business_date=business_date, seed=seed)
        meta = {name: _meta(connection, path, name) for name in ("business_date", "seed", "link_key")}
    except (sqlite3.DatabaseError, OSError) as error:
        raise DatabaseUnusable(
            f"{path} cannot be used as the demo back office's database: {error}"
        ) from error
    return Office(
        connection=connection,
        business_date=date.fromisoformat(meta["business_date"]),
        seed=int(meta["seed"]),
        link_key=bytes.fromhex(meta["link_key"]),
        offers=offers,
        tells_capabilities=tells_capabilities,
        pays_after_s=pays_after_s,
    )


def _meta(connection: sqlite3.Connection, path: Path, name: str) -> str:
    value = read_meta(connection, name)
    if value is None or read_meta(connection, "schema_version") != SCHEMA_VERSION:
        raise DatabaseUnusable(
            f"{path} was made by another version; put it back with `python -m carrier reset`"
        )
    return value


def reset_database(path: Path, *, business_date: date, seed: int) -> None:
    """Fill the file anew, whatever was in it. Raises DatabaseUnusable."""
    try:
        connection = connect(path)
        reseed(connection, business_date=business_date, seed=seed)
        connection.close()
    except (sqlite3.DatabaseError, OSError) as error:
        raise DatabaseUnusable(f"{path} cannot be put back: {error}; delete it and start again") from error
