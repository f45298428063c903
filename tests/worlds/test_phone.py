"""The phone of a world behaves as phones do."""

import random
from datetime import date
from decimal import Decimal

import pytest

from tests.worlds.account import Books, Line, Plan
from tests.worlds.generate import make
from tests.worlds.groups import GROUPS
from tests.worlds.hands import handle
from tests.worlds.instructions import Do, Thing
from tests.worlds.phone import Mode, Phone, Speed
from tests.worlds.world import ON_PHONE, End


@pytest.fixture
def line():
    return Line(line_id="L1", phone_number="555-100-2000", plan_id="P1")


@pytest.fixture
def books():
    plan = Plan(
        plan_id="P1", name="One", data_limit_gb=5, price_per_month=Decimal(40), topup_price_per_gb=Decimal(2)
    )
    return Books(today=date(2025, 2, 25), customers=[], plans=[plan])


def test_a_healthy_phone_does_everything(line, books):
    phone = Phone()
    assert phone.service(line)
    assert phone.speed(line, books) is Speed.EXCELLENT
    assert phone.pictures(line, books)


def test_a_lifted_suspension_is_noticed_after_a_restart(line):
    phone, line.status = Phone(), "Suspended"
    assert not phone.service(line)
    line.status = "Active"
    assert not phone.service(line)
    phone.restart(line)
    assert phone.service(line)


def test_an_apn_reset_counts_after_a_restart(line, books):
    phone = Phone(mmsc=False)
    phone.apn_reset = True
    assert not phone.pictures(line, books)
    phone.restart(line)
    assert phone.pictures(line, books)


def test_data_abroad_needs_roaming_on_the_line_and_in_the_phone(line, books):
    phone = Phone(abroad=True)
    assert not phone.data(line, books)
    phone.roaming = True
    assert not phone.data(line, books)
    line.roaming_enabled = True
    assert phone.data(line, books)


@pytest.mark.parametrize(
    "slow", [{"data_saver": True}, {"vpn": True}, {"mode": Mode.THREE}, {"mode": Mode.TWO}]
)
def test_each_brake_slows_and_none_is_excellent(slow, line, books):
    assert Phone(**slow).speed(line, books) not in (Speed.EXCELLENT, Speed.NONE)


def test_every_group_comes_up_and_the_same_seed_makes_the_same_world():
    worlds = [make(seed) for seed in range(400)]
    assert {world.group for world in worlds} == GROUPS.keys()
    assert [repr(make(seed)) for seed in range(20)] == [repr(world) for world in worlds[:20]]


def test_every_solvable_trouble_can_be_solved_by_hand():
    """All steps of the policy, taken blindly, end every trouble that is meant to be solvable."""
    for seed in range(400):
        world = make(seed)
        trouble = [wish for wish in world.wishes if wish in ON_PHONE]
        if world.end is not End.FIXED or not trouble:
            continue
        assert not all(world.met(wish, "") for wish in trouble), f"seed {seed} has no trouble"
        for bill in world.customer.bills:
            bill.status = "Paid"
        world.line.status, world.line.roaming_enabled = "Active", True
        world.line.data_topup_gb += 2
        for thing in random.Random(seed).sample(list(Thing), len(Thing)):
            on = thing in (Thing.DATA, Thing.ROAMING, Thing.STORAGE, Thing.SMS)
            handle(world, Do(thing, on=on))
        handle(world, Do(Thing.RESTART))
        assert all(world.met(wish, "") for wish in trouble), f"seed {seed} stays broken: {world}"
