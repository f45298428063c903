"""What the person at the terminal is told once everything runs: where to go and as whom."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence

from launcher.environments import Project
from launcher.processes import Process
from launcher.terminal import say

LOGINS = {
    "carrier": ("carrier", "logins", "--json"),
    "front_door": ("front_door", "agents", "demo", "--json"),
}
PEOPLE = (
    ("Customers (demo)", "customers", ("full_name", "phone", "pin", "story")),
    ("Agents at the desk (demo)", "agents", ("name", "login", "password", "title")),
)


def addresses(processes: list[Process]) -> dict[str, str]:
    """What can be opened in a browser."""
    url = next((process.url for process in processes if process.name == "front_door"), None)
    return {} if url is None else {"chat": f"{url}/", "desk": f"{url}/desk", "status": f"{url}/status"}


def logins(
    project: Project, processes: list[Process], environment: Mapping[str, str]
) -> dict[str, list[object]]:
    """Demo customers and agents, as their processes tell them; a list is empty where they cannot."""
    running = {process.name for process in processes}
    return {
        "customers": _ask(project, LOGINS["carrier"], environment) if "carrier" in running else [],
        "agents": _ask(project, LOGINS["front_door"], environment) if "front_door" in running else [],
    }


def show(places: Mapping[str, str], people: Mapping[str, list[object]]) -> None:
    """Print both, readably."""
    say("\nThe front door is open.")
    for name, address in places.items():
        say(f"    {name:<8} {address}")
    for title, key, columns in PEOPLE:
        if people[key]:
            say(f"\n{title}")
            for line in _table(people[key], columns):
                say(f"    {line}")
    say("\nCtrl-C ends everything. Each process prints below.\n")


def _ask(project: Project, module: tuple[str, ...], environment: Mapping[str, str]) -> list[object]:
    done = subprocess.run(
        [str(project.python("services")), "-m", *module],
        cwd=project.root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    try:
        found: object = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        say(f"(no demo logins from `python -m {' '.join(module)}`: {last[0]})")
        return []
    return found if isinstance(found, list) else []


def _table(people: list[object], columns: Sequence[str]) -> list[str]:
    """The people's columns, one under the other, with a heading."""
    rows = [[column.replace("_", " ") for column in columns]]
    rows += [
        [str(person.get(column, "")) for column in columns] for person in people if isinstance(person, dict)
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    return [
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
