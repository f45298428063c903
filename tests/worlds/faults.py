"""What can be wrong with a phone, a line or a bill, by name."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from tests.worlds.phone import Mode, Sim
from tests.worlds.world import World

Fault = Callable[[World, random.Random], None]


def _airplane(world: World, chance: random.Random) -> None:
    world.phone.airplane = True


def _sim(world: World, chance: random.Random) -> None:
    world.phone.sim = Sim.LOOSE


def _apn(world: World, chance: random.Random) -> None:
    world.phone.apn_ok = False


def _data_off(world: World, chance: random.Random) -> None:
    world.phone.mobile_data = False


def _used_up(world: World, chance: random.Random) -> None:
    plan = world.books.plan(world.line.plan_id)
    assert plan is not None
    over = chance.choice((0.0, 0.1, 0.4, 1.3))
    world.line.data_used_gb = plan.data_limit_gb + over


def _saver(world: World, chance: random.Random) -> None:
    world.phone.data_saver = True


def _mode(world: World, chance: random.Random) -> None:
    world.phone.mode = chance.choice((Mode.TWO, Mode.THREE))


def _mode_two(world: World, chance: random.Random) -> None:
    world.phone.mode = Mode.TWO


def _vpn(world: World, chance: random.Random) -> None:
    world.phone.vpn = True


def _wifi_calling(world: World, chance: random.Random) -> None:
    world.phone.wifi_calling = True


def _permissions(world: World, chance: random.Random) -> None:
    world.phone.may_store, world.phone.may_sms = chance.choice(((False, True), (True, False), (False, False)))


def _mmsc(world: World, chance: random.Random) -> None:
    world.phone.mmsc = False


def _roaming_line(world: World, chance: random.Random) -> None:
    world.line.roaming_enabled = False


def _roaming_phone(world: World, chance: random.Random) -> None:
    world.phone.roaming = False


def owe(world: World, chance: random.Random) -> None:
    """An overdue bill keeps the line suspended."""
    count = 2 if chance.random() < 0.2 else 1
    for bill in world.customer.bills[1 : 1 + count]:
        bill.status = "Overdue"
        bill.due_date = min(bill.due_date, world.books.today - timedelta(days=9))
    if count == 1 and chance.random() < 0.15:
        world.customer.bills[1].status = "Awaiting Payment"
    suspend(world)


def suspend(world: World) -> None:
    world.line.status = "Suspended"
    world.line.suspended_since = world.books.today - timedelta(days=6)
    world.phone.barred = True


def _forgotten(world: World, chance: random.Random) -> None:
    """Suspended although everything has been paid meanwhile."""
    suspend(world)


FAULTS: dict[str, Fault] = {
    "airplane mode": _airplane, "SIM loose": _sim, "APN broken": _apn, "mobile data off": _data_off,
    "data used up": _used_up, "data saver": _saver, "network mode": _mode, "network mode 2G": _mode_two, "VPN": _vpn,
    "Wi-Fi calling": _wifi_calling, "permissions": _permissions, "MMSC": _mmsc, "roaming off on line": _roaming_line,
    "roaming off in phone": _roaming_phone, "suspended, overdue": owe, "suspended, all paid": _forgotten,
}  # fmt: skip

SERVICE = ("airplane mode", "SIM loose", "APN broken", "suspended, overdue", "suspended, all paid")
DATA = ("mobile data off", "data used up")
SPEED = ("data saver", "network mode", "VPN")
PICTURES = ("network mode 2G", "Wi-Fi calling", "permissions", "MMSC")


def break_with(world: World, chance: random.Random, names: list[str]) -> None:
    chosen: list[str] = []
    for name in dict.fromkeys(names):
        if name.startswith("suspended") and any(other.startswith("suspended") for other in chosen):
            continue
        FAULTS[name](world, chance)
        chosen.append(name)
    world.faults = tuple(chosen)


def some(chance: random.Random, names: tuple[str, ...], most: int) -> list[str]:
    return chance.sample(names, min(len(names), chance.choices((1, 2, 3), weights=(50, 30, 20))[0], most))
