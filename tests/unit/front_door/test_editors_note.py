"""What an agent writes to the editors tells nothing of the customer, and all of the article."""

import pytest

from conversation.facts import FactStatus
from conversation.payloads.findings import Fact
from front_door.conversations.editors_note import without_customer


def known(**values: str) -> dict[str, Fact]:
    return {
        name: Fact(name=name, value=value, status=FactStatus.OBSERVED, source="carrier")
        for name, value in values.items()
    }


HANNAH = known(
    customer_name="Hannah Li Voss",
    customer_id="C1001",
    phone_number="612-555-0142",
    birth_date="March 4, 1981",
    bill_amount="$94.54",
    device="Pixel 8",
)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("Hannah Li Voss says it is wrong", "[name] says it is wrong"),
        ("HANNAH and Mrs. voss are cross", "[name] and Mrs. [name] are cross"),
        ("see C1001", "see [number]"),
        ("call 612-555-0142", "call [number]"),
        ("or (612) 555 0178, +1 612.555.0179", "or [number], [number]"),
        ("mail a.b+c@mail.example.com.", "mail [address]."),
        ("born March 4, 1981", "born [date]"),
        ("the bill says $94.54", "the bill says [amount]"),
        ("in 55401 there is none", "in [number] there is none"),
        ("card 4111 1111 1111 1111", "card [card_number]"),
    ],
)
def test_what_tells_of_the_customer_is_blanked(note, kept):
    assert without_customer(note, HANNAH) == kept


@pytest.mark.parametrize(
    "note",
    [
        "The late fee is $8 since 2026-07-01, the article says $7.00",
        "On a Pixel 8 step 2 is under Settings, not More",
        "Line 14: open 9 to 5, not 10 to 6",
        "Vossberg has no store",
        "Effective 7/1/2026 it is 24 months instead of 36",
    ],
)
def test_what_tells_of_the_article_stays(note):
    assert without_customer(note, HANNAH) == note


def test_of_somebody_unknown_numbers_and_addresses_are_blanked_all_the_same():
    assert without_customer("612 555 0142, x@y.example", {}) == "[number], [address]"
