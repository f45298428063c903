"""Rosters of people who do not exist, always the same for the same team: for demos and trying things out.

Their surnames are made of two words of a meadow, so that nobody takes them for somebody real.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

import yaml

from desk.portraits import Traits, traits_for

NAMES = Path(__file__).parents[1] / "data" / "fictional_names.yml"
TITLES = {
    "billing": "Billing specialist",
    "network": "Network specialist",
    "devices": "Device specialist",
    "accounts": "Account specialist",
}
KINDS = ("billing", "network", "devices", "accounts", None, None, None, None, None, None)
EXPERIENCED = 0.4
"""Part of the generalists who know one skill better than the rest."""


def roster(
    team_id: str, count: int, *, spanish: float = 0.2, taken: AbstractSet[Traits] = frozenset()
) -> str:
    """A roster file's `agents`, without its first line; no two of them look alike, nor as anybody `taken`."""
    return "\n".join(_people(team_id, count, spanish, set(taken)))


def _people(team_id: str, count: int, spanish: float, faces: set[Traits]) -> Iterator[str]:
    dice = random.Random(f"roster of {team_id}")  # noqa: S311 - people are drawn, no secrets
    ids: set[str] = set()
    words = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    while len(ids) < count:
        name = f"{dice.choice(words['given'])} {dice.choice(words['first'])}{dice.choice(words['last'])}"
        agent_id = f"agent_{_plain(name)}_{_plain(team_id)}"
        if agent_id in ids or traits_for(agent_id) in faces:
            continue
        ids.add(agent_id)
        faces.add(traits_for(agent_id))
        languages = "[en, es]" if dice.random() < spanish else "[en]"
        yield f"  - {{id: {agent_id}, name: {name}, {_work(dice)}, languages: {languages}}}"


def _work(dice: random.Random) -> str:
    kind = dice.choice(KINDS)
    if kind is not None:
        return f"title: {TITLES[kind]}, tier: 2, skills: {{{kind}: 3}}"
    if dice.random() < EXPERIENCED:
        return f"title: Care agent, skills: {{{dice.choice(list(TITLES))}: 2}}"
    return "title: Care agent"


def _plain(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ascii_name.lower().replace(" ", "_")
