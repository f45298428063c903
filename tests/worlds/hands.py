"""The customer's hands: what an instruction does to the phone, and what looking at it tells."""

from __future__ import annotations

from tests.worlds.instructions import Do, Thing
from tests.worlds.phone import Mode, Sim
from tests.worlds.world import World

SWITCHES: dict[Thing, str] = {
    Thing.AIRPLANE: "airplane",
    Thing.ROAMING: "roaming",
    Thing.SAVER: "data_saver",
    Thing.DATA: "mobile_data",
    Thing.VPN: "vpn",
    Thing.WIFI_CALLING: "wifi_calling",
    Thing.STORAGE: "may_store",
    Thing.SMS: "may_sms",
}
"""What is on or off, by its field of the phone."""


def handle(world: World, do: Do) -> None:
    """Carry out one instruction."""
    phone = world.phone
    if do.thing in SWITCHES:
        setattr(phone, SWITCHES[do.thing], bool(do.on))
    elif do.thing is Thing.SIM and phone.sim is Sim.LOOSE:
        phone.sim = Sim.SEATED
    elif do.thing in (Thing.APN, Thing.MMSC):
        phone.apn_reset = True
    elif do.thing is Thing.MODE:
        phone.mode = Mode.FIVE
    elif do.thing is Thing.RESTART:
        phone.restart(world.line)


def is_on(world: World, thing: Thing) -> bool | None:
    """What a look at a switch shows; None for what is no switch."""
    return bool(getattr(world.phone, SWITCHES[thing])) if thing in SWITCHES else None


def missing_permissions(world: World) -> str:
    """Those the messaging app lacks, in words; empty when it has both."""
    missing = [
        name for name, held in (("storage", world.phone.may_store), ("SMS", world.phone.may_sms)) if not held
    ]
    return " and ".join(missing)
