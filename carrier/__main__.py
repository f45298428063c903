"""`python -m carrier`: the demo back office as a process, its logins, its reset.

python -m carrier                  serve
python -m carrier logins [--json]  who can be tried, with number and PIN
python -m carrier reset            everything back to how it was made
"""

import argparse
import asyncio
import json
import sys
from datetime import date
from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from carrier.demo import logins
from carrier.demo.app import create_app
from carrier.demo.opening import DEFAULT_BUSINESS_DATE, DatabaseUnusable, open_office, reset_database
from carrier.demo.seeding import DEFAULT_SEED
from carrier.enums import Capability
from runtime.health import Health, Status
from runtime.logs import configure
from runtime.net import is_loopback
from runtime.settings import Settings, exit_with
from runtime.shutdown import PortTaken, serve


class CarrierSettings(Settings):
    """The demo back office's settings."""

    model_config = SettingsConfigDict(env_prefix="CARRIER_")

    host: str = "127.0.0.1"
    port: int = Field(default=8090, ge=0, le=65535)
    database: Path = Path("var/backoffice.sqlite")
    business_date: date = DEFAULT_BUSINESS_DATE
    """Today, for bills and contracts; counts when the database is filled."""
    seed: int = DEFAULT_SEED
    offers: tuple[Capability, ...] = tuple(Capability)
    """The optional operations; a shorter list plays a smaller carrier."""
    tells_capabilities: bool = True
    """Off: the carrier has no list of what it offers."""
    pays_after_s: float = Field(default=20.0, ge=0)
    """A demo customer pays a payment request by itself after so many seconds; 0: only by POST /demo/…/pay."""
    controls: bool = True
    """The paths under /demo, for this machine only."""
    log_file: Path | None = None
    log_level: str = "INFO"
    token: str = Field(default="", validation_alias="BACKOFFICE_TOKEN")


def main(arguments: list[str]) -> int:
    """Run one of the commands; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m carrier", description="The demo back office.")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve (the default)")
    commands.add_parser("reset", help="put every customer back to how they were made")
    commands.add_parser("logins", help="the named demo customers").add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.command == "logins":
        return _print_logins(as_json=options.json)
    settings = CarrierSettings.load_or_exit()
    try:
        return _reset(settings) if options.command == "reset" else _serve(settings)
    except DatabaseUnusable as error:
        exit_with(f"carrier: {error}")


def _print_logins(*, as_json: bool) -> int:
    if as_json:
        print(json.dumps([login._asdict() for login in logins()], ensure_ascii=False, indent=1))
        return 0
    for login in logins():
        print(f"{login.phone}  PIN {login.pin}  {login.full_name}: {login.story}")
    return 0


def _reset(settings: CarrierSettings) -> int:
    reset_database(settings.database, business_date=settings.business_date, seed=settings.seed)
    print(f"{settings.database} is as it was made, business date {settings.business_date}")
    return 0


def _serve(settings: CarrierSettings) -> int:
    configure("carrier", file=settings.log_file, level=settings.log_level)
    if not settings.token and not is_loopback(settings.host):
        exit_with(f"carrier: listening on {settings.host} needs BACKOFFICE_TOKEN")
    office = open_office(
        settings.database,
        business_date=settings.business_date,
        seed=settings.seed,
        offers=frozenset(settings.offers),
        tells_capabilities=settings.tells_capabilities,
        pays_after_s=settings.pays_after_s or None,
    )
    app = create_app(office, token=settings.token or None, controls=settings.controls)
    health = Health("carrier")
    health.set("database", Status.OK, f"business date {office.business_date}")
    app.router.add_get("/health", health.handle)
    try:
        asyncio.run(serve(app, host=settings.host, port=settings.port))
    except PortTaken as error:
        exit_with(f"carrier: {error}; set CARRIER_PORT to another port")
    finally:
        office.connection.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
