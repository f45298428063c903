"""`python -m front_door agents …`: make, list and reset agents' accounts from the terminal."""

from __future__ import annotations

import argparse
import getpass
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from desk.teams.directory import Directory, TeamsBroken, read_directory
from front_door.desk_console.accounts import (
    NewAccount,
    add_account,
    all_accounts,
    close_account,
    reset_password,
)
from front_door.desk_console.errors import AccountRefused, DeskError
from front_door.desk_console.passwords import is_password, new_password
from front_door.desk_console.store import DeskStore

T = TypeVar("T")


def agents_command(arguments: Sequence[str], database: Path, organisation: Path) -> int:
    """Run one of the commands; returns the exit status."""
    options = _parser().parse_args(arguments, argparse.Namespace(organisation=organisation))
    store = DeskStore(database)
    try:
        run: Callable[[argparse.Namespace, DeskStore], None] = options.run
        run(options, store)
    except (DeskError, TeamsBroken) as error:
        sys.stderr.write(f"Refused: {error}\n")
        return 1
    finally:
        store.close_now()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m front_door agents", description="Agents' accounts.")
    commands = parser.add_subparsers(required=True, metavar="command")
    add = commands.add_parser("add", help="make an account; the first one has to be an admin's")
    add.add_argument("--name", required=True, help="as customers and colleagues see it")
    add.add_argument("--login", "--email", required=True, dest="login")
    add.add_argument("--team", required=True)
    add.add_argument("--title")
    add.add_argument("--admin", action="store_true")
    _password_options(add)
    add.set_defaults(run=_add)
    demo = commands.add_parser("demo", help="make the fictional demo agents and print their logins")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=_demo)
    listing = commands.add_parser("list", help="list accounts")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)
    reset = commands.add_parser("reset", help="a new password; signs the agent out everywhere")
    reset.add_argument("--login", required=True)
    _password_options(reset)
    reset.set_defaults(run=_reset)
    close = commands.add_parser("close", help="close an account; signs the agent out everywhere")
    close.add_argument("--login", required=True)
    close.set_defaults(run=_close)
    return parser


def _password_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--generate", action="store_true", help="make a password and show it once instead of asking for one"
    )


def _password(options: argparse.Namespace) -> tuple[str, bool]:
    """The password, and whether it was made here and must be shown."""
    if options.generate or not sys.stdin.isatty():
        return new_password(), True
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        message = "the two passwords differ"
        raise AccountRefused(message)
    return password, False


def _add(options: argparse.Namespace, store: DeskStore) -> None:
    password, shown = _password(options)
    new = NewAccount(
        login=options.login,
        name=options.name,
        team=options.team,
        title=options.title,
        admin=options.admin,
    )
    account = store.run_now(lambda db: add_account(db, new, password))
    _tell(f"Made {account.name} ({account.login}, {account.team}).")
    if shown:
        _tell(f"Password, shown this once: {password}")


def _reset(options: argparse.Namespace, store: DeskStore) -> None:
    password, shown = _password(options)
    account = store.run_now(lambda db: reset_password(db, options.login, password))
    _tell(f"{account.name} has a new password and is signed out everywhere.")
    if shown:
        _tell(f"Password, shown this once: {password}")


def _close(options: argparse.Namespace, store: DeskStore) -> None:
    account = store.run_now(lambda db: close_account(db, options.login))
    _tell(f"The account of {account.name} is closed and signed out everywhere.")


def _list(options: argparse.Namespace, store: DeskStore) -> None:
    rows = [
        {"login": item.login, "name": item.name, "team": item.team, "title": item.title, "admin": item.admin}
        for item in store.run_now(all_accounts)
    ]
    if options.json:
        _tell(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        _tell(f"{row['login']:<24} {row['name']:<28} {row['team']}{'  (admin)' if row['admin'] else ''}")


def _demo(options: argparse.Namespace, store: DeskStore) -> None:
    logins = demo_logins(store, read_directory(options.organisation))
    if options.json:
        _tell(json.dumps(logins, ensure_ascii=False))
        return
    for login in logins:
        _tell(f"{login['login']:<10} {login['password']:<22} {login['name']}, {login['title']}")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def demo_logins(store: DeskStore, directory: Directory) -> list[dict[str, object]]:
    """The agents whom the rosters give a login, with their passwords, made where absent.

    The same each time for one database. Their passwords are random and kept in a file beside the
    database, readable by its owner only, so that a second start can print them again. They are for
    a demo on one machine.
    """
    path = store.path.with_name("demo_agents.json")
    kept = _kept_passwords(path)
    logins = store.run_now(lambda db: _make_demo_agents(db, kept, directory))
    path.touch(mode=0o600)
    path.write_text(json.dumps({str(item["login"]): item["password"] for item in logins}), encoding="utf-8")
    return logins


def _kept_passwords(path: Path) -> dict[str, str]:
    try:
        raw: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(login): str(password) for login, password in raw.items()} if isinstance(raw, dict) else {}


def _make_demo_agents(
    db: sqlite3.Connection, kept: dict[str, str], directory: Directory
) -> list[dict[str, object]]:
    logins: list[dict[str, object]] = []
    hashes = {
        row["login"]: row["password_hash"] for row in db.execute("SELECT login, password_hash FROM agents")
    }
    for agent in directory.agents.values():
        if agent.login is None:
            continue
        team = directory.teams[agent.team_id].name
        password = kept.get(agent.login) or new_password()
        stored = hashes.get(agent.login)
        if stored is None:
            new = NewAccount(
                login=agent.login,
                name=agent.name,
                team=team,
                title=agent.title,
                admin=agent.lead,
                agent_id=agent.agent_id,
            )
            add_account(db, new, password)
        elif not is_password(stored, password):
            password = new_password()
            reset_password(db, agent.login, password)
        logins.append(
            {
                "agent_id": agent.agent_id,
                "login": agent.login,
                "password": password,
                "name": agent.name,
                "team": team,
                "title": agent.title,
                "admin": agent.lead,
            }
        )
    return logins
