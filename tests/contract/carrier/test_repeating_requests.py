"""A POST with an Idempotency-Key is done once, however often and over whatever restarts it is sent."""

import asyncio
from decimal import Decimal

import pytest
from aiohttp.test_utils import TestServer

from carrier.demo.app import create_app
from carrier.demo.office import Office
from carrier.errors import CarrierConflict
from carrier.http import HttpCarrierSystems
from carrier.port import CarrierSystems

TALK = "conversation-1"


async def test_the_same_top_up_sent_thirty_times_adds_once(systems: CarrierSystems, office: Office) -> None:
    answers = await asyncio.gather(
        *(
            systems.add_data_topup("lin-0005-1", Decimal(1), conversation_id=TALK, idempotency_key="turn-9")
            for _ in range(30)
        )
    )
    assert len(set(answers)) == 1
    assert len(office.all("SELECT * FROM data_topups")) == 1


async def test_a_payment_request_is_answered_alike_after_a_restart(systems: CarrierSystems, reopen) -> None:
    ask = {"conversation_id": TALK, "idempotency_key": "turn-3"}
    first = await systems.create_payment_request("cus-0002", "bil-0002-202607", **ask)
    async with (
        TestServer(create_app(reopen())) as again,
        HttpCarrierSystems(str(again.make_url(""))) as restarted,
    ):
        assert await restarted.create_payment_request("cus-0002", "bil-0002-202607", **ask) == first


async def test_a_repeated_wrong_pin_costs_one_attempt(systems: CarrierSystems) -> None:
    for _ in range(3):
        checked = await systems.check_pin("cus-0001", "0000", conversation_id=TALK, idempotency_key="turn-1")
        assert checked.attempts_left == 4


async def test_a_key_of_a_right_pin_does_not_let_a_wrong_one_through(systems: CarrierSystems) -> None:
    right = await systems.check_pin("cus-0001", "4071", conversation_id=TALK, idempotency_key="turn-1")
    assert right.correct
    with pytest.raises(CarrierConflict):
        await systems.check_pin("cus-0001", "0000", conversation_id=TALK, idempotency_key="turn-1")


async def test_a_refusal_that_tells_of_the_account_is_repeated_too(
    systems: CarrierSystems, client, office: Office
) -> None:
    ask = {"conversation_id": TALK, "idempotency_key": "turn-5"}
    with pytest.raises(CarrierConflict):
        await systems.resume_line("lin-0007-1", **ask)
    office.write("UPDATE bills SET status = 'Paid'")
    with pytest.raises(CarrierConflict):
        await systems.resume_line("lin-0007-1", **ask)
    assert (await systems.resume_line("lin-0007-1", conversation_id=TALK)).suspended_since is None


async def test_the_same_key_on_another_line_is_another_request(
    systems: CarrierSystems, office: Office
) -> None:
    for line_id in ("lin-0005-1", "lin-0008-1"):
        await systems.add_data_topup(line_id, Decimal(1), conversation_id=TALK, idempotency_key="turn-9")
    assert len(office.all("SELECT * FROM data_topups")) == 2


async def test_a_pin_is_kept_nowhere_on_disk(systems: CarrierSystems, database) -> None:
    await systems.check_pin("cus-0001", "86420975311", conversation_id=TALK, idempotency_key="turn-1")
    for file in database.parent.iterdir():
        assert b"86420975311" not in file.read_bytes()
