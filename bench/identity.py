"""`make bench NAME=identity`: who is let in by name and date of birth over a bad line.

Customers of the demo carrier, which here can check neither PIN nor code, call and are misheard
(`tests/harness/misheard.py`). Genuine ones know both; impostors know the name, and guess the date or have it
a part off. The peer looks up the likeliest hearing as it is, with as many tries.

Options: --customers N of each kind (220), --seed S (the first of a row never used in development), --stories.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import structlog
from aiohttp.test_utils import TestServer

from actions.turns.attempts import Allowed, SqliteAttempts
from actions.turns.call_offer import CallOffer
from actions.turns.operations import SqliteOperations
from actions.turns.resources import KnowledgeUnavailable, Offers, Policy, Resources
from actions.turns.turn import Wait
from actions.words.dates import dates_in
from actions.words.names import name_in
from bench.report import Metric, report
from carrier.demo.app import create_app
from carrier.demo.opening import open_office
from carrier.http import HttpCarrierSystems
from conversation.sealing import Sealer
from conversation.words import Words
from knowledge_base.guides import Guide
from knowledge_base.retriever import Retriever
from tests.harness.admitting import Caller, Person, guesses, is_admitted, overheard
from tests.harness.misheard import Recogniser
from tests.unit.actions.offering import Offering
from tests.unit.actions.talk import NOW

FIRST_SEED = 5_000
TRIES = 3
GENUINE, GUESSED, OVERHEARD = "genuine", "guessed", "overheard"
MOST_IMPOSTORS, FEWEST_GENUINE = 1.0, 80.0


class NoKnowledge:
    """Nobody here asks for an article."""

    async def retriever(self) -> Retriever:
        raise KnowledgeUnavailable("none")

    @property
    def guides(self) -> Mapping[str, Guide]:
        raise KnowledgeUnavailable("none")


class NoTeam:
    """Nobody here waits."""

    async def promises(self, _conversation_id: str, _customer_id: str) -> tuple[()]:
        return ()

    async def call_offer(self, _conversation_id: str) -> CallOffer | None:
        """Nobody can tell."""
        return None

    async def wait(self, _conversation_id: str) -> Wait | None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The carrier under measurement."""

    to: Resources
    sealer: Sealer
    people: list[Person]


def main(arguments: list[str]) -> int:
    """0 when every target is met."""
    parser = argparse.ArgumentParser(prog="make bench NAME=identity", description=__doc__)
    parser.add_argument("--customers", type=int, default=220)
    parser.add_argument("--seed", type=int, default=FIRST_SEED)
    parser.add_argument("--stories", action="store_true", help="print each impostor who was let in")
    chosen = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    ours, peer, total = asyncio.run(_measure(chosen.customers, chosen.seed, stories=chosen.stories))
    return report("identity", _rows(ours, peer, total), notes=[f"{total} customers of each kind"])


async def _measure(customers: int, seed: int, *, stories: bool) -> tuple[Counter[str], Counter[str], int]:
    ours: Counter[str] = Counter()
    peer: Counter[str] = Counter()
    async with _line() as line:
        for kind in (GENUINE, GUESSED, OVERHEARD):
            # Each caller says the same to both, misheard alike.
            for place, person in enumerate(_some(line.people, customers, seed)):
                admitted = await is_admitted(line.to, line.sealer, _caller(person, kind, seed + place))
                ours[kind] += admitted == person.customer_id
                ours["wrong"] += admitted not in (person.customer_id, None)
                if stories and admitted and kind != GENUINE:
                    print(f"let in: {kind}, seed {seed + place}, {person.full_name}")
                exactly = await _exact(line.to, _caller(person, kind, seed + place))
                peer[kind] += exactly == person.customer_id
                peer["wrong"] += exactly not in (person.customer_id, None)
    return ours, peer, customers


