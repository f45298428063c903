"""Articles that hold in one market alone reach its customers, and nobody is asked where they are for that."""

from dataclasses import replace

import pytest

from actions.lines.area import market_of
from carrier.errors import CarrierUnavailable


@pytest.fixture
def asked_from(retriever):
    retriever.markets = frozenset({"Minnesota"})
    return retriever.asked_from


async def test_a_proved_customers_market_is_that_of_the_address(talk, asked_from):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    customer = await talk.to.carrier.get_customer(
        talk.slots["verification"]["customer_id"], conversation_id="x"
    )
    await talk.says("is there fiber", "ask_faq")
    assert customer.address.state == "MN"
    assert asked_from == ["Minnesota"]


@pytest.mark.parametrize(
    ("area", "market"),
    [("55802", "Minnesota"), ("11354", "New York: Queens"), ("60601", "Chicago: the city")],
)
async def test_a_zip_code_said_earlier_counts_without_identity(talk, asked_from, area, market):
    await talk.says("my phone has no signal", "report_no_signal")
    await talk.says(area, "inform_identity")
    await talk.says("is there fiber", "ask_faq")
    assert set(asked_from) == {market}


async def test_an_area_that_was_skipped_is_no_market(talk, asked_from):
    await talk.says("my phone has no signal", "report_no_signal")
    await talk.says("skip this", "deny")
    await talk.says("is there fiber", "ask_faq")
    assert set(asked_from) == {None}


async def test_a_customer_who_only_claims_to_be_somebody_has_no_market(talk, asked_from):
    await talk.says("what do i owe", "ask_bill")
    await talk.says("555-123-0101", "inform_identity")
    await talk.says("is there fiber", "ask_faq")
    assert asked_from == [None]


async def test_a_carrier_that_does_not_answer_costs_the_market_and_not_the_answer(talk, resources):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")

    class Silent:
        async def get_customer(self, *_: object, **__: object) -> None:
            raise CarrierUnavailable("timed_out", operation="get_customer")

    assert await market_of(talk.turn, resources) == "Minnesota"
    assert await market_of(talk.turn, replace(resources, carrier=Silent())) is None


async def test_the_carrier_is_not_read_while_every_article_holds_everywhere(talk, retriever, monkeypatch):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    read = []
    monkeypatch.setattr("actions.talk.faq.market_of", lambda *given: read.append(given))
    await talk.says("is there fiber", "ask_faq")
    assert retriever.asked_from == [None]
    assert read == []
