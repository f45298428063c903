from dataclasses import dataclass
from decimal import Decimal

import pytest

from knowledge_base import ChainedPlaceholders, FilePlaceholders, MappingPlaceholders, plan_values
from knowledge_base.minilm import PLACEHOLDERS_FILE
from knowledge_base.placeholders import fill, malformed_in
from knowledge_base.problems import WordsUnavailable


@dataclass(frozen=True)
class Plan:
    plan_id: str
    name: str
    data_limit_gb: Decimal
    price_per_month: Decimal
    topup_price_per_gb: Decimal


SMALL = Plan("plan-small", "Small", Decimal("1.5"), Decimal("15.00"), Decimal("6.50"))
LARGE = Plan("plan-large", "Large", Decimal(100), Decimal("60.00"), Decimal(3))


def test_the_carriers_plans_fill_their_placeholders():
    values = plan_values([LARGE, SMALL])
    assert values["plan.plan-small.price"] == "$15"
    assert values["plan.plan-small.topup_price"] == "$6.50"
    assert values["plans.lowest.name"] == "Small"
    assert values["plans.largest.data"] == "100 GB"
    assert values["plans.list"] == "Small with 1.5 GB for $15 and Large with 100 GB for $60 a month"
    assert values["topup.price"] == "$3 to $6.50"


def test_one_plan_is_a_list_of_one_and_no_plan_fills_nothing():
    assert plan_values([SMALL])["plans.list"] == "Small with 1.5 GB for $15 a month"
    assert plan_values([SMALL])["topup.price"] == "$6.50"
    assert plan_values([]) == {}


def test_plans_fill_every_name_the_articles_may_use():
    file = FilePlaceholders.load(PLACEHOLDERS_FILE)
    assert set(file.examples) <= set(plan_values([SMALL, LARGE]))


def test_a_sentence_nobody_can_fill_is_left_out():
    source = MappingPlaceholders({"fee": "$7", "blank": " "})
    assert (
        fill("It costs {{fee}}. It takes {{days}} days. That is all.", source) == "It costs $7. That is all."
    )
    assert fill("It is {{ fee }}.", source) == "It is $7."
    assert fill("It is {{blank}}.", source) == ""
    assert fill("It is {{Fee}}. Or {{fee. Well.", source) == "Well."


@pytest.mark.parametrize("text", ["{{Fee}}", "{{a b}}", "{{", "}}", "{{}}"])
def test_braces_that_are_no_placeholder_are_found(text):
    assert malformed_in(f"It is {text} now")
    assert not malformed_in("It is {{fee}} now")


def test_the_first_source_that_knows_wins():
    chained = ChainedPlaceholders(
        (MappingPlaceholders({"a": "1"}), MappingPlaceholders({"a": "2", "b": "3"}))
    )
    assert [chained.value(name) for name in ("a", "b", "c")] == ["1", "3", None]


def test_examples_are_told_only_where_they_are_asked_for(tmp_path):
    path = tmp_path / "placeholders.yml"
    path.write_text('house:\n  fee: "$7"\ncarrier_examples:\n  price: $40\n', encoding="utf-8")
    assert [FilePlaceholders.load(path).value(name) for name in ("fee", "price")] == ["$7", None]
    assert FilePlaceholders.load(path, with_examples=True).value("price") == "$40"
    path.write_text("house: [", encoding="utf-8")
    with pytest.raises(WordsUnavailable):
        FilePlaceholders.load(path)