def _some(people: list[Person], count: int, seed: int) -> list[Person]:
    rng = random.Random(seed)
    picked: list[Person] = []
    while len(picked) < count:
        picked += rng.sample(people, min(count - len(picked), len(people)))
    return picked


def _caller(person: Person, kind: str, seed: int) -> Caller:
    rng = random.Random(f"{kind} {seed}")
    ways: dict[str, Callable[[], date]] = {
        GENUINE: lambda: person.born,
        GUESSED: partial(guesses, rng),
        OVERHEARD: partial(overheard, person.born, rng),
    }
    dates = ways[kind]
    return Caller(
        name=person.full_name, dates=dates, rng=rng, recogniser=Recogniser(rng), knows=kind == GENUINE
    )


async def _exact(to: Resources, caller: Caller) -> str | None:
    """The peer: the likeliest words as they are, asked of the carrier."""
    for _ in range(TRIES):
        name = name_in(caller.gives_name().text)
        read = dates_in(caller.gives_date().text, today=NOW.date())
        if name is None or not read:
            continue
        found = await to.carrier.find_customers(
            conversation_id="bench", full_name=name, date_of_birth=read[0].day
        )
        if len(found) == 1:
            return found[0].customer_id
    return None


@asynccontextmanager
async def _line() -> AsyncIterator[Line]:
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        office = open_office(Path(folder) / "backoffice.sqlite")
        with closing(office.connection):
            rows = office.all("SELECT customer_id, full_name, date_of_birth FROM customers")
            people = [
                Person(customer_id=row[0], full_name=row[1], born=date.fromisoformat(row[2]))
                for row in rows
            ]  # fmt: skip
            async with (
                TestServer(create_app(office)) as server,
                HttpCarrierSystems(str(server.make_url(""))) as systems,
            ):
                yield _open(Path(folder) / "actions.sqlite", systems, people)


def _open(database: Path, systems: HttpCarrierSystems, people: list[Person]) -> Line:
    """No PIN, no codes, and no lockout that would turn impostors away before their name and date do."""
    carrier, sealer = Offering(systems), Sealer(Sealer.new_key())
    to = Resources(
        carrier=carrier,
        offers=Offers(carrier),
        knowledge=NoKnowledge(),
        operations=SqliteOperations(database),
        attempts=SqliteAttempts(database),
        care_team=NoTeam(),
        sealer=sealer,
        words=Words.load("en"),
        clock=lambda: NOW,
        policy=replace(Policy(), allowed=Allowed(of_customer=10**6, of_peer=10**6)),
    )
    return Line(to=to, sealer=sealer, people=people)


def _rows(ours: Counter[str], peer: Counter[str], total: int) -> list[Metric]:
    def share(counts: Counter[str], *kinds: str) -> float:
        return 100 * sum(counts[kind] for kind in kinds) / (total * len(kinds))

    genuine, both = share(ours, GENUINE), share(ours, GUESSED, OVERHEARD)
    return [
        Metric(
            metric="genuine customers let in",
            unit="%",
            ours=genuine,
            peer=share(peer, GENUINE),
            target=f">= {FEWEST_GENUINE:g}",
            met=genuine >= FEWEST_GENUINE,
        ),
        Metric(
            metric="impostors let in, date guessed",
            unit="%",
            ours=share(ours, GUESSED),
            peer=share(peer, GUESSED),
        ),
        Metric(
            metric="impostors let in, date a part off",
            unit="%",
            ours=share(ours, OVERHEARD),
            peer=share(peer, OVERHEARD),
        ),
        Metric(
            metric="impostors let in, both kinds",
            unit="%",
            ours=both,
            peer=share(peer, GUESSED, OVERHEARD),
            target=f"<= {MOST_IMPOSTORS:g}",
            met=both <= MOST_IMPOSTORS,
        ),
        Metric(
            metric="somebody else's account opened",
            unit="",
            ours=float(ours["wrong"]),
            peer=float(peer["wrong"]),
            target="0",
            met=ours["wrong"] == 0,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
