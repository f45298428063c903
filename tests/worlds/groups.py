"""The kinds of worlds: what is wanted, what is broken, how it must end."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from tests.worlds.faults import DATA, PICTURES, SERVICE, SPEED, break_with, owe, some, suspend
from tests.worlds.phone import Sim
from tests.worlds.world import End, Wish, World


def _service(world: World, chance: random.Random) -> None:
    world.wishes = [Wish.SERVICE]
    break_with(world, chance, some(chance, SERVICE, 3))


def _data(world: World, chance: random.Random) -> None:
    world.wishes = [Wish.DATA]
    names = some(chance, DATA, 2)
    names += some(chance, SPEED, 2) if chance.random() < 0.3 else []
    names += [chance.choice(SERVICE[:3])] if chance.random() < 0.15 else []
    break_with(world, chance, names[:4])
    _refuses_topup(world, chance)


def _slow(world: World, chance: random.Random) -> None:
    world.wishes = [Wish.SLOW]
    break_with(world, chance, some(chance, SPEED, 3))


def _abroad(world: World, chance: random.Random) -> None:
    world.wishes = [Wish.ABROAD]
    world.phone.abroad = True
    world.line.roaming_enabled, world.phone.roaming = True, True
    names = some(chance, ("roaming off on line", "roaming off in phone"), 2)
    names += ["mobile data off"] if chance.random() < 0.2 else []
    names += ["data used up"] if chance.random() < 0.15 else []
    names += [chance.choice(SPEED)] if chance.random() < 0.15 else []
    break_with(world, chance, names[:4])


def _pictures(world: World, chance: random.Random) -> None:
    world.wishes = [Wish.PICTURES]
    names = some(chance, PICTURES, 3)
    names += [chance.choice(DATA)] if chance.random() < 0.2 else []
    names += [chance.choice(SERVICE[:3])] if chance.random() < 0.15 else []
    if chance.random() < 0.15:
        world.phone.abroad, world.line.roaming_enabled, world.phone.roaming = True, True, True
        names += ["roaming off on line"]
    break_with(world, chance, names[:4])


def _suspended(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.SUSPENDED, Wish.SERVICE))]
    names = [chance.choice(("suspended, overdue", "suspended, overdue", "suspended, all paid"))]
    names += [chance.choice(SERVICE[:3])] if chance.random() < 0.25 else []
    break_with(world, chance, names)
    if "suspended, overdue" in names and chance.random() < 0.15:
        world.pays, world.end = False, End.EITHER


def _overdue(world: World, chance: random.Random) -> None:
    world.wishes = [Wish.OVERDUE]
    count = 2 if chance.random() < 0.25 else 1
    for bill in world.customer.bills[1 : 1 + count]:
        bill.status, bill.due_date = "Overdue", world.books.today - timedelta(days=9)
    world.faults = (f"{count} overdue",)


def _top_up(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.TOPUP, Wish.DATA))]
    break_with(world, chance, ["data used up"])
    _refuses_topup(world, chance)


def _refuses_topup(world: World, chance: random.Random) -> None:
    if "data used up" in world.faults and chance.random() < 0.2:
        world.tops_up, world.end = False, End.EITHER


def _questions(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.BILL, Wish.DATA_LEFT))]


def _lost(world: World, chance: random.Random) -> None:
    world.wishes, world.end = [Wish.LOST], End.BOTH
    world.faults = ("lost",)


def _locked(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.LOCKED, Wish.SERVICE))]
    world.end = End.TEAM
    break_with(world, chance, ["airplane mode"] if chance.random() < 0.3 else [])
    world.phone.sim = Sim.LOCKED
    world.faults = (*world.faults, "SIM locked")


def _ended(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.SUSPENDED, Wish.SERVICE))]
    world.end = End.TEAM
    if chance.random() < 0.5:
        owe(world, chance)
    suspend(world)
    world.line.contract_end_date = world.books.today - timedelta(days=chance.randrange(1, 60))
    world.faults = ("contract ended",)


def _person(world: World, chance: random.Random) -> None:
    world.end = End.TEAM
    if chance.random() < 0.5:
        world.wishes = [Wish.PERSON]
    else:
        world.wishes = [chance.choice((Wish.SERVICE, Wish.SLOW, Wish.PICTURES))]
        world.person_after = chance.randrange(1, 5)
        world.phone.broken = True
    world.faults = ("asks for a person",)


def _team_matters(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.PLAN, Wish.CANCEL, Wish.DISPUTE, Wish.FRAUD))]
    world.end = End.TEAM
    if world.wishes == [Wish.DISPUTE]:
        bill = world.customer.bills[0]
        bill.items.append(("Premium ringtones", Decimal("9.99")))
        bill.total_due += Decimal("9.99")


def _upset(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.SERVICE, Wish.SLOW))]
    world.end, world.upset = End.TEAM, True
    world.phone.broken = world.wishes == [Wish.SERVICE]
    world.phone.slow_for_good = not world.phone.broken
    world.faults = ("upset twice",)


def _hopeless(world: World, chance: random.Random) -> None:
    world.wishes = [chance.choice((Wish.SERVICE, Wish.SLOW))]
    world.end = End.TEAM
    world.phone.broken = world.wishes == [Wish.SERVICE]
    world.phone.slow_for_good = not world.phone.broken
    world.faults = ("no step helps",)


def second_wish(world: World, chance: random.Random) -> None:
    others = [wish for wish in (Wish.BILL, Wish.DATA_LEFT) if wish not in world.wishes]
    if world.books.used_up(world.line):
        others = [Wish.BILL]
    if world.group in ("questions", "overdue") and chance.random() < 0.5:
        world.phone.data_saver = True
        world.faults = (*world.faults, "data saver")
        others = [Wish.SLOW]
    world.wishes.append(chance.choice(others))


GROUPS: dict[str, Callable[[World, random.Random], None]] = {
    "service": _service, "data": _data, "slow": _slow, "abroad": _abroad, "pictures": _pictures,
    "suspended": _suspended, "overdue": _overdue, "used up": _top_up, "questions": _questions, "lost": _lost,
    "locked": _locked, "ended": _ended, "person": _person, "team matters": _team_matters, "upset": _upset,
    "hopeless": _hopeless,
}  # fmt: skip
