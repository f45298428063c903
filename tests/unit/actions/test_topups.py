"""Policy: data stops at limit + top-ups; at most 2 GB in one conversation, priced first, added once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from actions.lines.data_left import left_of
from actions.lines.topups import Added, NotAdded, NotKnown, add_data, least, may_add, offer_data, offer_of
from actions.turns.operations import SqliteOperations
from actions.turns.resources import Offers
from carrier.errors import CarrierUnavailable
from carrier.types import Usage
from tests.unit.actions.line_carrier import FailingCarrier
from tests.unit.actions.test_line_changes import line_of, turn_of

USED_UP = "0005"


@pytest.fixture
def failing(carrier) -> FailingCarrier:
    return FailingCarrier(carrier)


@pytest.fixture
def to(resources, failing):
    return replace(resources, carrier=failing, offers=Offers(failing))


async def offered(to, carrier, gb: str = "1", turn_id: str = "offer-1"):
    line = await line_of(carrier, USED_UP)
    return await offer_data(turn_of(USED_UP, turn_id), to, line, await usage_of(carrier), Decimal(gb))


async def usage_of(carrier) -> Usage:
    return await carrier.get_usage(f"lin-{USED_UP}-1", conversation_id="test")


def usage(used: str, limit: str = "5", topup: str = "0") -> Usage:
    return Usage(
        line_id="l", data_used_gb=Decimal(used), data_limit_gb=Decimal(limit), data_topup_gb=Decimal(topup)
    )


@pytest.mark.parametrize(
    ("used", "topup", "needed"),
    [
        ("5", "0", "1"),
        ("5.3", "0", "1"),
        ("6", "0", "2"),
        ("6.5", "1", "1"),
        ("7.5", "0", "3"),
        ("4", "0", "1"),
    ],
)
@pytest.mark.policy("data-used-up")
def test_the_least_amount_is_the_smallest_whole_one_with_which_data_works_again(used, topup, needed):
    at = usage(used, topup=topup)
    assert least(at) == Decimal(needed)
    assert left_of(replace(at, data_topup_gb=at.data_topup_gb + least(at))) > 0


@pytest.mark.policy("data-price-first")
async def test_an_offer_names_the_plans_price_for_so_many_gigabytes(to, carrier):
    offer = await offered(to, carrier, "2")
    assert offer.price == Decimal(10)
    assert offer_of(replace(turn_of(USED_UP), slots={"topup_offer": offer.to_slot()})) == offer


async def test_data_is_added_once_however_often_the_yes_is_heard(to, carrier, failing):
    offer, before = await offered(to, carrier), await usage_of(carrier)
    for turn_id in ("turn-1", "turn-1", "turn-2"):
        added = await add_data(turn_of(USED_UP, turn_id), to, offer)
        assert added == Added(gb=Decimal(1), charge=Decimal(5))
    assert failing.count("add_data_topup") == 1
    assert (await usage_of(carrier)).data_topup_gb == before.data_topup_gb + 1


@pytest.mark.policy("data-most-two-gb")
async def test_no_more_than_two_gigabytes_are_added_in_one_conversation(to, carrier, failing):
    await add_data(turn_of(USED_UP), to, await offered(to, carrier, "1", "offer-1"))
    assert may_add(turn_of(USED_UP), to) == 1
    assert isinstance(
        await add_data(turn_of(USED_UP), to, await offered(to, carrier, "2", "offer-2")), NotAdded
    )
    await add_data(turn_of(USED_UP), to, await offered(to, carrier, "1", "offer-3"))
    assert may_add(turn_of(USED_UP), to) == 0
    assert isinstance(
        await add_data(turn_of(USED_UP), to, await offered(to, carrier, "1", "offer-4")), NotAdded
    )
    assert failing.count("add_data_topup") == 2


async def test_what_was_added_before_a_restart_still_counts(to, carrier, tmp_path):
    first = SqliteOperations(tmp_path / "kept.sqlite")
    await add_data(turn_of(USED_UP), replace(to, operations=first), await offered(to, carrier, "2"))
    first.close()
    second = SqliteOperations(tmp_path / "kept.sqlite")
    assert may_add(turn_of(USED_UP), replace(to, operations=second)) == 0
    assert may_add(replace(turn_of(USED_UP), conversation_id="another"), replace(to, operations=second)) == 2
    second.close()


async def test_a_lost_reply_is_settled_by_reading_the_line(to, carrier, failing):
    failing.fails["add_data_topup"] = "reply_lost"
    assert await add_data(turn_of(USED_UP), to, await offered(to, carrier)) == Added(
        gb=Decimal(1), charge=Decimal(5)
    )
    assert failing.count("add_data_topup") == 1


async def test_what_never_arrived_is_not_repeated_and_counts_in_case_it_comes_late(to, carrier, failing):
    failing.fails["add_data_topup"] = "never_arrives"
    offer = await offered(to, carrier)
    assert isinstance(await add_data(turn_of(USED_UP), to, offer), NotKnown)
    assert isinstance(await add_data(turn_of(USED_UP, "turn-2"), to, offer), NotKnown)
    assert failing.count("add_data_topup") == 1
    assert may_add(turn_of(USED_UP), to) == 1


async def test_what_arrived_late_is_found_by_reading_on_the_next_yes(to, carrier, failing):
    failing.fails["add_data_topup"] = "never_arrives"
    offer = await offered(to, carrier)
    await add_data(turn_of(USED_UP), to, offer)
    await carrier.add_data_topup(offer.line_id, offer.gb, conversation_id="late")
    assert isinstance(await add_data(turn_of(USED_UP, "turn-2"), to, offer), Added)


async def test_an_outcome_that_cannot_be_read_either_is_read_before_anything_else_next_time(
    to, carrier, failing
):
    offer = await offered(to, carrier)
    failing.fails = {"add_data_topup": "reply_lost", "get_usage": "down"}
    with pytest.raises(CarrierUnavailable) as raised:
        await add_data(turn_of(USED_UP), to, offer)
    assert raised.value.outcome_unknown
    failing.fails.clear()
    assert isinstance(await add_data(turn_of(USED_UP, "turn-2"), to, offer), Added)
    assert failing.count("add_data_topup") == 1


@pytest.mark.parametrize("how", ["409", "422"])
async def test_a_refusal_adds_nothing_and_does_not_count(to, carrier, failing, how):
    failing.fails["add_data_topup"] = how
    assert isinstance(await add_data(turn_of(USED_UP), to, await offered(to, carrier)), NotAdded)
    assert may_add(turn_of(USED_UP), to) == 2


async def test_a_carrier_that_was_not_reached_has_added_nothing_and_may_be_asked_again(to, carrier, failing):
    failing.fails["add_data_topup"] = "down"
    offer = await offered(to, carrier)
    with pytest.raises(CarrierUnavailable):
        await add_data(turn_of(USED_UP), to, offer)
    failing.fails.clear()
    assert isinstance(await add_data(turn_of(USED_UP), to, offer), Added)
